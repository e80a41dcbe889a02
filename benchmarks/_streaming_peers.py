"""Peers as streams: audio as their own streaming interfaces give it, in this process."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from _common import SAMPLE_RATE, is_installed, leave_out

from phemius_core.bench import Speaker, SpeakerSpec, open_speaker

PEERS = {"kokoro": "kokoro", "kokoro-onnx": "kokoro_onnx"}
"""Distribution and its module."""

Stream = Callable[[str], AsyncIterator[int]]
"""From a text to the number of samples of each piece of audio, as it is made."""


def open_peer(name: str) -> Speaker:
    """A peer with all cores, as `phemius bench` runs it."""
    scratch = Path(tempfile.mkdtemp(prefix="phemius-bench-"))
    return open_speaker(SpeakerSpec("peer", name, len(os.sched_getaffinity(0))), scratch)


def peer_streams() -> dict[str, Stream]:
    """The peers that are installed; those that are not are named on standard error."""
    found = {}
    for name, module in PEERS.items():
        if is_installed(module):
            found[name] = _stream(open_peer(name), exclusive=name == "kokoro")
        else:
            leave_out(name, f"not installed: pip install {name}")
    return found


def _stream(speaker: Speaker, *, exclusive: bool) -> Stream:
    """A speaker as a stream.

    An exclusive one is not made for threads (kokoro: espeak keeps global state): its requests take
    turns, piece by piece, in the order in which they came.
    """
    turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}

    async def stream(text: str) -> AsyncIterator[int]:
        pieces = speaker.stream(text, low_latency=True)
        turn = turns.setdefault(
            asyncio.get_running_loop(), asyncio.Semaphore(1 if exclusive else 1_000)
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
    """Times of one text, as `_streaming_client.stream` gives them for a server."""
    started = time.perf_counter()
    first_s, audio_s, gaps, now_s = None, 0.0, 0, 0.0
    pieces = stream(text)
    async for samples in pieces:
        now_s = time.perf_counter() - started
        if first_s is None:
            first_s = now_s
            if stop_at_first:
                break
        elif now_s > first_s + audio_s:
            gaps += 1
        audio_s += samples / SAMPLE_RATE
    await pieces.aclose()
    return {"first_s": first_s or now_s, "last_s": now_s, "audio_s": audio_s, "gaps": gaps}
