"""What a rule asks about the place of a word in its sentence."""

from typing import Final

from phemius_core.text.english.homographs._features import SentenceContext

__all__ = ["Place", "first_true", "words"]

_FINITE: Final = frozenset(("VB", "VBD", "VBP", "VBZ"))


class Place:
    """A word of a sentence and what stands around it, in lower case.

    Args:
        context: The sentence.
        at: Place of the word in it.
    """

    def __init__(self, context: SentenceContext, at: int) -> None:
        self._context = context
        self.at = at
        self.written = context.words[at].text
        self.form = context.lower[at]
        self.lower = context.lower
        self.before = self.word(-1)
        self.after = self.word(1)
        governor = at - 1
        while governor >= 0 and context.classes[governor].startswith(("RB", "NEG")):
            governor -= 1
        self.governor_at = governor - at
        """Distance of the nearest word on the left that is no adverb."""
        self.governor = self.class_of(self.governor_at)
        self.governor_word = self.word(self.governor_at)

    def word(self, distance: int) -> str:
        """The word that far to the right; empty outside the sentence."""
        n = self.at + distance
        return self.lower[n] if 0 <= n < len(self.lower) else ""

    def written_at(self, distance: int) -> str:
        """The same as it is written."""
        n = self.at + distance
        return self._context.words[n].text if 0 <= n < len(self.lower) else ""

    def class_of(self, distance: int) -> str:
        """Its word class."""
        n = self.at + distance
        return self._context.classes[n] if 0 <= n < len(self.lower) else ""

    @property
    def is_verb_place(self) -> bool:
        """Whether an auxiliary or `to` asks for the base form of a verb; `he'd` may be had."""
        return self.governor in {"MODAL", "TO", "DO"} and not self.governor_word.endswith("'d")

    @property
    def starts(self) -> bool:
        """Whether it is the first word of a sentence or a quotation."""
        return self.at == 0 or self.before in {".", "!", "?", "“", '"', "…", ":"}

    @property
    def is_only_verb(self) -> bool:
        """Whether no other word of the sentence can be its finite verb."""
        return not any(
            name in {"MODAL", "BE", "HAVE", "DO"}
            or any(part in _FINITE for part in name.split("|"))
            for n, name in enumerate(self._context.classes)
            if n != self.at
        )

    def near(self, sought: frozenset[str], reach: int) -> bool:
        """Whether one of the words stands at most that far away."""
        low = max(0, self.at - reach)
        return not sought.isdisjoint(self.lower[low : self.at + reach + 1])


def words(listed: str) -> frozenset[str]:
    """A set of words, written with spaces between them."""
    return frozenset(listed.split())


def first_true(*cases: tuple[str | None, bool]) -> str | None:
    """The first reading whose condition holds."""
    return next((reading for reading, holds in cases if holds), None)
