"""Numbers in words that agree with what they count."""

import re
from typing import Final

from phemius_core.text.romance._nouns import Gender, Noun
from phemius_core.text.romance._written_numbers import WrittenNumber, read_number
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["Counting"]

_NEXT_WORDS: Final = re.compile(
    r"[ \u00a0\u202f](?P<first>[^\W\d_]{1,24})(?:\s(?P<second>[^\W\d_]{1,24}))?"
)
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]{1,24})\.?[ \u00a0]?$")


class Counting:
    """Says the numbers of a language as they are written.

    Args:
        grammar: The language.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._numerals = grammar.numerals
        self._words = grammar.words

    def whole(self, digits: str, gender: Gender = "") -> str:
        """A whole number; with a leading zero digit by digit."""
        if len(digits) > 1 and digits[0] == "0":
            return " ".join(self._numerals.cardinal(int(digit), "") for digit in digits)
        if len(digits) > 60:
            return " ".join(self._numerals.cardinal(int(digit), "") for digit in digits)
        return self._numerals.cardinal(int(digits), gender)

    def number(
        self, number: WrittenNumber, gender: Gender = "", *, before_scale: bool = False
    ) -> str:
        """A number with its decimals; `before_scale` if a noun as "millones" follows."""
        if not number.decimals:
            return self.whole(number.whole, gender)
        counts: Gender = "f" if gender == "f" else ""
        mark = self._words.point if number.mark == "." else self._words.comma
        decimals = self._numerals.decimals(number.decimals, gender if before_scale else counts)
        return f"{self.whole(number.whole, counts)} {mark} {decimals}"

    def written(self, written: str, gender: Gender = "") -> str:
        """A number as `NUMBER` matches it."""
        return self.number(read_number(written), gender)

    def quantity(self, number: WrittenNumber, unit: Noun) -> str:
        """A number of units: `1`, meter as un metro."""
        name = unit.one if number.is_one else unit.many
        return f"{self.number(number, unit.gender)} {name}"

    def amount(self, low: str, high: str | None, unit: Noun) -> str:
        """A number or a range of units: `20`, `30`, degree as veinte a treinta grados."""
        if not high:
            return self.quantity(read_number(low), unit)
        first = self.number(read_number(low), unit.gender)
        return f"{first} {self._words.to} {self.quantity(read_number(high), unit)}"

    def scale_behind(self, found: re.Match[str], end: int) -> Gender:
        """Gender of a noun for a large number that follows, as in "2,1 millones"."""
        following = _NEXT_WORDS.match(found.string, end)
        return self._numerals.scales.get(following["first"].lower(), "") if following else ""

    def counted_gender(
        self, found: re.Match[str], start: int, end: int, number: WrittenNumber
    ) -> Gender:
        """Gender of the noun that a number from `start` to `end` counts, if it is known."""
        following = _NEXT_WORDS.match(found.string, end)
        if following is None:
            return ""
        first = following["first"].lower()
        if first in self._numerals.scales:
            if scale := self._numerals.scales[first]:
                return scale
            # "2 mil pessoas": the number agrees with what follows the thousand.
            first = (following["second"] or "").lower()
        before = _WORD_BEFORE.search(found.string, max(0, start - 26), start)
        if before is not None and before[1].lower() in self._numerals.counted_by_one:
            return ""
        if number.whole != "1" and not first.endswith("s"):
            return ""
        return self._numerals.noun_gender(first)
