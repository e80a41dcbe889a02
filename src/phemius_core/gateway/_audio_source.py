"""Pieces of audio, and what they come from: a synthesis in flight or a recording."""

from dataclasses import dataclass, field
from typing import Protocol

from phemius_core.cache import Recording

__all__ = ["AudioPart", "AudioSource", "PartDropped", "RecordedAudio", "Word"]

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

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.pcm) // 2


class PartDropped(Exception):
    """The subscriber is so far behind the fastest one that its next part is not kept any more."""


class AudioSource(Protocol):
    """Audio in parts, for several subscribers that each have their own position."""

    def subscribe(self, subscriber: object) -> None:
        """Adds a subscriber, whose position is the first part."""
        ...

    async def next_part(self, subscriber: object) -> AudioPart | None:
        """Returns the next part for a subscriber; None after the last.

        Raises:
            PartDropped: The subscriber is too far behind the fastest one.
            PhemiusError: The synthesis failed.
        """
        ...

    def unsubscribe(self, subscriber: object) -> None:
        """Removes a subscriber; a synthesis without subscribers is stopped."""
        ...


class RecordedAudio:
    """An `AudioSource` over a recording.

    Args:
        recording: The recording.
        text: The text that it speaks.
    """

    def __init__(self, recording: Recording, text: str) -> None:
        self._recording = recording
        self._text = text
        self._positions: dict[object, int] = {}

    def subscribe(self, subscriber: object) -> None:
        self._positions[subscriber] = 0

    async def next_part(self, subscriber: object) -> AudioPart | None:
        marks = self._recording.marks
        position = self._positions[subscriber]
        if position >= len(marks):
            return None
        self._positions[subscriber] += 1
        start = 2 * marks[position - 1].samples if position else 0
        mark = marks[position]
        words = tuple((self._text[word[0] : word[1]], *word) for word in mark.words)
        return AudioPart(self._recording.pcm[start : 2 * mark.samples], mark.chars, words)

    def unsubscribe(self, subscriber: object) -> None:
        self._positions.pop(subscriber, None)
