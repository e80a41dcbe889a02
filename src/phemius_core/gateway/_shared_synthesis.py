"""One synthesis for all who ask for the same speech at the same time, and the cache behind it."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import anyio
from anyio.abc import TaskGroup

from phemius_core.cache import AudioCache, Mark, Recording
from phemius_core.engine import SAMPLE_RATE
from phemius_core.errors import Overloaded, PhemiusError

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk

__all__ = ["AudioPart", "SharedSyntheses", "Subscriber"]

logger = logging.getLogger(__name__)

_CACHED_SAMPLES: Final = 60 * SAMPLE_RATE
"""Longer speech is neither cached nor shared."""
_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE
"""How far longer speech may run ahead of whoever hears it."""

Word = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class AudioPart:
    """Some audio and what of the text it completes."""

    pcm: bytes
    """Signed 16-bit little-endian samples."""
    chars: int
    """Code points of the text that have been spoken, all in all, once this is slowest."""
    words: tuple[Word, ...] = ()


class SharedSyntheses:
    """Speeches under way, by what makes them sound as they do.

    Args:
        tasks: Runs them. A speech outlives whoever asked first as long as somebody listens.
        cache: Where whole speeches are kept.
    """

    def __init__(self, tasks: TaskGroup, cache: AudioCache) -> None:
        self._tasks = tasks
        self._cache = cache
        self._by_key: dict[str, _SharedSynthesis] = {}
        self._running: set[_SharedSynthesis] = set()
        self.hits = 0
        self.misses = 0

    async def open(
        self, key: str | None, make: Callable[[], "AsyncGenerator[SpeechChunk]"]
    ) -> "Subscriber":
        """Speech from the cache, from a speech under way, or newly made.

        Args:
            key: What makes it sound as it does; None where it is not to be shared.
            make: Starts the synthesis.
        """
        if key is None:
            return self._start(None, make)
        synthesis = self._by_key.get(key)
        if synthesis is None:
            recording = await self._cache.get(key)
            if recording is not None:
                self.hits += 1
                return Subscriber(_Replay(recording), cached=True)
            synthesis = self._by_key.get(key)  # somebody may have been quicker
        if synthesis is not None:
            self.hits += 1
            return Subscriber(synthesis, cached=synthesis.done)
        self.misses += 1
        return self._start(key, make)

    def _start(
        self, key: str | None, make: Callable[[], "AsyncGenerator[SpeechChunk]"]
    ) -> "Subscriber":
        synthesis = _SharedSynthesis(
            make, shared=key is not None, close_to_new=lambda: self._forget(key)
        )
        if key is not None:
            self._by_key[key] = synthesis
        subscriber = Subscriber(synthesis, cached=False)
        self._tasks.start_soon(self._run, key, synthesis)
        return subscriber

    def stop(self) -> None:
        """Fails all that is under way: whoever listens is told to try again."""
        for synthesis in self._running:
            synthesis.stop()

    async def _run(self, key: str | None, synthesis: "_SharedSynthesis") -> None:
        self._running.add(synthesis)
        try:
            recording = await synthesis.run()
        finally:
            self._running.discard(synthesis)
        if key is not None and recording is not None:
            await self._cache.put(key, recording)
        synthesis.close_to_new()

    def _forget(self, key: str | None) -> None:
        if key is not None:
            self._by_key.pop(key, None)


class Subscriber:
    """Hears a speech part by part. Close it, whatever happens."""

    def __init__(self, source: "_SharedSynthesis | _Replay", *, cached: bool) -> None:
        self.cached = cached
        """Whether all of it was there when it was asked for."""
        self._source = source
        self._at = 0
        self._closed = False
        source.subscribe(self)

    @property
    def position(self) -> int:
        """Parts taken so far."""
        return self._at

    async def next(self) -> AudioPart | None:
        """The next part; None after the last.

        Raises:
            PhemiusError: The synthesis failed.
        """
        part = await self._source.part(self._at)
        if part is not None:
            self._at += 1
        return part

    async def aclose(self) -> None:
        """Stops listening; the last one to go stops the synthesis."""
        if not self._closed:
            self._closed = True
            await self._source.unsubscribe(self)


class _Replay:
    """A recording, part by part."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def subscribe(self, subscriber: Subscriber) -> None:
        pass

    async def part(self, at: int) -> AudioPart | None:
        marks = self._recording.marks
        if at >= len(marks):
            return None
        start = 2 * marks[at - 1].samples if at else 0
        mark = marks[at]
        return AudioPart(self._recording.pcm[start : 2 * mark.samples], mark.chars, mark.words)

    async def unsubscribe(self, subscriber: Subscriber) -> None:
        pass


