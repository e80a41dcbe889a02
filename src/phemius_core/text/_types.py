"""What text becomes on its way to an engine. All offsets are code points of the caller's text."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Normalised", "PhonemeToken", "Piece", "Segment", "SegmentWord", "TextWarning"]


@dataclass(frozen=True, slots=True)
class TextWarning:
    """Something of the caller's text that could not be spoken as written."""

    code: str
    """`unspoken_symbol`, `unknown_phoneme`, `spelt_word`, `pause_capped`, …"""
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of spoken text and the source it stands for.

    Pieces are in order and tile the source: every code point of the caller's
    text belongs to exactly one piece (`start` of the next is `end` of this).
    """

    kind: Literal["text", "phonemes", "pause", "silent"]
    """`text`: `spoken` is what to say. `phonemes`: `spoken` is the word, `phonemes` how.
    `pause`: silence of `pause_ms`. `silent`: markup or symbols that are not said."""
    spoken: str
    start: int
    end: int
    phonemes: str = ""
    pause_ms: int = 0
    breaks: Literal["", "sentence", "paragraph"] = ""
    """A break that the layout of the source implies after this piece (list item, heading)."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """The caller's text made speakable. `text` is all spoken pieces joined."""

    source: str
    pieces: tuple[Piece, ...]
    warnings: tuple[TextWarning, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.spoken for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PhonemeToken:
    """One word or mark as a G2P gives it back; offsets into the text given to the G2P."""

    text: str
    phonemes: str
    start: int
    end: int
    space_after: bool


@dataclass(frozen=True, slots=True)
class SegmentWord:
    """A word of the caller's text and its place in the segment's phonemes."""

    text: str
    """As in the caller's text."""
    start: int
    end: int
    phoneme_start: int
    phoneme_end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """What an engine is given at once: at most 510 phonemes, spoken in one breath.

    Segments tile the source: the first starts at 0, each starts where the one
    before ended, the last ends at the end of the text. A segment without
    phonemes is a pause alone.
    """

    index: int
    text: str
    """Normalised text."""
    phonemes: str
    words: tuple[SegmentWord, ...]
    start: int
    end: int
    pause_after_ms: int = 0
    warnings: tuple[TextWarning, ...] = ()
