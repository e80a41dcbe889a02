"""Connections that are opened and dropped at random points, and what they leave behind."""

import asyncio
import json
import os
import random
import signal
import time
from pathlib import Path

import httpx2
import websockets
from serving import PORT

TEXT = "One little sentence to be spoken, and another one after it. " * 40


class Weight:
    """Memory, threads and tasks of the server, and what is reserved for some keys.

    Args:
        counts: Where the `counted` adapter writes.
        keys: Of the accounts to ask for.
    """

    def __init__(self, counts: Path, keys: list[str]) -> None:
        self._counts = counts
        self._keys = keys

    def read(self) -> dict[str, int]:
        pid = json.loads(self._counts.read_text())["pid"]
        self._counts.unlink()
        os.kill(pid, signal.SIGUSR1)
        until = time.monotonic() + 10
        while not self._counts.exists() and time.monotonic() < until:
            time.sleep(0.01)
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return {
            "memory_mib": int(status["VmRSS"].split()[0]) // 1024,
            "threads": int(status["Threads"]),
            "tasks": json.loads(self._counts.read_text())["tasks"],
            "reserved_chars": self.reserved(),
        }

    def reserved(self) -> int:
        with httpx2.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30) as client:
            return sum(
                client.get("/v1/usage", headers={"Authorization": f"Bearer {key}"}).json()[
                    "reserved_chars"
                ]
                for key in self._keys
            )

    def settled(self, timeout_s: float = 60) -> dict[str, int]:
        """Once nothing is reserved, or the time is up."""
        until = time.monotonic() + timeout_s
        while self.reserved() and time.monotonic() < until:
            time.sleep(0.25)
        time.sleep(1)
        return self.read()


async def drop(number: int, key: str) -> None:
    """Opens a connection and leaves it: after the key, the request or up to three frames of audio,
    with a close or without one.
    """
    chance = random.Random(number)
    socket = await websockets.connect(f"ws://127.0.0.1:{PORT}/v1/speech/stream", max_size=None)
    try:
        if chance.random() < 0.1:
            return
        await socket.send(json.dumps({"api_key": key}))
        if chance.random() < 0.1:
            return
        await socket.send(json.dumps({"text": f"{number} {TEXT}"[:2000]}))
        for _ in range(chance.randrange(4)):
            await asyncio.wait_for(socket.recv(), 60)
    except (websockets.WebSocketException, TimeoutError):
        return
    finally:
        if chance.random() < 0.5:
            socket.transport.abort()
        await socket.close()


async def _drop_all(numbers: range, keys: list[str]) -> None:
    free = asyncio.Semaphore(8)

    async def one(number: int) -> None:
        async with free:
            await drop(number, keys[number % len(keys)])

    await asyncio.gather(*map(one, numbers))


def dropped(counts: Path, keys: list[str], drops: int) -> dict[str, dict[str, int]]:
    """The server's weight at first, after a third of the connections, and after all of them.

    Pools, caches and the engine's kept shapes fill up in the first third.
    """
    weight = Weight(counts, keys)
    found = {"at_first": weight.read()}
    asyncio.run(_drop_all(range(drops // 3), keys))
    found["after_a_third"] = weight.settled()
    asyncio.run(_drop_all(range(drops // 3, drops), keys))
    found["after_all"] = weight.settled()
    return found
