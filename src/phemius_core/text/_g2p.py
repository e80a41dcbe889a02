"""Grapheme to phoneme (G2P): what every G2P gives."""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["G2P", "PhonemeToken"]


@dataclass(frozen=True, slots=True)
class PhonemeToken:
    """A word or punctuation mark with its phonemes; offsets into the text given to the G2P."""

    text: str
    phonemes: str
    """In the model's notation; empty for a word that the G2P cannot read."""
    start: int
    end: int
    space_after: bool
    """Whether a space follows in the phonemes."""
    reader: str = ""
    """What decided the phonemes: `lexicon`, `homographs`, `espeak`, …; empty if it is not known."""


class G2P(Protocol):
    """Turns text into phonemes. Blocking; safe to call from many threads."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the same text may give other phonemes."""
        ...

    def phonemize(self, text: str) -> list[PhonemeToken]:
        """Phonemes of a text.

        Args:
            text: Normalised text: words, punctuation and spaces.

        Returns:
            Words and punctuation marks in order, with exact offsets into `text`.
        """
        ...
