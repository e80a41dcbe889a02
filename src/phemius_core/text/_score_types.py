"""Results of scoring."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Score", "ScoredCase"]


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """A labelled case and what was made of it."""

    given: str
    """The text; of a homograph, the sentence with the word in brackets."""
    expected: str
    """The spoken form; of a homograph, the id of its pronunciation."""
    got: str
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The cases of a file."""

    format: Literal["normalisation", "homographs"]
    lang: str
    """Kokoro's letter of the language."""
    kind: str
    """`date`, `money`, …; of homographs, the word."""
    cases: tuple[ScoredCase, ...]

    @property
    def right(self) -> int:
        """Cases that came out as expected."""
        return sum(case.right for case in self.cases)

    @property
    def accuracy(self) -> float:
        """Share of the cases that came out as expected, from 0 to 1."""
        return self.right / max(1, len(self.cases))
