"""One synthesis for all who ask for the same speech at the same time, and the cache behind it."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import anyio
from anyio.abc import TaskGroup

from phemius_core.engine import SAMPLE_RATE
from phemius_core.errors import Overloaded, PhemiusError
from phemius_core.policy import AudioCache, Mark, Recording

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk

__all__ = ["Flights", "Listener", "Part"]

logger = logging.getLogger(__name__)

_CACHED_SAMPLES: Final = 60 * SAMPLE_RATE
"""Longer speech is neither cached nor shared."""
_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE
"""How far longer speech may run ahead of whoever hears it."""

Word = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Some audio and what of the text it completes."""

    pcm: bytes
    """Signed 16-bit little-endian samples."""
    chars: int
    """Code points of the text that have been spoken, all in all, once this is heard."""
    words: tuple[Word, ...] = ()


class Flights:
    """Speeches under way, by what makes them sound as they do.

    Args:
        tasks: Runs them. A speech outlives whoever asked first as long as somebody listens.
        cache: Where whole speeches are kept.
    """

    def __init__(self, tasks: TaskGroup, cache: AudioCache) -> None:
        self._tasks = tasks
        self._cache = cache
        self._by_key: dict[str, _Flight] = {}
        self._running: set[_Flight] = set()
        self.hits = 0
        self.misses = 0

    async def open(
        self, key: str | None, make: Callable[[], "AsyncGenerator[SpeechChunk]"]
    ) -> "Listener":
        """Speech from the cache, from a speech under way, or newly made.

        Args:
            key: What makes it sound as it does; None where it is not to be shared.
            make: Starts the synthesis.
        """
        if key is None:
            return self._start(None, make)
        flight = self._by_key.get(key)
        if flight is None:
            recording = await self._cache.get(key)
            if recording is not None:
                self.hits += 1
                return Listener(_Replay(recording), cached=True)
            flight = self._by_key.get(key)  # somebody may have been quicker
        if flight is not None:
            self.hits += 1
            return Listener(flight, cached=flight.done)
        self.misses += 1
        return self._start(key, make)

    def _start(
        self, key: str | None, make: Callable[[], "AsyncGenerator[SpeechChunk]"]
    ) -> "Listener":
        flight = _Flight(make, shared=key is not None, leave=lambda: self._forget(key))
        if key is not None:
            self._by_key[key] = flight
        listener = Listener(flight, cached=False)
        self._tasks.start_soon(self._run, key, flight)
        return listener

    def stop(self) -> None:
        """Fails all that is under way: whoever listens is told to try again."""
        for flight in self._running:
            flight.stop()

    async def _run(self, key: str | None, flight: "_Flight") -> None:
        self._running.add(flight)
        try:
            recording = await flight.run()
        finally:
            self._running.discard(flight)
        if key is not None and recording is not None:
            await self._cache.put(key, recording)
        flight.leave()

    def _forget(self, key: str | None) -> None:
        if key is not None:
            self._by_key.pop(key, None)


class Listener:
    """Hears a speech part by part. Close it, whatever happens."""

    def __init__(self, source: "_Flight | _Replay", *, cached: bool) -> None:
        self.cached = cached
        """Whether all of it was there when it was asked for."""
        self._source = source
        self._at = 0
        self._closed = False
        source.join(self)

    @property
    def position(self) -> int:
        """Parts taken so far."""
        return self._at

    async def next(self) -> Part | None:
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
            await self._source.quit(self)


class _Replay:
    """A recording, part by part."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def join(self, listener: Listener) -> None:
        pass

    async def part(self, at: int) -> Part | None:
        marks = self._recording.marks
        if at >= len(marks):
            return None
        start = 2 * marks[at - 1].samples if at else 0
        mark = marks[at]
        return Part(self._recording.pcm[start : 2 * mark.samples], mark.chars, mark.words)

    async def quit(self, listener: Listener) -> None:
        pass


class _Flight:
    """A speech under way and whoever listens to it."""

    def __init__(
        self,
        make: Callable[[], "AsyncGenerator[SpeechChunk]"],
        *,
        shared: bool,
        leave: Callable[[], None],
    ) -> None:
        self._make = make
        self._shared = shared
        self._leave = leave
        self._parts: dict[int, Part] = {}
        self._count = 0
        self._chars = 0
        self._samples = 0
        self._ends: list[int] = []
        self._listeners: set[Listener] = set()
        self._scope = anyio.CancelScope()
        self._news = anyio.Event()
        self._taken = anyio.Event()
        self._error: PhemiusError | None = None
        self._ended = anyio.Event()
        self.done = False
        """Whether all of it has been made."""

    def join(self, listener: Listener) -> None:
        self._listeners.add(listener)

    def leave(self) -> None:
        """Nobody else may join."""
        if self._shared:
            self._shared = False
            self._leave()

    async def quit(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        self._taken.set()
        if not self._listeners and not self.done:
            self.stop()

    def stop(self) -> None:
        """Whoever still listens is told to try again."""
        self.leave()
        self._scope.cancel()

    async def part(self, at: int) -> Part | None:
        while at >= self._count:
            if self._error is not None:
                raise _again(self._error)
            if self.done:
                return None
            await self._news.wait()
        part = self._parts[at]
        if not self._shared:
            self._drop_heard()
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
                            self.leave()
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
                self.leave()
            self._tell()
        return self._recording() if self.done and self._shared else None

    def _add(self, chunk: "SpeechChunk") -> None:
        if chunk.last:
            self._chars = chunk.segment.end
        words = tuple(
            (word.text, word.start, word.end, word.start_ms, word.end_ms) for word in chunk.words
        )
        self._parts[self._count] = Part(chunk.pcm, self._chars, words)
        self._count += 1
        self._samples += len(chunk.samples)
        self._ends.append(self._samples)
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()

    def _heard(self) -> int:
        return min((listener.position for listener in self._listeners), default=self._count)

    def _is_far_ahead(self) -> bool:
        heard = self._heard()
        return self._samples - (self._ends[heard - 1] if heard else 0) > _AHEAD_SAMPLES

    def _drop_heard(self) -> None:
        heard = self._heard()
        for at in [at for at in self._parts if at < heard]:
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


def _again(error: PhemiusError) -> PhemiusError:
    """The same error for each listener: a shared one would carry everybody's headers."""
    again = error.__class__.__new__(error.__class__)
    again.args = error.args
    again.__dict__.update(error.__dict__)
    again.headers = dict(error.headers)
    return again
