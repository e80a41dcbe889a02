"""A synthesis in flight: audio for several subscribers, in bounded memory."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import anyio

from phemius_core.cache import Mark, Recording
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import INTERNAL_ERROR, Overloaded, PhemiusError
from phemius_core.gateway._audio_source import AudioPart, PartDropped

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk

__all__ = ["SynthesisInFlight"]

logger = logging.getLogger(__name__)

_MAX_SHARED_SAMPLES: Final = 60 * SAMPLE_RATE
"""Longer audio is neither cached nor shared with requests that come later."""
_MAX_AHEAD_SAMPLES: Final = 30 * SAMPLE_RATE
"""How far longer audio may run ahead of its fastest subscriber."""
_MAX_LAG_SAMPLES: Final = 30 * SAMPLE_RATE
"""How far behind the fastest subscriber others may be; what lies further back is dropped."""


class SynthesisInFlight:
    """An `AudioSource` that synthesises while its subscribers take the parts.

    The first minute waits for nobody. Then the fastest subscriber sets the pace: nobody waits for
    one that is slower, whose parts are dropped once it is too far behind. At most about a minute
    and a half of audio is kept, whatever the subscribers do.

    Args:
        start: Starts the synthesis.
        shared: Whether further requests may subscribe.
        on_closed_to_new: Called once when no further requests may.
    """

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
        self._positions: dict[object, int] = {}
        """Index of the next part of each subscriber."""
        self._parts: dict[int, AudioPart] = {}
        """Parts by index, the earliest first: those that are kept."""
        self._ends: dict[int, int] = {}
        """Samples up to the end of each of them."""
        self._count = 0
        self._chars = 0
        self._samples = 0
        self._scope = anyio.CancelScope()
        self._changed = anyio.Event()
        """Set, and replaced, when there is a part more or the end is reached."""
        self._consumed = anyio.Event()
        """Set when a subscriber has received a part or left."""
        self._error: PhemiusError | None = None
        self.done = False
        """Whether all of the audio has been made."""

    @property
    def kept_samples(self) -> int:
        """Samples of all parts that are kept in memory."""
        return sum(part.samples for part in self._parts.values())

    def subscribe(self, subscriber: object) -> None:
        """Adds a subscriber, whose position is the first part."""
        self._positions[subscriber] = 0

    def unsubscribe(self, subscriber: object) -> None:
        """Removes a subscriber; without any the synthesis is stopped."""
        self._positions.pop(subscriber, None)
        self._consumed.set()
        if self._positions:
            self._drop_parts()
        elif not self.done:
            self.stop()

    def close_to_new(self) -> None:
        """Accepts no further requests."""
        if self._shared:
            self._shared = False
            self._on_closed_to_new()

    def stop(self) -> None:
        """Stops the synthesis; remaining subscribers get an error that allows a retry."""
        self.close_to_new()
        self._scope.cancel()

    async def next_part(self, subscriber: object) -> AudioPart | None:
        """Returns the next part for a subscriber; None after the last.

        Raises:
            PartDropped: The subscriber is too far behind the fastest one.
            PhemiusError: The synthesis failed.
        """
        while True:
            position = self._positions.get(subscriber)
            if position is None:
                raise PartDropped
            if position < self._count:
                break
            if self._error is not None:
                raise _copy_of(self._error)
            if self.done:
                return None
            await self._changed.wait()
        part = self._parts[position]
        self._positions[subscriber] = position + 1
        self._drop_parts()
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
                        while self._is_long() and self._is_far_ahead():
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
        self._samples += len(chunk.samples)
        self._parts[self._count] = AudioPart(chunk.pcm, self._chars, words)
        self._ends[self._count] = self._samples
        self._count += 1
        if self._is_long():
            self.close_to_new()
            self._drop_parts()
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    def _is_long(self) -> bool:
        return self._samples >= _MAX_SHARED_SAMPLES

    def _is_far_ahead(self) -> bool:
        return self._samples - self._taken_samples() > _MAX_AHEAD_SAMPLES

    def _taken_samples(self) -> int:
        """Samples up to the position of the fastest subscriber."""
        fastest = max(self._positions.values(), default=self._count)
        if fastest == self._count:
            return self._samples
        return self._ends[fastest] - self._parts[fastest].samples

    def _drop_parts(self) -> None:
        """Drops what all have received or nobody waits for; who needed it must go on alone."""
        if self._shared or not self._positions:
            return
        slowest = min(self._positions.values())
        earliest = self._taken_samples() - _MAX_LAG_SAMPLES if self._is_long() else 0
        for index in list(self._parts):
            if index >= slowest and self._ends[index] > earliest:
                break
            del self._parts[index], self._ends[index]
            for subscriber in [each for each, at in self._positions.items() if at == index]:
                del self._positions[subscriber]

    def _recording(self) -> Recording:
        parts = [self._parts[index] for index in range(self._count)]
        return Recording(
            b"".join(part.pcm for part in parts),
            tuple(
                Mark(end, part.chars, tuple(word[1:] for word in part.words))
                for end, part in zip(self._ends.values(), parts, strict=True)
            ),
        )


def _copy_of(error: PhemiusError) -> PhemiusError:
    """Returns a copy for one subscriber: a shared one would carry the headers of all."""
    copy = error.__class__.__new__(error.__class__)
    copy.args = error.args
    copy.__dict__.update(error.__dict__)
    copy.headers = dict(error.headers)
    return copy
