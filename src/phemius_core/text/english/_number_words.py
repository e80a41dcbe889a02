"""English words for numbers: cardinals, ordinals, decimals, fractions, years, numbers of things."""

from functools import lru_cache
from typing import Final

__all__ = [
    "DIGITS",
    "cardinal",
    "decimal",
    "digits",
    "fraction",
    "label",
    "ordinal",
    "plural",
    "roman_value",
    "year",
]

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LONGEST_CARDINAL: Final = 15
"""Digits; a longer number is read digit by digit, as a reader would."""
_DENOMINATORS: Final = frozenset((*range(2, 11), 12, 16, 20, 32, 64, 100))
_DENOMINATORS_OF_ONE: Final = frozenset((15, 24, 25, 30, 40, 50, 60, 128, 200, 250, 500, 1000))
"""Other denominators that are said as ordinals under one: one thousandth."""
_SAID_AS_TWO_NUMBERS: Final = frozenset(((24, 7), (9, 11), (20, 20)))
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50}


def digits(number: str) -> str:
    """Digit by digit: `"110"` as one one zero."""
    return " ".join(DIGITS[int(digit)] for digit in number)


def cardinal(number: str | int) -> str:
    """`"1200"` as one thousand two hundred; a leading zero or more than 15 digits, digit by
    digit.
    """
    written = str(number)
    if len(written) > _LONGEST_CARDINAL or (len(written) > 1 and written[0] == "0"):
        return digits(written)
    return _spoken(int(written), "cardinal")


def decimal(number: str) -> str:
    """A number with commas and a point: `"1,234.50"`."""
    whole, _, fractional = number.replace(",", "").partition(".")
    spoken = cardinal(whole) if whole else ""
    return f"{spoken} point {digits(fractional)}".lstrip() if fractional else spoken


def fraction(numerator: int, denominator: int, *, as_ordinal: bool = False) -> str:
    """`(2, 3)` as two thirds, `(10, 10)` as ten out of ten, `(24, 7)` as twenty-four seven,
    `(60, 40)` as sixty forty.

    Args:
        numerator: Number above the line.
        denominator: Number below the line.
        as_ordinal: Whether the denominator is certainly an ordinal: `2/17ths`.
    """
    over, under = cardinal(numerator), cardinal(denominator)
    is_split = numerator + denominator == 100 and numerator % 5 == 0
    if is_split or (numerator, denominator) in _SAID_AS_TWO_NUMBERS:
        return f"{over} {under}"
    if numerator == denominator and not as_ordinal:
        return f"{over} out of {under}"
    if (
        (numerator and denominator in _DENOMINATORS)
        or (numerator == 1 and (denominator in _DENOMINATORS_OF_ONE or denominator > 1000))
        or (as_ordinal and denominator > 1)
    ):
        if denominator == 2:
            return f"{over} {'half' if numerator == 1 else 'halves'}"
        name = "quarter" if denominator == 4 else ordinal(denominator)
        return f"{over} {name if numerator == 1 else f'{name}s'}"
    return f"{over} over {under}"


def ordinal(number: int) -> str:
    """21 as twenty-first; more than 15 digits as a cardinal."""
    if len(str(number)) > _LONGEST_CARDINAL:
        return cardinal(number)
    return _spoken(number, "ordinal")


def year(number: int) -> str:
    """1999 as nineteen ninety-nine, 2005 as two thousand and five, 1900 as nineteen hundred,
    476 as four seventy-six.
    """
    century, rest = divmod(number, 100)
    if not 1 <= century <= 99 or (century % 10 == 0 and rest < 10):
        return cardinal(number)
    return _in_two_parts(century, rest)


def label(number: str) -> str:
    """A number that names a thing: `"404"` as four oh four, `"4090"` as forty ninety, more than
    four digits one by one.
    """
    if number[0] == "0" or len(number) > 4:
        return digits(number)
    if len(number) < 3 or number.endswith("000"):
        return cardinal(number)
    return _in_two_parts(int(number[:-2]), int(number[-2:]))


def plural(noun: str) -> str:
    """`"twenty"` as twenties, `"six"` as sixes."""
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("x") else f"{noun}s"


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral of I, V, X and L; 0 or less if it is none."""
    total = 0
    for digit, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = _ROMAN_DIGITS[digit]
        total += -value if _ROMAN_DIGITS.get(following, 0) > value else value
    return total


def _in_two_parts(hundreds: int, rest: int) -> str:
    if rest == 0:
        return f"{cardinal(hundreds)} hundred"
    tail = f"oh {DIGITS[rest]}" if rest < 10 else cardinal(rest)
    return f"{cardinal(hundreds)} {tail}"


@lru_cache(maxsize=4096)
def _spoken(number: int, form: str) -> str:
    from num2words import num2words

    # num2words puts commas between groups, at which a voice would pause.
    return str(num2words(number, to=form)).replace(",", "")
