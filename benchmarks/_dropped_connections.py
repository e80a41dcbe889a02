"""WebSockets that are opened and dropped at random points, and what they leave in the server."""

import asyncio
import json
import os
import random
import signal
import time
from pathlib import Path

import httpx2
import websockets
from _server_process import HOST, Server

TEXT = "One little sentence to be spoken, and another one after it. " * 40
AT_ONCE = 8


class ServerResources:
    """Memory, threads and tasks of a server, and characters reserved by accounts.

    Args:
        server: Runs with the adapter `_task_counting_adapter`.
        counts: File that the adapter writes to.
        keys: API keys of the accounts whose reservations are added up.
    """

    def __init__(self, server: Server, counts: Path, keys: list[str]) -> None:
        self._server = server
        self._counts = counts
        self._keys = keys

    def read(self) -> dict[str, int]:
        pid = json.loads(self._counts.read_text())["pid"]
        self._counts.unlink()
        os.kill(pid, signal.SIGUSR1)
        deadline = time.monotonic() + 10
        while not self._counts.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return {
            "memory_mib": int(status["VmRSS"].split()[0]) // 1024,
            "threads": int(status["Threads"]),
            "tasks": json.loads(self._counts.read_text())["tasks"],
            "reserved_chars": self.reserved_chars(),
        }

    def reserved_chars(self) -> int:
        with httpx2.Client(base_url=self._server.url, timeout=30) as client:
            return sum(
                client.get("/v1/usage", headers={"Authorization": f"Bearer {key}"}).json()[
                    "reserved_chars"
                ]
                for key in self._keys
            )

    def read_settled(self, timeout_s: float = 60) -> dict[str, int]:
        """Read once nothing is reserved any more, after `timeout_s` at the latest."""
        deadline = time.monotonic() + timeout_s
        while self.reserved_chars() and time.monotonic() < deadline:
            time.sleep(0.25)
        time.sleep(1)
        return self.read()


async def drop(server: Server, number: int, key: str) -> None:
    """Open a WebSocket and leave it: after the key, the request, or up to three frames of audio,
    with a close frame or without one.
    """
    chance = random.Random(number)
    url = f"ws://{HOST}:{server.port}/v1/speech/stream"
    socket = await websockets.connect(url, max_size=None)
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


async def _drop_all(server: Server, numbers: range, keys: list[str]) -> None:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with free:
            await drop(server, number, keys[number % len(keys)])

    await asyncio.gather(*map(one, numbers))


def resources_after_drops(
    server: Server, counts: Path, keys: list[str], drops: int
) -> dict[str, dict[str, int]]:
    """The server's resources before, after a third of the drops, and after all of them.

    Pools, caches and the shapes that the engine keeps fill up in the first third.
    """
    resources = ServerResources(server, counts, keys)
    found = {"at_first": resources.read()}
    asyncio.run(_drop_all(server, range(drops // 3), keys))
    found["after_a_third"] = resources.read_settled()
    asyncio.run(_drop_all(server, range(drops // 3, drops), keys))
    found["after_all"] = resources.read_settled()
    return found
