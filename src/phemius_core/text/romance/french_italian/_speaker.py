"""What the rules need to know of a language: its grammar of numbers, and its small words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from phemius_core.text.romance._nouns import Gender, Noun
from phemius_core.text.romance._written_numbers import WrittenNumber

__all__ = ["Speaker"]

_LONGEST_CARDINAL = 27
"""Digits of the largest number that has a name here."""
_LONGEST_BARE = 15
"""Digits; a longer number without marks between its groups is read digit by digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Says numbers in one language."""

    cardinal: Callable[[int, Gender], str]
    ordinal: Callable[[int, Gender, bool], str]
    """Words for a number, a gender, and whether it is plural."""
    decimals: Callable[[str], str]
    """Words for the digits behind the decimal mark."""
    fraction: Callable[[int, int], str]
    """Words for a numerator and a denominator."""
    takes_singular: Callable[[WrittenNumber], bool]
    """Whether a noun after a number is in the singular."""
    join: Callable[[str, str], str]
    """A number that ends in one, and the noun it counts: `un'ora`."""
    span: Callable[[str, str, str, bool], str]
    """Words for a range: low, high, the text before, and whether the numbers ascend."""
    per: Callable[[Noun], str]
    """`par heure`, `all'ora`."""
    of: Callable[[str], str]
    """A noun after a noun of number: `d'euros` after millions."""
    half: Callable[[Noun], str]
    """Half of something: `une demi-heure`."""
    and_a_half: Callable[[Gender], str]
    """`et demie`, after what is counted."""
    digits: tuple[str, ...]
    comma: str
    minus: str
    plus: str
    conjunction: str
    """`et`, `e`: between a whole number and a fraction."""
    scales: Mapping[str, Noun]
    """Nouns of number by the ways they are abbreviated: `M`, `Md`."""
    thousand: str

    def digit_by_digit(self, digits: str) -> str:
        """`"110"` digit by digit."""
        return " ".join(self.digits[int(digit)] for digit in digits)

    def whole(self, digits: str, gender: Gender = "m", *, grouped: bool = False) -> str:
        """A whole number; a leading zero or too many digits are read digit by digit.

        Args:
            digits: Its digits.
            gender: Gender of what is counted.
            grouped: Whether it was written with marks between groups.
        """
        longest = _LONGEST_CARDINAL if grouped else _LONGEST_BARE
        if len(digits) > longest or (len(digits) > 1 and int(digits[0]) == 0):
            return self.digit_by_digit(digits)
        return self.cardinal(int(digits), gender)

    def number(self, number: WrittenNumber, gender: Gender = "m") -> str:
        """A number with its decimals."""
        spoken = self.whole(number.whole, "m" if number.decimals else gender, grouped=True)
        if number.decimals:
            spoken += f" {self.comma} {self.decimals(number.decimals)}"
        return spoken

    def count(self, number: WrittenNumber, noun: Noun) -> str:
        """A number and what it counts."""
        name = noun.one if self.takes_singular(number) else noun.many
        spoken = self.number(number, noun.gender)
        if number.is_one:
            return self.join(spoken, name)
        return f"{spoken} {name}"

    def sign(self, written: str | None) -> str:
        """The sign of a number, with a space behind it."""
        if not written:
            return ""
        return f"{self.plus} " if written == "+" else f"{self.minus} "
