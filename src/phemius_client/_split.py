"""Long texts: cut into requests at sentences, and the pauses between their audio."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from phemius_client._speech import SAMPLE_RATE, Speech
from phemius_core.wire import MAX_NATIVE_CHARS

__all__ = ["Piece", "joined", "pieces_of"]

_SENTENCE_PAUSE_S: Final = 0.08
_PARAGRAPH_PAUSE_S: Final = 0.35
"""The server's own pauses inside a request, so that a cut between requests is not heard."""
_CUTS: Final = (
    (re.compile(r"\n\s*\n\s*"), _PARAGRAPH_PAUSE_S),
    (re.compile(r"(?<=[.!?…])[\"')\]»”’]*\s+|(?<=[。！？])"), _SENTENCE_PAUSE_S),
    (re.compile(r"(?<=[,;:、，；：])\s*|\s+[–—-]\s+"), 0.0),
    (re.compile(r"\s+"), 0.0),
)
"""Where to cut, the best first, and the pause there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that one request can speak. The pieces together are the whole text."""

    text: str
    pause_after_s: float


def pieces_of(text: str, max_chars: int) -> tuple[Piece, ...]:
    """Cuts a text into as few pieces as good cuts allow.

    Args:
        text: Of any length.
        max_chars: Of a piece, at most.

    Raises:
        ValueError: `max_chars` is not 1 to 5,000, or there is nothing in the text.
    """
    if not 1 <= max_chars <= MAX_NATIVE_CHARS:
        raise ValueError(f"max_chars must be 1 to {MAX_NATIVE_CHARS}, not {max_chars}")
    if not text.strip():
        raise ValueError("the text is empty: give something to speak")
    pieces: list[Piece] = []
    start = 0
    while len(text) - start > max_chars:
        end, pause = _cut(text, start, start + max_chars)
        if text[start:end].strip():
            pieces.append(Piece(text[start:end], pause))
        start = end
    if text[start:].strip():
        pieces.append(Piece(text[start:], 0.0))
    return tuple(pieces)


def joined(pieces: Sequence[Piece], speeches: Sequence[Speech], speed: float) -> Speech:
    """One speech of several. Each begins and ends in a fade of the server's making, so that silence
    between them makes no click.
    """
    pcm = bytearray()
    for index, (piece, speech) in enumerate(zip(pieces, speeches, strict=True)):
        pcm += speech.pcm
        if index + 1 < len(pieces):
            pcm += bytes(2 * round(piece.pause_after_s / speed * SAMPLE_RATE))
    return Speech(pcm=bytes(pcm), chars_billed=sum(speech.chars_billed for speech in speeches))


def _cut(text: str, start: int, limit: int) -> tuple[int, float]:
    """The last good place to cut in the second half of what is allowed, and the pause there."""
    half = start + (limit - start) // 2
    for pattern, pause in _CUTS:
        ends = [found.end() for found in pattern.finditer(text, start, limit)]
        if ends and ends[-1] > half:
            return ends[-1], pause
    return limit, 0.0
