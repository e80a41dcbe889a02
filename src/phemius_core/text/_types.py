"""What text becomes on its way to an engine. All offsets are code points of the caller's text."""

from dataclasses import dataclass
from typing import Final, Literal

__all__ = [
    "Break",
    "Delivery",
    "NormalisedText",
    "Piece",
    "Segment",
    "SegmentWord",
    "TextWarning",
    "WordReading",
]

Break = Literal["", "sentence", "paragraph"]
"""A break of the speech that the layout of the text implies; an empty string is none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a part of a text is spoken, where it is not as the rest."""

    speed: float = 1.0
    """Factor for the speed of the request."""
    gain_db: float = 0.0
    """Minus infinity is silence."""
    voice: str = ""
    """Name of a stock voice; empty for the voice of the request."""


_AS_THE_REST: Final = Delivery()


@dataclass(frozen=True, slots=True)
class TextWarning:
    """A part of the caller's text that could not be spoken as written."""

    code: str
    """`unspoken_symbol`, `unknown_phoneme`, `spelt_word`, `pause_capped`, `malformed_pause`,
    `unknown_language`, `unread_language`, `ssml_ignored`, `say_as_mismatch`.
    """
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of spoken text and the part of the source that it stands for.

    Pieces are in order and tile the source: every code point of the caller's text belongs to
    exactly one piece (`start` of the next is `end` of this).
    """

    kind: Literal["text", "phonemes", "pause", "silent"]
    """`text`: `spoken` is spoken. `phonemes`: `spoken` is the word and `phonemes` its
    pronunciation. `pause`: silence of `pause_ms`. `silent`: markup or symbols that are not spoken.
    """
    spoken: str
    start: int
    end: int
    phonemes: str = ""
    pause_ms: int = 0
    break_after: Break = ""
    """Break that the layout of the source implies after this piece (list item, heading)."""
    rule: str = ""
    """Name of the rule that put it into other words or made it silent."""
    lang: str = ""
    """Language that it is read in: a letter of `LANGUAGES` or a name in espeak-ng; empty if it is
    that of the text.
    """
    delivery: Delivery = _AS_THE_REST


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The caller's text made speakable."""

    source: str
    """The caller's text."""
    pieces: tuple[Piece, ...]
    warnings: tuple[TextWarning, ...] = ()
    lang: str = ""
    """Kokoro's letter of the language that the text is in, but for pieces of their own."""

    @property
    def text(self) -> str:
        """The spoken text: `spoken` of all pieces, joined."""
        return "".join(piece.spoken for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class WordReading:
    """A part of the caller's text that is not simply spoken as written, and what decided that."""

    start: int
    end: int
    written: str
    spoken: str
    """The words for it; empty if it is silent."""
    phonemes: str
    """Its phonemes, if they are what was decided: by a pronunciation in the text, by a model, …"""
    decided_by: str
    """Name of the rule (`Piece.rule`), or of the reader (`PhonemeToken.reader`)."""


@dataclass(frozen=True, slots=True)
class SegmentWord:
    """A word of the caller's text and its place in the segment's phonemes."""

    text: str
    """As in the caller's text."""
    start: int
    end: int
    phoneme_start: int
    phoneme_end: int
    reader: str = ""
    """`PhonemeToken.reader` of its phonemes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The input of one run of an engine: at most 510 phonemes.

    Segments tile the source: the first starts at 0, each starts where the one before ended, the
    last ends at the end of the text. A segment without phonemes is only a pause.
    """

    index: int
    text: str
    """Normalised text."""
    phonemes: str
    words: tuple[SegmentWord, ...]
    start: int
    end: int
    pause_after_ms: int = 0
    delivery: Delivery = _AS_THE_REST
    warnings: tuple[TextWarning, ...] = ()
