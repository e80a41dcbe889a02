"""Our own speakers, in process, as a server runs them."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from phemius_core.bench._speakers import VOICE
from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer

__all__ = ["OurSpeaker", "walk"]

T = TypeVar("T")


class OurSpeaker:
    """A synthesizer with one engine and no cache, so that every turn is computed."""

    def __init__(self, engine: str, *, threads: int) -> None:
        settings = Settings(engine=engine, threads=threads, workers=1, segment_cache_bytes=0)
        self._synthesizer = open_synthesizer(settings)
        self.version = self._synthesizer.version
        self.weights: str = "none" if engine == "tone" else settings.weights

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        for chunk in walk(self._synthesizer.stream(text, voice=VOICE, low_latency=low_latency)):
            yield chunk.samples

    def close(self) -> None:
        self._synthesizer.close()


def walk(items: AsyncGenerator[T]) -> Iterator[T]:
    """An asynchronous generator for code without an event loop, closed at the end."""

    async def step() -> T:
        return await anext(items)

    with asyncio.Runner() as runner:
        try:
            while True:
                try:
                    item = runner.run(step())
                except StopAsyncIteration:
                    return
                yield item
        finally:
            runner.run(items.aclose())
