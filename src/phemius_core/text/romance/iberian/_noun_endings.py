"""Gender of nouns by lists and endings, for numbers that agree with them."""

from dataclasses import dataclass
from typing import Final

from phemius_core.text.romance._nouns import Gender

__all__ = ["NounEndings"]

_SHORTEST: Final = 3


@dataclass(frozen=True, kw_only=True)
class NounEndings:
    """What tells the gender of a noun, in lower case; the first that fits decides."""

    no_nouns: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    greek_stems: tuple[str, ...]
    """Ends of words before `-ma` or `-mas` that are masculine: *problem*."""
    feminine_endings: tuple[str, ...]
    masculine_endings: tuple[str, ...]

    def gender(self, word: str) -> Gender:
        """Gender of a noun; empty for a word that is none."""
        if word in self.no_nouns or len(word) < _SHORTEST:
            return ""
        if word in self.feminine:
            return "f"
        if word in self.masculine:
            return "m"
        if word.endswith(("ma", "mas")) and word.rstrip("s")[:-1].endswith(self.greek_stems):
            return "m"
        if word.endswith(self.feminine_endings):
            return "f"
        return "m" if word.endswith(self.masculine_endings) else ""
