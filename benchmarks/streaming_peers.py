"""The peers as streams: audio as their own streaming interfaces give it, in this process."""

import asyncio
import importlib.util
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from phemius_core.bench import Speaker, SpeakerSpec, open_speaker

SAMPLE_RATE = 24_000

Stream = Callable[[str], AsyncIterator[int]]
"""Samples of each piece of audio, as it comes."""


def peer_streams() -> dict[str, Stream]:
    """Those of the peers that are installed, with all cores."""
    cores, scratch = len(os.sched_getaffinity(0)), Path(tempfile.mkdtemp(prefix="phemius-bench-"))
    return {
        name: _stream(
            open_speaker(SpeakerSpec("peer", name, cores), scratch), alone=name == "kokoro"
        )
        for name, package in (("kokoro", "kokoro"), ("kokoro-onnx", "kokoro_onnx"))
        if importlib.util.find_spec(package)
    }


def _stream(speaker: Speaker, *, alone: bool) -> Stream:
    """A speaker as a stream. One that is not made for threads (kokoro: espeak keeps global state)
    takes turns, piece by piece, in the order in which it was asked.
    """
    turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}

    async def stream(text: str) -> AsyncIterator[int]:
        pieces = speaker.stream(text, low_latency=True)
        turn = turns.setdefault(
            asyncio.get_running_loop(), asyncio.Semaphore(1 if alone else 1_000)
        )
        try:
            while True:
                async with turn:
                    samples = await asyncio.to_thread(next, pieces, None)
                if samples is None:
                    return
                yield len(samples)
        finally:
            pieces.close()  # which may wait for what it computes ahead

    return stream


async def listen(stream: Stream, text: str, *, stop_at_first: bool = False) -> dict[str, float]:
    """Seconds from the request to the first audio and to the last; gaps of a player that began
    at once.
    """
    started = time.perf_counter()
    first, audio_s, gaps, now = None, 0.0, 0, 0.0
    pieces = stream(text)
    async for samples in pieces:
        now = time.perf_counter() - started
        if first is None:
            first = now
            if stop_at_first:
                break
        elif now > first + audio_s:
            gaps += 1
        audio_s += samples / SAMPLE_RATE
    await pieces.aclose()
    return {"first_s": first or now, "last_s": now, "audio_s": audio_s, "gaps": gaps}
