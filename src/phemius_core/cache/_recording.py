"""A recording: the audio of a whole request with its timing, and its serialised form."""

import json
import struct
from dataclasses import dataclass
from typing import Final, Self

__all__ = ["Mark", "Recording"]

_HEADER: Final = struct.Struct("<4sI")
"""Magic and length of the JSON that follows."""
_MAGIC: Final = b"PHA1"


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a chunk within a recording."""

    samples: int
    """Samples of the recording up to here."""
    chars: int
    """Code points of the text that are spoken up to here."""
    words: tuple[tuple[str, int, int, int, int], ...] = ()
    """Words of the chunk: text, first and last offset, start and end in milliseconds."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio of a whole request, as it is sent."""

    pcm: bytes
    """Signed 16-bit little-endian mono samples at 24 kHz."""
    marks: tuple[Mark, ...]
    """Ends of the chunks, in order; the last one is the end of the recording."""

    def to_bytes(self) -> bytes:
        """Serialise the recording: magic, length of the JSON, marks as JSON, PCM."""
        meta = json.dumps([[mark.samples, mark.chars, mark.words] for mark in self.marks]).encode()
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
            marks = tuple(
                Mark(int(samples), int(chars), tuple(_word(*word) for word in words))
                for samples, chars, words in json.loads(data[_HEADER.size : start])
            )
        except (struct.error, TypeError, UnicodeDecodeError) as error:
            raise ValueError("the data is not a recording") from error
        pcm = data[start:]
        if not marks or 2 * marks[-1].samples != len(pcm):
            raise ValueError("the recording is truncated")
        return cls(pcm, marks)


def _word(
    text: str, start: int, end: int, start_ms: int, end_ms: int
) -> tuple[str, int, int, int, int]:
    return str(text), int(start), int(end), int(start_ms), int(end_ms)
