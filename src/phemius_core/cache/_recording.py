"""A recording: the audio of a whole request with its timing, and its serialised form."""

import dataclasses
import json
import struct
from dataclasses import dataclass, field
from typing import Final, Self

__all__ = ["Mark", "Recording"]

_HEADER: Final = struct.Struct("<4sI")
"""Magic and length of the JSON that follows."""
_MAGIC: Final = b"PHA2"

WordPlace = tuple[int, int, int, int]
"""First and last offset of a word in the text, start and end in milliseconds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a chunk within a recording."""

    samples: int
    """Samples of the recording up to here."""
    chars: int
    """Code points of the text that are spoken up to here."""
    words: tuple[WordPlace, ...] = field(default=(), repr=False)
    """Words of the chunk: where they are in the text, and in the audio. A recording holds no text:
    whoever asks for it has the same."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio of a whole request, as it is sent."""

    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian mono samples at 24 kHz."""
    marks: tuple[Mark, ...]
    """Ends of the chunks, in order; the last one is the end of the recording."""
    owner: str = field(default="", compare=False)
    """Id of the account whose request it was made for; empty if nobody may have it erased."""

    def owned_by(self, owner: str) -> Self:
        """Return this recording with another owner."""
        return dataclasses.replace(self, owner=owner)

    def to_bytes(self) -> bytes:
        """Serialise the recording: magic, length of the JSON, owner and marks as JSON, PCM."""
        marks = [[mark.samples, mark.chars, mark.words] for mark in self.marks]
        meta = json.dumps([self.owner, marks]).encode()
        return _HEADER.pack(_MAGIC, len(meta)) + meta + self.pcm

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: `data` is not a recording, or is truncated.
        """
        try:
            magic, length = _HEADER.unpack_from(data)
            if magic != _MAGIC:
                raise ValueError("the data is not a recording")
            start = _HEADER.size + length
            owner, stored = json.loads(data[_HEADER.size : start])
            marks = tuple(
                Mark(int(samples), int(chars), tuple(_word(*word) for word in words))
                for samples, chars, words in stored
            )
        except (struct.error, TypeError, UnicodeDecodeError) as error:
            raise ValueError("the data is not a recording") from error
        pcm = data[start:]
        if not marks or 2 * marks[-1].samples != len(pcm):
            raise ValueError("the recording is truncated")
        return cls(pcm, marks, str(owner))


def _word(start: int, end: int, start_ms: int, end_ms: int) -> WordPlace:
    return int(start), int(end), int(start_ms), int(end_ms)