class _SharedSynthesis:
    """A speech under way and whoever listens to it."""

    def __init__(
        self,
        make: Callable[[], "AsyncGenerator[SpeechChunk]"],
        *,
        shared: bool,
        close_to_new: Callable[[], None],
    ) -> None:
        self._make = make
        self._shared = shared
        self._on_closed_to_new = close_to_new
        self._parts: dict[int, AudioPart] = {}
        self._count = 0
        self._chars = 0
        self._samples = 0
        self._ends: list[int] = []
        self._subscribers: set[Subscriber] = set()
        self._scope = anyio.CancelScope()
        self._news = anyio.Event()
        self._taken = anyio.Event()
        self._error: PhemiusError | None = None
        self._ended = anyio.Event()
        self.done = False
        """Whether all of it has been made."""

    def subscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.add(subscriber)

    def close_to_new(self) -> None:
        """Nobody else may subscribe."""
        if self._shared:
            self._shared = False
            self._on_closed_to_new()

    async def unsubscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        self._taken.set()
        if not self._subscribers and not self.done:
            self.stop()

    def stop(self) -> None:
        """Whoever still listens is told to try again."""
        self.close_to_new()
        self._scope.cancel()

    async def part(self, at: int) -> AudioPart | None:
        while at >= self._count:
            if self._error is not None:
                raise _copy_of(self._error)
            if self.done:
                return None
            await self._news.wait()
        part = self._parts[at]
        if not self._shared:
            self._drop_delivered()
        self._taken.set()
        return part

    async def run(self) -> Recording | None:
        """Makes the speech; returns it whole if it was short, shared, and did not fail."""
        try:
            with self._scope:
                async with aclosing(self._make()) as chunks:
                    async for chunk in chunks:
                        self._add(chunk)
                        if self._samples >= _CACHED_SAMPLES:
                            self.close_to_new()
                        while not self._shared and self._is_far_ahead():
                            self._taken = anyio.Event()
                            await self._taken.wait()
                self.done = True
        except PhemiusError as error:
            self._error = error
        except Exception:
            logger.exception("a synthesis failed")
            self._error = PhemiusError("internal error: the server's log has the details")
        finally:
            if not self.done and self._error is None:
                self._error = Overloaded("the synthesis was stopped: try again", retry_after_s=1)
            if self._error is not None:
                self.close_to_new()
            self._tell()
        return self._recording() if self.done and self._shared else None

    def _add(self, chunk: "SpeechChunk") -> None:
        if chunk.last:
            self._chars = chunk.segment.end
        words = tuple(
            (word.text, word.start, word.end, word.start_ms, word.end_ms) for word in chunk.words
        )
        self._parts[self._count] = AudioPart(chunk.pcm, self._chars, words)
        self._count += 1
        self._samples += len(chunk.samples)
        self._ends.append(self._samples)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()

    def _slowest_position(self) -> int:
        return min((subscriber.position for subscriber in self._subscribers), default=self._count)

    def _is_far_ahead(self) -> bool:
        slowest = self._slowest_position()
        return self._samples - (self._ends[slowest - 1] if slowest else 0) > _AHEAD_SAMPLES

    def _drop_delivered(self) -> None:
        slowest = self._slowest_position()
        for at in [at for at in self._parts if at < slowest]:
            del self._parts[at]

    def _recording(self) -> Recording:
        parts = [self._parts[at] for at in range(self._count)]
        return Recording(
            b"".join(part.pcm for part in parts),
            tuple(
                Mark(end, part.chars, part.words)
                for end, part in zip(self._ends, parts, strict=True)
            ),
        )


def _copy_of(error: PhemiusError) -> PhemiusError:
    """The same error for each subscriber: a shared one would carry everybody's headers."""
    again = error.__class__.__new__(error.__class__)
    again.args = error.args
    again.__dict__.update(error.__dict__)
    again.headers = dict(error.headers)
    return again
