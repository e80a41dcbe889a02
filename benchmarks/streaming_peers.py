"""The peers as streams: audio as their own streaming interfaces give it, in this process."""

import asyncio
import importlib.util
import time
from collections.abc import AsyncIterator, Callable

SAMPLE_RATE = 24_000

Stream = Callable[[str], AsyncIterator[int]]
"""Samples of each piece of audio, as it comes."""


def peer_streams() -> dict[str, Stream]:
    """Those of the peers that are installed."""
    found: dict[str, Stream] = {}
    if importlib.util.find_spec("kokoro"):
        found["kokoro"] = _kokoro()
    if importlib.util.find_spec("kokoro_onnx"):
        found["kokoro-onnx int8"] = _kokoro_onnx()
    return found


def _kokoro() -> Stream:
    """`KPipeline`'s results. It is not made for threads (espeak keeps global state), so streams
    take turns, result by result, in the order in which they asked.
    """
    from peers import kokoro_pipeline, voice_tensor

    pipeline, pack = kokoro_pipeline(), voice_tensor("af_heart")
    turns: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}

    async def stream(text: str) -> AsyncIterator[int]:
        results = pipeline(text, voice=pack)
        turn = turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        while True:
            async with turn:
                result = await asyncio.to_thread(next, results, None)
            if result is None:
                return
            yield len(result.audio)

    return stream


def _kokoro_onnx() -> Stream:
    """`create_stream`, which runs the model in threads of its own."""
    from kokoro_onnx import Kokoro
    from peers import model_path, voices_file

    model = Kokoro(str(model_path()), str(voices_file()))

    async def stream(text: str) -> AsyncIterator[int]:
        async for samples, _ in model.create_stream(text, voice="af_heart", lang="en-us"):
            yield len(samples)

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
