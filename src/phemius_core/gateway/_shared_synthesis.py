"""One synthesis for identical requests at the same time, and the audio cache behind it."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import anyio
from anyio.abc import TaskGroup

from phemius_core.cache import AudioCache, Mark, Recording
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import INTERNAL_ERROR, Overloaded, PhemiusError
from phemius_core.supervisor import contain

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk

__all__ = ["AudioPart", "SharedSyntheses", "Subscriber"]

logger = logging.getLogger(__name__)

_MAX_SHARED_SAMPLES: Final = 60 * SAMPLE_RATE
"""Longer audio is neither cached nor shared."""
_MAX_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE
"""How far audio that is not shared may run ahead of its slowest subscriber."""

Word = tuple[str, int, int, int, int]
"""Text, start and end offset, start and end in milliseconds."""


@dataclass(frozen=True, slots=True)
class AudioPart:
    """A piece of audio and how much of the text has been spoken at its end."""

    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian samples, 24 kHz, mono."""
    chars: int
    """Code points of the text spoken up to the end of this part."""
    words: tuple[Word, ...] = field(default=(), repr=False)
    """Words that begin in this part."""


class SharedSyntheses:
    """The syntheses in flight, by the key of their audio.

    Args:
        tasks: Runs the syntheses. A synthesis outlives the request that started it for as long
            as it has a subscriber.
        cache: Keeps whole recordings.
    """

    def __init__(self, tasks: TaskGroup, cache: AudioCache) -> None:
        self._tasks = tasks
        self._cache = cache
        self._by_key: dict[str, _SharedSynthesis] = {}
        self._running: set[_SharedSynthesis] = set()
        self.hits = 0
        """Requests answered from the cache or by a synthesis in flight."""
        self.misses = 0
        """Requests that started a synthesis, of those that have a key."""

    async def open(
        self,
        key: str | None,
        start: Callable[[], "AsyncGenerator[SpeechChunk]"],
        *,
        text: str = "",
        owner: str = "",
    ) -> "Subscriber":
        """Subscribes to audio from the cache, from a synthesis in flight, or from a new one.

        Args:
            key: Digest of everything that shapes the audio; None if it must not be shared.
            start: Starts a new synthesis.
            text: Text that is spoken: a recording knows only where its words are.
            owner: Account that asks: a recording made for it is erased with it.
        """
        if key is None:
            return self._start(None, start, owner)
        synthesis = self._by_key.get(key)
        if synthesis is None:
            recording = await self._cache.get(key)
            if recording is not None:
                self.hits += 1
                return Subscriber(_Replay(recording, text), cached=True)
            synthesis = self._by_key.get(key)  # another request may have started it meanwhile
        if synthesis is not None:
            self.hits += 1
            return Subscriber(synthesis, cached=synthesis.done)
        self.misses += 1
        return self._start(key, start, owner)

    def _start(
        self, key: str | None, start: Callable[[], "AsyncGenerator[SpeechChunk]"], owner: str
    ) -> "Subscriber":
        synthesis = _SharedSynthesis(
            start, shared=key is not None, on_closed_to_new=lambda: self._forget(key)
        )
        if key is not None:
            self._by_key[key] = synthesis
        subscriber = Subscriber(synthesis, cached=False)
        self._tasks.start_soon(contain, "a synthesis", self._run, key, synthesis, owner)
        return subscriber

    def stop(self) -> None:
        """Stops all syntheses in flight; their subscribers get an error that allows a retry."""
        for synthesis in self._running:
            synthesis.stop()

    async def _run(self, key: str | None, synthesis: "_SharedSynthesis", owner: str) -> None:
        self._running.add(synthesis)
        try:
            recording = await synthesis.run()
        finally:
            self._running.discard(synthesis)
        if key is not None and recording is not None:
            await self._cache.put(key, recording, owner=owner)
        synthesis.close_to_new()

    def _forget(self, key: str | None) -> None:
        if key is not None:
            self._by_key.pop(key, None)


class Subscriber:
    """Receives the audio of a synthesis or a recording, part by part. It must be closed."""

    def __init__(self, source: "_SharedSynthesis | _Replay", *, cached: bool) -> None:
        self.cached = cached
        """Whether all of the audio was there when it was requested."""
        self._source = source
        self._position = 0
        self._closed = False
        source.subscribe(self)

    @property
    def position(self) -> int:
        """Number of parts received so far."""
        return self._position

    async def next(self) -> AudioPart | None:
        """Returns the next part; None after the last.

        Raises:
            PhemiusError: The synthesis failed.
        """
        part = await self._source.part(self._position)
        if part is not None:
            self._position += 1
        return part

    async def aclose(self) -> None:
        """Unsubscribes; a synthesis without subscribers is stopped."""
        if not self._closed:
            self._closed = True
            await self._source.unsubscribe(self)


