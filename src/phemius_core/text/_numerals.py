"""Values of numerals that are written alike in every language: Roman ones, and signs such as ½."""

import re
import unicodedata
from itertools import zip_longest
from typing import Final

__all__ = ["fraction_terms", "roman_sum", "roman_value"]

_ROMAN: Final = re.compile(
    r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", re.ASCII
)
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral in any case; 0 if it is none."""
    upper = numeral.upper()
    return roman_sum(upper) if _ROMAN.fullmatch(upper) else 0


def roman_sum(numeral: str) -> int:
    """Value of Roman digits in capitals, whatever their order: IIII as 4."""
    values = [_VALUES[digit] for digit in numeral]
    pairs = zip_longest(values, values[1:], fillvalue=0)
    return sum(-value if value < following else value for value, following in pairs)


def fraction_terms(sign: str) -> tuple[str, str]:
    """Digits above and below the line of a fraction sign: ¾ as 3 and 4."""
    top, _, bottom = unicodedata.normalize("NFKC", sign).partition("\u2044")
    return top, bottom or "1"
