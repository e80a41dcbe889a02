"""What Phemius costs on top of its web frameworks: cached speech beside bare applications.

    python benchmarks/overhead.py [--rounds 5]

Each adapter answers from its audio cache, with key, limits, ledger and all; the bare FastAPI and
Flask applications read the same request and return the same bytes under the same servers. In
turn, medians, one client and eight.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path

import httpx2
from flask import Flask, Response, request
from serving import PORT, process, server

HOST = "127.0.0.1"
BODY = b'{"text": "Your call is important to us."}'
AUDIO = Path(os.environ.get("BENCH_AUDIO", os.devnull))
KEYS = 12
ONE, MANY, CLIENTS = 60, 160, 8


def bare_fastapi():
    """`uvicorn --factory overhead:bare_fastapi`."""
    from fastapi import FastAPI, Request
    from fastapi import Response as Reply

    app = FastAPI()
    audio = AUDIO.read_bytes()

    @app.post("/v1/speech")
    async def speech(request: Request) -> Reply:
        json.loads(await request.body())
        return Reply(audio, media_type="audio/pcm")

    @app.get("/up")
    async def up() -> Reply:
        return Reply("up")

    return app


def bare_flask() -> Flask:
    """`gunicorn 'overhead:bare_flask()'`."""
    app = Flask(__name__)
    audio = AUDIO.read_bytes()

    @app.post("/v1/speech")
    def speech() -> Response:
        json.loads(request.get_data())
        return Response(audio, content_type="audio/pcm")

    @app.get("/up")
    def up() -> str:
        return "up"

    return app


BARE = {
    "fastapi": [
        *("-m", "uvicorn", "--factory", "overhead:bare_fastapi", "--port", str(PORT)),
        *("--http", "h11", "--log-level", "warning"),
    ],
    "flask": [
        *("-m", "gunicorn", "overhead:bare_flask()", "--bind", f"{HOST}:{PORT}"),
        *("--worker-class", "gthread", "--threads", "64", "--no-control-socket"),
    ],
}


class Client:
    """One connection, kept; as little work as can be, for it shares the cores."""

    def __init__(self, keys: list[str]) -> None:
        self._keys = keys
        self._turn = 0

    async def connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(HOST, PORT)

    async def post(self) -> bytes:
        self._turn += 1
        key = self._keys[self._turn % len(self._keys)]
        head = (
            f"POST /v1/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        self._writer.write(head.encode() + BODY)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        assert answer.startswith(b"http/1.1 200"), answer
        if b"transfer-encoding: chunked" not in answer:
            size = int(answer.split(b"content-length: ")[1].split(b"\r\n")[0])
            return await self._reader.readexactly(size)
        body = b""
        while size := int(await self._reader.readline(), 16):
            body += await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()
        return body


async def measure(keys: list[str]) -> tuple[float, float]:
    """Median ms of one client's requests, and requests a second of eight."""
    clients = [Client(keys[n % len(keys) :] + keys[: n % len(keys)]) for n in range(CLIENTS)]
    for client in clients:
        await client.connect()
        await client.post()
    times = []
    for _ in range(ONE):
        started = time.perf_counter()
        await clients[0].post()
        times.append(time.perf_counter() - started)

    async def some(client: Client) -> None:
        for _ in range(MANY // CLIENTS):
            await client.post()

    started = time.perf_counter()
    await asyncio.gather(*map(some, clients))
    return 1000 * statistics.median(times), MANY / (time.perf_counter() - started)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    audio = Path(os.environ.setdefault("BENCH_AUDIO", "/tmp/phemius-bench.pcm"))
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    )
    report = {}
    for adapter in ("fastapi", "flask"):
        rows: dict[str, list[tuple[float, float]]] = {"phemius": [], "bare": []}
        for _ in range(chosen.rounds):
            with server(adapter=adapter, PHEMIUS_ENGINE="tone") as make_key:
                keys = [make_key(f"bench-{n}") for n in range(KEYS)]
                headers = {"Authorization": f"Bearer {keys[0]}", "Content-Type": "application/json"}
                url = f"http://{HOST}:{PORT}/v1/speech"
                audio.write_bytes(httpx2.post(url, content=BODY, headers=headers).content)
                rows["phemius"].append(asyncio.run(measure(keys)))
            with process([sys.executable, *BARE[adapter]], "/up"):
                rows["bare"].append(asyncio.run(measure(["none"])))
        found = {
            name: {
                "p50_ms": round(statistics.median(one for one, _ in pairs), 2),
                "requests_per_s": round(statistics.median(many for _, many in pairs), 1),
            }
            for name, pairs in rows.items()
        }
        mine, bare = found["phemius"], found["bare"]
        found["ratio"] = {
            "p50": round(mine["p50_ms"] / bare["p50_ms"], 2),
            "requests_per_s": round(mine["requests_per_s"] / bare["requests_per_s"], 2),
        }
        report[adapter] = found
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
