"""Cost of Phemius on top of its web frameworks: cached speech beside bare applications.

    python benchmarks/http_overhead.py [--rounds 5]

Each adapter answers from its audio cache, with key, limits and ledger; the bare FastAPI and Flask
applications read the same request and return the same bytes under the same servers, in turn.
Prints JSON: medians of one client's latency and of eight clients' requests a second, and ratios.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import httpx2
from _common import arguments, median, parse
from _http_client import BODY, connect_all, post_all
from _server_process import HOST, free_port, phemius_server, process

KEYS = 12
CLIENTS = 8
ADAPTERS = ("fastapi", "flask")


def bare_command(framework: str, port: int) -> list[str]:
    if framework == "fastapi":
        return [
            *(sys.executable, "-m", "uvicorn", "--factory", "_bare_apps:bare_fastapi"),
            *("--port", str(port), "--http", "h11", "--log-level", "warning"),
        ]
    return [
        *(sys.executable, "-m", "gunicorn", "_bare_apps:bare_flask()"),
        *("--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--threads", "64"),
        "--no-control-socket",
    ]


async def measure(port: int, keys: list[str], one: int, many: int) -> dict[str, float]:
    """Median latency of one client, and requests a second of eight.

    Args:
        port: Of the server.
        keys: API keys, used in turn.
        one: Requests of the one client.
        many: Requests of the eight together.
    """
    connections = await connect_all(port, keys, CLIENTS)
    times_ms = []
    for _ in range(one):
        started = time.perf_counter()
        await connections[0].post()
        times_ms.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    await post_all(connections, many)
    return {"p50_ms": median(times_ms), "requests_per_s": many / (time.perf_counter() - started)}


def measure_phemius(
    adapter: str, audio: Path, keys: int, requests: tuple[int, int]
) -> dict[str, float]:
    """Figures of an adapter; leaves the audio of a reply in a file."""
    with phemius_server(adapter, PHEMIUS_ENGINE="tone") as server:
        secrets = server.create_keys("bench", keys)
        headers = {"Authorization": f"Bearer {secrets[0]}", "Content-Type": "application/json"}
        reply = httpx2.post(f"{server.url}/v1/speech", content=BODY, headers=headers)
        audio.write_bytes(reply.content)
        return asyncio.run(measure(server.port, secrets, *requests))


def measure_bare(framework: str, audio: Path, requests: tuple[int, int]) -> dict[str, float]:
    port = free_port()
    here = str(Path(__file__).parent)
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "BENCH_AUDIO": str(audio), "PYTHONPATH": path}
    with process(bare_command(framework, port), f"http://{HOST}:{port}/ready", environment):
        return asyncio.run(measure(port, ["none"], *requests))


def compare(adapter: str, rounds: int, keys: int, requests: tuple[int, int]) -> dict[str, dict]:
    turns: dict[str, list[dict[str, float]]] = {"phemius": [], "bare": []}
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as folder:
        audio = Path(folder) / "reply.pcm"
        for _ in range(rounds):
            turns["phemius"].append(measure_phemius(adapter, audio, keys, requests))
            turns["bare"].append(measure_bare(adapter, audio, requests))
    found = {
        name: {
            "p50_ms": median((row["p50_ms"] for row in rows), digits=2),
            "requests_per_s": median((row["requests_per_s"] for row in rows), digits=1),
        }
        for name, rows in turns.items()
    }
    phemius, bare = found["phemius"], found["bare"]
    found["ratio"] = {
        "p50": round(phemius["p50_ms"] / bare["p50_ms"], 2),
        "requests_per_s": round(phemius["requests_per_s"] / bare["requests_per_s"], 2),
    }
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parse(parser)
    rounds, keys, requests = (1, 1, (4, 16)) if options.smoke else (options.rounds, KEYS, (60, 160))
    report = {adapter: compare(adapter, rounds, keys, requests) for adapter in ADAPTERS}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
