"""Roman numerals."""

import re
from typing import Final

__all__ = ["roman_value"]

_ROMAN: Final = re.compile(
    r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", re.ASCII
)
_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral in any case; 0 if it is none."""
    upper = numeral.upper()
    if not upper or not _ROMAN.fullmatch(upper):
        return 0
    values = [_VALUES[digit] for digit in upper]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
