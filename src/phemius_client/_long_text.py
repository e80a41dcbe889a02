# ruff: noqa: RUF001 - punctuation of other scripts
"""Long texts: divided at sentences into requests, whose audio is joined with pauses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from phemius_client._speech import SAMPLE_RATE, Speech
from phemius_core.wire import MAX_NATIVE_CHARS

__all__ = ["Piece", "join_speech", "split_text"]

_SENTENCE_PAUSE_S: Final = 0.08
_PARAGRAPH_PAUSE_S: Final = 0.35
"""The pauses that the server makes within a request, so that the joint of two requests sounds the
same."""
_BREAKS: Final = (
    (re.compile(r"\n\s*\n\s*"), _PARAGRAPH_PAUSE_S),
    (re.compile(r"(?<=[.!?…])[\"')\]»”’]*\s+|(?<=[。！？])"), _SENTENCE_PAUSE_S),
    (re.compile(r"(?<=[,;:、，；：])\s*|\s+[–—-]\s+"), 0.0),
    (re.compile(r"\s+"), 0.0),
)
"""Where a text may be divided, the best place first, and the pause there in seconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text for one request. The pieces of a text have all its characters."""

    text: str = field(repr=False)
    pause_after_s: float


def split_text(text: str, max_chars: int) -> tuple[Piece, ...]:
    """Divides a text into few pieces that end where a sentence, clause or word ends.

    Args:
        text: Of any length.
        max_chars: Most characters of a piece.

    Raises:
        ValueError: `max_chars` is not from 1 to 5,000, or the text is empty.
    """
    if not 1 <= max_chars <= MAX_NATIVE_CHARS:
        raise ValueError(f"max_chars must be 1 to {MAX_NATIVE_CHARS}, not {max_chars}")
    if not text.strip():
        raise ValueError("the text is empty: give something to speak")
    pieces: list[Piece] = []
    start = 0
    while len(text) - start > max_chars:
        end, pause_s = _last_break(text, start, start + max_chars)
        if text[start:end].strip():
            pieces.append(Piece(text[start:end], pause_s))
        start = end
    if text[start:].strip():
        pieces.append(Piece(text[start:], 0.0))
    return tuple(pieces)


def join_speech(pieces: Sequence[Piece], speeches: Sequence[Speech], speed: float) -> Speech:
    """Joins the speech of all pieces, with the pauses between them.

    The server fades each speech in and out, so that silence in between does not click.
    """
    pcm = bytearray()
    for index, (piece, speech) in enumerate(zip(pieces, speeches, strict=True)):
        pcm += speech.pcm
        if index + 1 < len(pieces):
            pcm += bytes(2 * round(piece.pause_after_s / speed * SAMPLE_RATE))
    return Speech(pcm=bytes(pcm), chars_billed=sum(speech.chars_billed for speech in speeches))


def _last_break(text: str, start: int, limit: int) -> tuple[int, float]:
    """The last break of the best kind in the second half of `text[start:limit]`, and its pause in
    seconds; `limit` if there is none.
    """
    half = start + (limit - start) // 2
    for pattern, pause_s in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, start, limit)]
        if ends and ends[-1] > half:
            return ends[-1], pause_s
    return limit, 0.0
