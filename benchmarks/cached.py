"""What a cached reply costs in the process of the server: no sockets, no client.

    python benchmarks/cached.py [--requests 400]

Calls the FastAPI application as an ASGI server would. Time of all threads on the CPU says more than
the clock where the machine is shared; the clock includes the wait for the disk.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from phemius_core.gateway import Phemius
from phemius_core.settings import Settings
from phemius_server_fastapi import create_app

BODY = b'{"text": "Your call is important to us."}'
KEYS = 40  # so many that the plan's 100 requests a minute are not what is measured


async def request(app, key: str) -> int:
    """Status of one whole exchange."""
    messages = [{"type": "http.request", "body": BODY, "more_body": False}]
    over, sent = asyncio.Event(), []

    async def receive():
        if not messages:
            await over.wait()
            return {"type": "http.disconnect"}
        return messages.pop()

    async def send(message) -> None:
        sent.append(message)

    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/speech",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    over.set()
    return sent[0]["status"]


async def measure(requests: int, folder: Path) -> dict[str, float]:
    gateway = Phemius(Settings(data_dir=folder, engine="tone"))
    app = create_app(gateway=gateway)
    async with gateway:
        accounts = gateway.services.accounts  # what `phemius keys create` does
        owner = await accounts.create_account("bench", plan="growth")
        keys = [(await accounts.keys.create(owner.id))[1] for _ in range(KEYS)]
        for key in keys:
            assert await request(app, key) == 200
        times = []
        cpu = time.process_time()
        for number in range(requests):
            started = time.perf_counter()
            assert await request(app, keys[number % KEYS]) == 200
            times.append(time.perf_counter() - started)
        cpu = time.process_time() - cpu
    cuts = statistics.quantiles(times, n=10)
    return {
        "cpu_ms": round(1000 * cpu / requests, 3),
        "p10_ms": round(1000 * cuts[0], 3),
        "p50_ms": round(1000 * cuts[4], 3),
        "p90_ms": round(1000 * cuts[8], 3),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=400)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measure(chosen.requests, Path(folder)))))


if __name__ == "__main__":
    main()
