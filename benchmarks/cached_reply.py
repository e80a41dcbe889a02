"""Cost of a cached reply in the process of the server, without sockets and without a client.

    python benchmarks/cached_reply.py [--requests 400]

Calls the FastAPI application as an ASGI server would, with the tone engine. Prints JSON: CPU time
of a request (all threads), and percentiles of its wall time. On a shared machine CPU time is the
figure to compare; wall time includes the wait for the disk.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from _asgi import speech_scope
from _common import arguments, parse, percentile
from _smoke_speech import smoke_synthesizer

from phemius_core.gateway import Gateway
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import ToneEngine
from phemius_server_fastapi import create_app

BODY = b'{"text": "Your call is important to us."}'
KEYS = 40
"""Enough that the plan's 100 requests a minute for each key are not reached."""


async def request(app, key: str) -> int:
    """Status of one whole exchange."""
    messages = [{"type": "http.request", "body": BODY, "more_body": False}]
    answered, sent = asyncio.Event(), []

    async def receive():
        if not messages:
            await answered.wait()
            return {"type": "http.disconnect"}
        return messages.pop()

    async def send(message) -> None:
        sent.append(message)

    await app(speech_scope(key), receive, send)
    answered.set()
    return sent[0]["status"]


async def measure(
    requests: int, folder: Path, *, keys: int, synthesizer: Synthesizer | None = None
) -> dict[str, float]:
    gateway = Gateway(Settings(data_dir=folder, engine="tone"), synthesizer=synthesizer)
    app = create_app(gateway=gateway)
    async with gateway:
        accounts = gateway.services.accounts  # what `phemius keys create` does
        owner = await accounts.create_account("bench", plan="growth")
        secrets = [(await accounts.keys.create(owner.id))[1] for _ in range(keys)]
        for secret in secrets:
            assert await request(app, secret) == 200
        times_ms = []
        cpu_s = time.process_time()
        for number in range(requests):
            started = time.perf_counter()
            assert await request(app, secrets[number % keys]) == 200
            times_ms.append(1000 * (time.perf_counter() - started))
        cpu_s = time.process_time() - cpu_s
    return {
        "cpu_ms": round(1000 * cpu_s / requests, 3),
        **{f"p{percent}_ms": percentile(times_ms, percent, digits=3) for percent in (10, 50, 90)},
    }


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--requests", type=int, default=400)
    options = parse(parser)
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as folder:
        if options.smoke:
            synthesizer = smoke_synthesizer(ToneEngine())
            measured = measure(8, Path(folder), keys=2, synthesizer=synthesizer)
        else:
            measured = measure(options.requests, Path(folder), keys=KEYS)
        print(json.dumps(asyncio.run(measured)))


if __name__ == "__main__":
    main()
