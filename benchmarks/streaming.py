"""Streaming, as a client sees it: a real server process, WebSockets over loopback.

    pip install -r benchmarks/requirements.txt
    python benchmarks/streaming.py [--rounds 9] [--json] [--plot FOLDER]

Measures first audio by length of text (beside kokoro and kokoro-onnx in process, on the same
weights, in turn), concurrent streams, a short request beside a long one, and cached replies.
"""

import argparse
import asyncio
import importlib.util
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
from serving import PORT, server

from phemius_core.bench import Who, open_speaker

TALE = (
    "the evening train was late again so we walked along the river and talked about the year "
    "that had gone by, the people we had met, and the plans we had made for the summer"
)
WORDS = TALE.split()
_serial = count()
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def text_of(words: int) -> str:
    """A text of so many words that was never spoken before."""
    number = [ONES[int(digit)] for digit in str(next(_serial))]
    return " ".join((number + WORDS * words)[:words]).capitalize() + "."


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


def peers(scratch: Path):
    """Those that are installed, with all cores."""
    cores = len(os.sched_getaffinity(0))
    return {
        name: open_speaker(Who("peer", name, cores), scratch)
        for name, package in (("kokoro", "kokoro"), ("kokoro-onnx", "kokoro_onnx"))
        if importlib.util.find_spec(package)
    }


def first_of(peer, text: str) -> float:
    """Seconds until a peer's own streaming interface gives something."""
    started = time.perf_counter()
    pieces = peer.stream(text, prompt=True)
    next(pieces)
    spent = time.perf_counter() - started
    pieces.close()  # which may wait for what it computes ahead
    return spent


def first_audio(key: str, rounds: int) -> dict[str, dict[str, float]]:
    others = peers(Path(tempfile.mkdtemp(prefix="phemius-bench-")))
    times: dict[str, dict[str, list[float]]] = {}
    for peer in others.values():
        first_of(peer, text_of(5))
    for _ in range(rounds):
        for words in (5, 20, 100):
            told = asyncio.run(stream(key, text_of(words), stop_at_first=True))
            times.setdefault("phemius", {}).setdefault(str(words), []).append(told["first_s"])
            time.sleep(0.5)
            for name, peer in others.items():
                spent = first_of(peer, text_of(words))
                times.setdefault(name, {}).setdefault(str(words), []).append(spent)
    return {
        name: {words: p50(values) for words, values in rows.items()} for name, rows in times.items()
    }


async def concurrent(keys: list[str], streams: int) -> dict[str, float]:
    texts = [text_of(40) for _ in range(streams)]
    started = time.perf_counter()
    told = await asyncio.gather(
        *(stream(keys[n % len(keys)], text) for n, text in enumerate(texts))
    )
    spent = time.perf_counter() - started
    rates = [one["audio_s"] / one["last_s"] for one in told]
    return {
        "audio_s_per_s": round(sum(one["audio_s"] for one in told) / spent, 3),
        "first_p50_s": p50(one["first_s"] for one in told),
        "first_p95_s": p95(one["first_s"] for one in told),
        "slowest_to_fastest": round(max(rates) / min(rates), 2),
        "gaps": sum(one["gaps"] for one in told),
    }


async def beside_a_long_one(keys: list[str], rounds: int) -> dict[str, float]:
    """First audio of a short request, alone and beside one of 10,000 characters."""
    alone, beside = [], []
    for _ in range(rounds):
        alone.append((await stream(keys[0], text_of(8), stop_at_first=True))["first_s"])
        await asyncio.sleep(0.3)
    long_text = (text_of(40) + " ") * 60
    headers = {"Authorization": f"Bearer {keys[1]}"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=600) as client:
        body = {"input": long_text[:10_000]}
        async with client.stream("POST", "/v1/audio/speech", json=body, headers=headers) as reply:
            chunks = reply.aiter_bytes()
            await anext(chunks)
            for _ in range(rounds):
                beside.append((await stream(keys[0], text_of(8), stop_at_first=True))["first_s"])
                await anext(chunks)
    return {
        "alone_p50_s": p50(alone),
        "beside_p50_s": p50(beside),
        "beside_max_s": round(max(beside), 4),
    }


def cached(keys: list[str], rounds: int) -> dict[str, float]:
    """Replies from the cache, one after another on one connection, then eight at once."""
    body = {"text": "Your call is important to us."}
    url = f"http://127.0.0.1:{PORT}"
    times = []
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {keys[0]}"}) as client:
        client.post("/v1/speech", json=body)
        for n in range(rounds):
            client.headers["Authorization"] = f"Bearer {keys[n % len(keys)]}"
            started = time.perf_counter()
            reply = client.post("/v1/speech", json=body)
            times.append(time.perf_counter() - started)
            assert reply.status_code == 200, reply.text

    async def many() -> float:
        async with httpx2.AsyncClient(base_url=url) as client:

            async def some(worker: int) -> None:
                for n in range(rounds // 8):
                    key = keys[(worker + n) % len(keys)]
                    headers = {"Authorization": f"Bearer {key}"}
                    reply = await client.post("/v1/speech", json=body, headers=headers)
                    assert reply.status_code == 200, reply.text

            started = time.perf_counter()
            await asyncio.gather(*(some(worker) for worker in range(8)))
            return rounds // 8 * 8 / (time.perf_counter() - started)

    return {
        "p50_ms": round(1000 * p50(times), 2),
        "p95_ms": round(1000 * p95(times), 2),
        "requests_per_s": round(asyncio.run(many()), 1),
    }


def plot(report: dict, folder: Path) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name, row in report["first_audio_s"].items():
        left.plot(list(row), list(row.values()), marker="o", label=name)
    left.set(xlabel="words in the text", ylabel="first audio, s (median)", yscale="log")
    left.set_title("First audio, one request at a time")
    left.grid(visible=True, which="both", alpha=0.3)
    left.legend()
    streams = report["streams"]
    right.plot(list(streams), [row["audio_s_per_s"] for row in streams.values()], marker="o")
    right.set(xlabel="streams at once", ylabel="seconds of audio per second", ylim=0)
    right.set_title("Throughput")
    right.grid(visible=True, alpha=0.3)
    figure.tight_layout()
    figure.savefig(folder / "streaming.png", dpi=110)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--json", action="store_true")
    options.add_argument("--plot", type=Path)
    chosen = options.parse_args()
    with server() as make_key:
        keys = [make_key(f"bench-{n}") for n in range(16)]
        report = {"first_audio_s": first_audio(keys[0], chosen.rounds)}
        report["streams"] = {}
        for streams in (1, 2, 4, 8, 16):
            report["streams"][str(streams)] = asyncio.run(concurrent(keys, streams))
        report["beside_10000_chars"] = asyncio.run(beside_a_long_one(keys, chosen.rounds))
        time.sleep(61)  # the plan's requests a minute
        report["cached"] = cached(keys, 400)
    if chosen.plot:
        plot(report, chosen.plot)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
