"""Streaming, as a client sees it: a real server process, WebSockets over loopback.

    pip install -r benchmarks/requirements.txt
    python benchmarks/streaming.py [--rounds 9] [--only first,many,long,cached,dropped]
                                   [--json] [--plot FOLDER] [--no-peers]

- first: first audio by length of text, on an idle server;
- many: 1 to 16 streams at once, 40 words each;
- long: a short request's first audio beside one of 10,000 characters;
- cached: replies from the cache, through the whole billing path;
- dropped: 1,000 connections opened and dropped at random points.

The first three beside kokoro and kokoro-onnx in this process, on the same weights, in turn. The
peers have no cache and no connections. `--json` prints the report alone; without it, a summary.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from itertools import count
from pathlib import Path

import httpx2
import numpy as np
import websockets
from dropping import dropped
from overhead import Client
from serving import PORT, server
from streaming_peers import Stream, listen, peer_streams
from streaming_plot import plot

TALE = (
    "the evening train was late again so we walked along the river and talked about the year "
    "that had gone by, the people we had met, and the plans we had made for the summer"
)
WORDS = TALE.split()
PARTS = ("first", "many", "long", "cached", "dropped")
STREAMS = (1, 2, 4, 8, 16)
_serial = count()
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def text_of(words: int) -> str:
    """A text of so many words that was never spoken before, in none of its segments."""
    number = [ONES[int(digit)] for digit in str(next(_serial))]
    inner = (number + WORDS * words)[: max(len(number), words - len(number))]
    return " ".join((inner + number)[:words]).capitalize() + "."


async def stream(key: str, text: str, *, stop_at_first: bool = False) -> dict[str, float]:
    """Speaks a text; seconds from the request to the first audio and to the last."""
    url = f"ws://127.0.0.1:{PORT}/v1/speech/stream"
    async with websockets.connect(url, max_size=None) as socket:
        await socket.send(json.dumps({"api_key": key}))
        started = time.perf_counter()
        await socket.send(json.dumps({"text": text}))
        first, audio_s, gaps = None, 0.0, 0
        async for frame in socket:
            now = time.perf_counter() - started
            if isinstance(frame, str):
                told = json.loads(frame)
                if "error" in told:
                    raise RuntimeError(frame)
                break
            if first is None:
                first = now
                if stop_at_first:
                    return {"first_s": first}
            elif now > first + audio_s:
                gaps += 1  # a player that began at once has run dry
            audio_s += len(frame) / 48_000
    return {"first_s": first, "last_s": now, "audio_s": audio_s, "gaps": gaps}


def p50(values) -> float:
    return round(statistics.median(values), 4)


def p95(values) -> float:
    return round(float(np.percentile(list(values), 95)), 4)


def first_audio(
    keys: list[str], rounds: int, peers: dict[str, Stream]
) -> dict[str, dict[str, float]]:
    times: dict[str, dict[str, list[float]]] = {}
    for speak in peers.values():
        asyncio.run(listen(speak, text_of(5)))
    for turn in range(rounds):
        for words in (5, 20, 100):
            told = asyncio.run(stream(keys[turn % len(keys)], text_of(words), stop_at_first=True))
            times.setdefault("phemius", {}).setdefault(str(words), []).append(told["first_s"])
            time.sleep(0.5)
            for name, speak in peers.items():
                told = asyncio.run(listen(speak, text_of(words), stop_at_first=True))
                times.setdefault(name, {}).setdefault(str(words), []).append(told["first_s"])
    return {
        name: {words: p50(values) for words, values in rows.items()} for name, rows in times.items()
    }


async def together(speak, streams: int) -> dict[str, float]:
    """So many streams at once. `speak` takes a number and a text."""
    texts = [text_of(40) for _ in range(streams)]
    started = time.perf_counter()
    told = await asyncio.gather(*(speak(n, text) for n, text in enumerate(texts)))
    spent = time.perf_counter() - started
    rates = [one["audio_s"] / one["last_s"] for one in told]
    return {
        "audio_s_per_s": round(sum(one["audio_s"] for one in told) / spent, 3),
        "first_p50_s": p50(one["first_s"] for one in told),
        "first_p95_s": p95(one["first_s"] for one in told),
        "slowest_to_fastest": round(max(rates) / min(rates), 2),
        "gaps": sum(one["gaps"] for one in told),
    }


def many(keys: list[str], rounds: int, peers: dict[str, Stream], peer_levels: tuple[int, ...]):
    """Medians over the rounds; the peers, which take minutes, once each."""
    found: dict[str, dict[str, dict[str, float]]] = {"phemius": {}}
    for streams in STREAMS:
        turns = [
            asyncio.run(together(lambda n, text: stream(keys[n % len(keys)], text), streams))
            for _ in range(rounds)
        ]
        found["phemius"][str(streams)] = {
            figure: round(statistics.median(turn[figure] for turn in turns), 3)
            for figure in turns[0]
        }
        if streams in peer_levels:
            for name, speak in peers.items():
                told = asyncio.run(
                    together(lambda _, text, speak=speak: listen(speak, text), streams)
                )
                found.setdefault(name, {})[str(streams)] = told
    return found


def long_text() -> str:
    return ((text_of(40) + " ") * 60)[:10_000]


async def beside_a_long_one(keys: list[str], rounds: int) -> dict[str, float]:
    """First audio of a short request, alone and beside one of 10,000 characters."""
    alone, beside = [], []
    for _ in range(rounds):
        alone.append((await stream(keys[0], text_of(8), stop_at_first=True))["first_s"])
        await asyncio.sleep(0.3)
    headers = {"Authorization": f"Bearer {keys[1]}"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=600) as client:
        body = {"input": long_text()}
        async with client.stream("POST", "/v1/audio/speech", json=body, headers=headers) as reply:
            chunks = reply.aiter_bytes()
            await anext(chunks)
            for _ in range(rounds):
                beside.append((await stream(keys[0], text_of(8), stop_at_first=True))["first_s"])
                await anext(chunks)
    return summed(alone, beside)


async def peer_beside_a_long_one(speak: Stream, rounds: int) -> dict[str, float]:
    async def short() -> float:
        return (await listen(speak, text_of(8), stop_at_first=True))["first_s"]

    alone = [await short() for _ in range(rounds)]
    begun, enough = asyncio.Event(), asyncio.Event()

    async def read_on() -> None:
        pieces = speak(long_text())
        async for _ in pieces:
            begun.set()
            if enough.is_set():
                break
        await pieces.aclose()

    reading = asyncio.create_task(read_on())
    await begun.wait()
    beside = [await short() for _ in range(rounds) if not reading.done()]
    enough.set()
    await reading
    return summed(alone, beside)


def summed(alone: list[float], beside: list[float]) -> dict[str, float]:
    return {
        "alone_p50_s": p50(alone),
        "beside_p50_s": p50(beside),
        "beside_max_s": round(max(beside), 4),
        "turns": len(beside),
    }


async def cached(keys: list[str], requests: int) -> dict[str, float]:
    """Replies from the cache, one after another on one connection, then eight at once."""
    clients = [Client(keys[n:] + keys[:n]) for n in range(8)]
    for client in clients:
        await client.connect()
        await client.post()
    times = []
    for _ in range(requests):
        started = time.perf_counter()
        await clients[0].post()
        times.append(time.perf_counter() - started)

    async def some(client: Client) -> None:
        for _ in range(requests // 8):
            await client.post()

    started = time.perf_counter()
    await asyncio.gather(*map(some, clients))
    spent = time.perf_counter() - started
    return {
        "p50_ms": round(1000 * p50(times), 2),
        "p95_ms": round(1000 * p95(times), 2),
        "requests_per_s": round(requests // 8 * 8 / spent, 1),
    }


def summary(report: dict) -> str:
    """The report as lines to read."""
    lines = []
    for part, found in report.items():
        lines.append(part)
        for name, row in found.items():
            lines.append(f"  {name}: {row if not isinstance(row, dict) else ''}")
            if isinstance(row, dict):
                lines.extend(f"    {figure}: {value}" for figure, value in row.items())
    return "\n".join(lines)


def measure(chosen: argparse.Namespace, keys_for, counts: Path) -> dict[str, dict]:
    """The parts that were asked for."""
    spoken = {"first", "many", "long"} & set(chosen.only)
    peers = peer_streams() if spoken and not chosen.no_peers else {}
    keys = keys_for("bench", 16) if {*spoken, "cached"} & set(chosen.only) else []
    few = max(1, chosen.rounds // 3)
    report: dict[str, dict] = {}
    if "first" in chosen.only:
        report["first_audio_s"] = first_audio(keys, chosen.rounds, peers)
    if "many" in chosen.only:
        report["streams"] = many(keys, few, peers, chosen.peer_streams)
    if "long" in chosen.only:
        report["beside_10000_chars"] = {
            "phemius": asyncio.run(beside_a_long_one(keys, chosen.rounds)),
            **{
                name: asyncio.run(peer_beside_a_long_one(speak, few))
                for name, speak in peers.items()
            },
        }
    if "cached" in chosen.only:
        report["cached"] = asyncio.run(cached(keys, 400))
    if "dropped" in chosen.only:
        # So many keys that the plan's 100 requests a minute are not what is measured.
        droppers = keys_for("dropper", -(-chosen.drops // 90))
        report["dropped"] = dropped(counts, droppers, chosen.drops)
    return report


def comma_separated(allowed):
    def parse(given: str) -> tuple:
        parts = tuple(type(allowed[0])(part) for part in given.split(","))
        if unknown := set(parts) - set(allowed):
            raise argparse.ArgumentTypeError(f"{unknown}: choose from {allowed}")
        return parts

    return parse


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--only", type=comma_separated(PARTS), default=PARTS)
    options.add_argument("--drops", type=int, default=1000)
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--peer-streams", type=comma_separated(STREAMS), default=(1, 4, 16))
    options.add_argument("--engine", default="cpu", help="tone tries the benchmark itself")
    options.add_argument("--json", action="store_true")
    options.add_argument("--plot", type=Path, metavar="FOLDER")
    chosen = options.parse_args()
    folder = str(Path(__file__).parent)
    env = {
        "PHEMIUS_ENGINE": chosen.engine,
        "PYTHONPATH": os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    with tempfile.TemporaryDirectory() as scratch:
        counts = Path(scratch) / "counts.json"
        with server(adapter="counted:serve", BENCH_COUNTS=str(counts), **env) as make_key:

            def keys_for(name: str, number: int) -> list[str]:
                return [make_key(f"{name}-{n}") for n in range(number)]

            report = measure(chosen, keys_for, counts)
    if chosen.plot:
        plot(report, chosen.plot)
    print(json.dumps(report, indent=2) if chosen.json else summary(report))


if __name__ == "__main__":
    main()