class _Replay:
    """The parts of a recording."""

    def __init__(self, recording: Recording, text: str) -> None:
        self._recording = recording
        self._text = text

    def subscribe(self, subscriber: Subscriber) -> None:
        pass

    async def part(self, position: int) -> AudioPart | None:
        marks = self._recording.marks
        if position >= len(marks):
            return None
        start = 2 * marks[position - 1].samples if position else 0
        mark = marks[position]
        words = tuple((self._text[word[0] : word[1]], *word) for word in mark.words)
        return AudioPart(self._recording.pcm[start : 2 * mark.samples], mark.chars, words)

    async def unsubscribe(self, subscriber: Subscriber) -> None:
        pass


class _SharedSynthesis:
    """A synthesis in flight and its subscribers."""

    def __init__(
        self,
        start: Callable[[], "AsyncGenerator[SpeechChunk]"],
        *,
        shared: bool,
        on_closed_to_new: Callable[[], None],
    ) -> None:
        self._start = start
        self._shared = shared
        self._on_closed_to_new = on_closed_to_new
        self._parts: dict[int, AudioPart] = {}
        self._count = 0
        self._chars = 0
        self._samples = 0
        self._ends: list[int] = []
        """Samples up to the end of each part."""
        self._subscribers: set[Subscriber] = set()
        self._scope = anyio.CancelScope()
        self._changed = anyio.Event()
        """Set, and replaced, when there is a part more or the end is reached."""
        self._consumed = anyio.Event()
        """Set when a subscriber has received a part or left."""
        self._error: PhemiusError | None = None
        self.done = False
        """Whether all of the audio has been made."""

    def subscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.add(subscriber)

    def close_to_new(self) -> None:
        """Accepts no further subscribers."""
        if self._shared:
            self._shared = False
            self._on_closed_to_new()

    async def unsubscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        self._consumed.set()
        if not self._subscribers and not self.done:
            self.stop()

    def stop(self) -> None:
        """Stops the synthesis; remaining subscribers get an error that allows a retry."""
        self.close_to_new()
        self._scope.cancel()

    async def part(self, position: int) -> AudioPart | None:
        while position >= self._count:
            if self._error is not None:
                raise _copy_of(self._error)
            if self.done:
                return None
            await self._changed.wait()
        part = self._parts[position]
        if not self._shared:
            self._drop_delivered()
        self._consumed.set()
        return part

    async def run(self) -> Recording | None:
        """Runs the synthesis.

        Returns:
            The recording, if it is short enough to be cached and was shared to the end.
        """
        try:
            with self._scope:
                async with aclosing(self._start()) as chunks:
                    async for chunk in chunks:
                        self._add(chunk)
                        if self._samples >= _MAX_SHARED_SAMPLES:
                            self.close_to_new()
                        while not self._shared and self._is_far_ahead():
                            self._consumed = anyio.Event()
                            await self._consumed.wait()
                self.done = True
        except PhemiusError as error:
            self._error = error
        except Exception:
            logger.exception("a synthesis failed")
            self._error = PhemiusError(INTERNAL_ERROR)
        finally:
            if not self.done and self._error is None:
                self._error = Overloaded("the synthesis was stopped: try again", retry_after_s=1)
            if self._error is not None:
                self.close_to_new()
            self._notify()
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
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    def _slowest_position(self) -> int:
        positions = (subscriber.position for subscriber in self._subscribers)
        return min(positions, default=self._count)

    def _is_far_ahead(self) -> bool:
        position = self._slowest_position()
        delivered = self._ends[position - 1] if position else 0
        return self._samples - delivered > _MAX_AHEAD_SAMPLES

    def _drop_delivered(self) -> None:
        slowest = self._slowest_position()
        for position in [position for position in self._parts if position < slowest]:
            del self._parts[position]

    def _recording(self) -> Recording:
        parts = [self._parts[position] for position in range(self._count)]
        return Recording(
            b"".join(part.pcm for part in parts),
            tuple(
                Mark(end, part.chars, tuple(word[1:] for word in part.words))
                for end, part in zip(self._ends, parts, strict=True)
            ),
        )


def _copy_of(error: PhemiusError) -> PhemiusError:
    """Returns a copy for one subscriber: a shared one would carry the headers of all."""
    copy = error.__class__.__new__(error.__class__)
    copy.args = error.args
    copy.__dict__.update(error.__dict__)
    copy.headers = dict(error.headers)
    return copy
