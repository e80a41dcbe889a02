"""English words for plain numbers, ordinals, versions and Roman numerals."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._context import counts_things, may_be_year
from phemius_core.text.english._number_words import (
    cardinal,
    decimal,
    digits,
    ordinal,
    year,
)
from phemius_core.text.english._patterns import NUMBER

__all__ = ["RULES"]

_FIRST_EARLY_YEAR: Final = 1010
"""From here to `_FIRST_YEAR` a number is a year where the words around it say so."""
_FIRST_YEAR: Final = 1100
_LAST_YEAR: Final = 2199


def _number(found: re.Match[str], _lang: str) -> str:
    """A bare number, kept apart from letters that touch it, as in MP3."""
    text, at, end = found.string, found.start(), found.end()
    written = found["n"]
    if re.fullmatch(r"\d{4}", written) and _is_year(int(written), found):
        spoken = year(int(written))
    else:
        spoken = decimal(written)
    if found["n_sign"]:
        spoken = f"minus {spoken}"
    before = " " if at and text[at - 1].isalpha() else ""
    after = " " if end < len(text) and text[end].isalpha() else ""
    return f"{before}{spoken}{after}"


def _is_year(number: int, found: re.Match[str]) -> bool:
    if _FIRST_YEAR <= number <= _LAST_YEAR:
        return not counts_things(found.string, *found.span())
    return _FIRST_EARLY_YEAR <= number < _FIRST_YEAR and may_be_year(found.string, found.start())


def _ordinal(found: re.Match[str], _lang: str) -> str:
    """`21st`, and `22th` as it was meant."""
    return ordinal(int(found["ordinal"].replace(",", "")))


def _version(found: re.Match[str], _lang: str) -> str:
    return " point ".join(cardinal(part) for part in found[0].split("."))


def _decimal_part(found: re.Match[str], _lang: str) -> str:
    """`.5`."""
    return ("minus " if found["point_sign"] else "") + f"point {digits(found['point'])}"


RULES: Final = (
    Rule(
        "ordinal",
        r"(?<![\w.])(?P<ordinal>\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"
        r"(?:-?th\b|(?:st|nd|rd|ST|ND|RD|TH)\b|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)",
        _ordinal,
        starts=r"\d",
    ),
    Rule(
        "version",
        r"(?:(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5})(?![\d.]\d)",
        _version,
        starts=r"\d",
    ),
    Rule(
        "point",
        r"(?P<point_sign>(?<!\w)[-−])?(?<![\w.])\.(?P<point>\d{1,20}+)",
        _decimal_part,
        starts=r"[-−.]",
    ),
    Rule(
        "number",
        rf"(?P<n_sign>(?<!\w)[-−](?=\d))?(?P<n>{NUMBER})",
        _number,
        starts=r"[-−\d]",
    ),
)
