"""Streaming as a client sees it: a real server process, WebSockets over loopback.

    pip install -r benchmarks/requirements.txt
    python benchmarks/streaming.py [--rounds 9] [--only first,many,long,cached,dropped]
                                   [--json] [--plot FOLDER] [--no-peers]

- first: time to first audio by length of text, on an idle server;
- many: 1 to 16 streams at once, 40 words each;
- long: first audio of a short request beside one of 10,000 characters;
- cached: replies from the cache, with key, limits and ledger;
- dropped: 1,000 connections opened and dropped at random points.

The first three also measure kokoro and kokoro-onnx in this process, on the same weights, in turn.
The peers have no cache and no connections. Prints medians as a table, or as JSON with `--json`.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
from _common import arguments, is_installed, leave_out, median, parse, percentile, table
from _dropped_connections import resources_after_drops
from _http_client import connect_all, post_all
from _new_texts import new_long_text, new_text
from _server_process import Server, phemius_server
from _streaming_client import stream
from _streaming_peers import Stream, listen, peer_streams
from _streaming_plot import plot

PARTS = ("first", "many", "long", "cached", "dropped")
STREAMS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int
    keys: int = 16
    words: tuple[int, ...] = (5, 20, 100)
    streams: tuple[int, ...] = STREAMS
    long_chars: int = 10_000
    cached_requests: int = 400
    drops: int = 1000
    pause_s: float = 0.5

    @property
    def fewer_rounds(self) -> int:
        """For parts of which one round takes long."""
        return max(1, self.rounds // 3)


def first_audio(
    server: Server, keys: list[str], size: Size, peers: dict[str, Stream]
) -> dict[str, dict[str, float]]:
    times_s: dict[str, dict[str, list[float]]] = {}
    for speak in peers.values():
        asyncio.run(listen(speak, new_text(5)))
    for turn in range(size.rounds):
        for words in size.words:
            key = keys[turn % len(keys)]
            timed = asyncio.run(stream(server, key, new_text(words), stop_at_first=True))
            times_s.setdefault("phemius", {}).setdefault(str(words), []).append(timed["first_s"])
            time.sleep(size.pause_s)
            for name, speak in peers.items():
                timed = asyncio.run(listen(speak, new_text(words), stop_at_first=True))
                times_s.setdefault(name, {}).setdefault(str(words), []).append(timed["first_s"])
    return {
        name: {words: median(values) for words, values in rows.items()}
        for name, rows in times_s.items()
    }


async def concurrent_streams(speak: Callable, streams: int) -> dict[str, float]:
    """Figures of so many streams at once.

    Args:
        speak: Takes the number of the stream and a text; returns times as `stream` does.
        streams: How many.
    """
    texts = [new_text(40) for _ in range(streams)]
    started = time.perf_counter()
    timed = await asyncio.gather(*(speak(n, text) for n, text in enumerate(texts)))
    spent_s = time.perf_counter() - started
    rates = [one["audio_s"] / one["last_s"] for one in timed]
    return {
        "audio_s_per_s": round(sum(one["audio_s"] for one in timed) / spent_s, 3),
        "first_p50_s": median(one["first_s"] for one in timed),
        "first_p95_s": percentile((one["first_s"] for one in timed), 95),
        "slowest_to_fastest": round(max(rates) / min(rates), 2),
        "gaps": sum(one["gaps"] for one in timed),
    }


def many_streams(
    server: Server,
    keys: list[str],
    size: Size,
    peers: dict[str, Stream],
    peer_levels: tuple[int, ...],
) -> dict[str, dict[str, dict[str, float]]]:
    """Medians over the rounds; the peers, which take minutes, once each."""
    found: dict[str, dict[str, dict[str, float]]] = {"phemius": {}}

    def speak_ours(n: int, text: str):
        return stream(server, keys[n % len(keys)], text)

    for streams in size.streams:
        turns = [
            asyncio.run(concurrent_streams(speak_ours, streams)) for _ in range(size.fewer_rounds)
        ]
        found["phemius"][str(streams)] = {
            figure: median((turn[figure] for turn in turns), digits=3) for figure in turns[0]
        }
        if streams in peer_levels:
            for name, speak in peers.items():
                timed = asyncio.run(
                    concurrent_streams(lambda _, text, speak=speak: listen(speak, text), streams)
                )
                found.setdefault(name, {})[str(streams)] = timed
    return found


async def beside_long_request(server: Server, keys: list[str], size: Size) -> dict[str, float]:
    """First audio of a short request, alone and beside a long one over HTTP."""

    async def first_s() -> float:
        return (await stream(server, keys[0], new_text(8), stop_at_first=True))["first_s"]

    alone, beside = [], []
    for _ in range(size.rounds):
        alone.append(await first_s())
        await asyncio.sleep(0.3)
    headers = {"Authorization": f"Bearer {keys[-1]}"}
    async with httpx2.AsyncClient(base_url=server.url, timeout=600) as client:
        body = {"input": new_long_text(size.long_chars)}
        async with client.stream("POST", "/v1/audio/speech", json=body, headers=headers) as reply:
            chunks = reply.aiter_bytes()
            await anext(chunks)
            for _ in range(size.rounds):
                beside.append(await first_s())
                if await anext(chunks, None) is None:
                    break
    return alone_and_beside(alone, beside)


async def peer_beside_long_request(speak: Stream, size: Size) -> dict[str, float]:
    async def first_s() -> float:
        return (await listen(speak, new_text(8), stop_at_first=True))["first_s"]

    alone = [await first_s() for _ in range(size.fewer_rounds)]
    begun, enough = asyncio.Event(), asyncio.Event()

    async def read_long() -> None:
        pieces = speak(new_long_text(size.long_chars))
        async for _ in pieces:
            begun.set()
            if enough.is_set():
                break
        await pieces.aclose()

    reading = asyncio.create_task(read_long())
    await begun.wait()
    beside = [await first_s() for _ in range(size.fewer_rounds) if not reading.done()]
    enough.set()
    await reading
    return alone_and_beside(alone, beside)


def alone_and_beside(alone: list[float], beside: list[float]) -> dict[str, float]:
    return {
        "alone_p50_s": median(alone),
        "beside_p50_s": median(beside),
        "beside_max_s": round(max(beside), 4),
        "turns": len(beside),
    }


async def cached_replies(server: Server, keys: list[str], requests: int) -> dict[str, float]:
    """Replies from the cache, one after another on one connection, then eight at once."""
    connections = await connect_all(server.port, keys, 8)
    times_ms = []
    for _ in range(requests):
        started = time.perf_counter()
        await connections[0].post()
        times_ms.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    await post_all(connections, requests)
    spent_s = time.perf_counter() - started
    return {
        "p50_ms": median(times_ms, digits=2),
        "p95_ms": percentile(times_ms, 95, digits=2),
        "requests_per_s": round(requests // 8 * 8 / spent_s, 1),
    }


def measure(
    options: argparse.Namespace, size: Size, server: Server, counts: Path
) -> dict[str, dict]:
    """The parts that were asked for."""
    spoken = {"first", "many", "long"} & set(options.only)
    peers = peer_streams() if spoken and not options.no_peers else {}
    keyed = {*spoken, "cached"} & set(options.only)
    keys = server.create_keys("bench", size.keys) if keyed else []
    report: dict[str, dict] = {}
    if "first" in options.only:
        report["first_audio_s"] = first_audio(server, keys, size, peers)
    if "many" in options.only:
        report["streams"] = many_streams(server, keys, size, peers, options.peer_streams)
    if "long" in options.only:
        report["beside_10000_chars"] = {
            "phemius": asyncio.run(beside_long_request(server, keys, size)),
            **{
                name: asyncio.run(peer_beside_long_request(speak, size))
                for name, speak in peers.items()
            },
        }
    if "cached" in options.only:
        report["cached"] = asyncio.run(cached_replies(server, keys, size.cached_requests))
    if "dropped" in options.only:
        # Enough keys that the plan's 100 requests a minute for each are not reached.
        drop_keys = server.create_keys("dropped", -(-size.drops // 90))
        report["dropped"] = resources_after_drops(server, counts, drop_keys, size.drops)
    return report


def comma_separated(allowed: tuple) -> Callable[[str], tuple]:
    def parse_list(given: str) -> tuple:
        parts = tuple(type(allowed[0])(part) for part in given.split(","))
        if unknown := set(parts) - set(allowed):
            raise argparse.ArgumentTypeError(f"{unknown}: choose from {allowed}")
        return parts

    return parse_list


def parse_options() -> tuple[argparse.Namespace, Size]:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", type=comma_separated(PARTS), default=PARTS)
    parser.add_argument("--drops", type=int, default=1000)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--peer-streams", type=comma_separated(STREAMS), default=(1, 4, 16))
    parser.add_argument("--engine", default="cpu", help="Engine of the server.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", type=Path, metavar="FOLDER")
    options = parse(parser)
    if not options.smoke:
        return options, Size(rounds=options.rounds, drops=options.drops)
    options.engine, options.no_peers = "tone", True
    leave_out("peers", "a smoke run opens no peers")
    words, streams = (5, 20), (1, 2)
    return options, Size(1, 1, words, streams, 600, cached_requests=8, drops=6, pause_s=0)


def main() -> None:
    options, size = parse_options()
    here = str(Path(__file__).parent)
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as folder:
        counts = Path(folder) / "counts.json"
        environment = {
            "PHEMIUS_ENGINE": options.engine,
            "PYTHONPATH": path,
            "BENCH_COUNTS": str(counts),
        }
        with phemius_server("_task_counting_adapter:serve", **environment) as server:
            report = measure(options, size, server, counts)
        if options.plot:
            plot(report, options.plot)
        elif options.smoke and is_installed("matplotlib"):
            plot(report, Path(folder))
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
