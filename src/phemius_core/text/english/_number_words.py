"""English words for numbers: cardinals, ordinals, decimals, fractions, years."""

from typing import Final

__all__ = ["DIGITS", "cardinal", "decimal", "digits", "fraction", "ordinal", "year"]

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LONGEST_CARDINAL: Final = 15
"""Digits; a longer number is read digit by digit, as a reader would."""
_DENOMINATORS: Final = frozenset((*range(2, 11), 12, 16, 20, 32, 64, 100))
_SAID_AS_TWO_NUMBERS: Final = frozenset(((24, 7), (50, 50), (9, 11)))


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
    from num2words import num2words

    return _without_commas(num2words(int(written)))


def decimal(number: str) -> str:
    """A number with commas and a point: `"1,234.50"`."""
    whole, _, fractional = number.replace(",", "").partition(".")
    spoken = cardinal(whole)
    return f"{spoken} point {digits(fractional)}" if fractional else spoken


def fraction(numerator: int, denominator: int) -> str:
    """`(2, 3)` as two thirds, `(10, 10)` as ten out of ten, `(24, 7)` as twenty-four seven."""
    over, under = cardinal(numerator), cardinal(denominator)
    if (numerator, denominator) in _SAID_AS_TWO_NUMBERS:
        return f"{over} {under}"
    if numerator == denominator:
        return f"{over} out of {under}"
    if numerator and denominator in _DENOMINATORS:
        if denominator == 2:
            return f"{over} {'half' if numerator == 1 else 'halves'}"
        name = "quarter" if denominator == 4 else ordinal(denominator)
        return f"{over} {name if numerator == 1 else f'{name}s'}"
    return f"{over} over {under}"


def ordinal(number: int) -> str:
    """21 as twenty-first."""
    from num2words import num2words

    return _without_commas(num2words(number, to="ordinal"))


def year(number: int) -> str:
    """1999 as nineteen ninety-nine, 2005 as two thousand and five, 1900 as nineteen hundred."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10 or not 11 <= century <= 20:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    tail = f"oh {DIGITS[rest]}" if rest < 10 else cardinal(rest)
    return f"{cardinal(century)} {tail}"


def _without_commas(spoken: str) -> str:
    """num2words puts commas between groups, at which a voice would pause."""
    return spoken.replace(",", "")
