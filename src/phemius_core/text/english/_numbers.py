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
    roman_value,
    year,
)
from phemius_core.text.english._patterns import NUMBER

__all__ = ["RULES"]

_REGNAL: Final = frozenset(
    ("King", "Queen", "Pope", "Henry", "Louis", "Charles", "Elizabeth", "George", "Edward",
     "Richard", "William", "James")
)  # fmt: skip
"""Words after which a Roman numeral is an ordinal."""
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


def _phone(found: re.Match[str], _lang: str) -> str:
    groups = re.findall(r"\d+", found[0])
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(digits(group) for group in groups)


def _roman(found: re.Match[str], _lang: str) -> str | None:
    """`Henry VIII` as Henry the eighth, `Chapter IV` as Chapter four."""
    before, numeral = found["roman_before"], found["roman"]
    value = roman_value(numeral)
    if value < 1 or (numeral == "I" and before in _REGNAL - {"King", "Pope", "Queen"}):
        return None
    return f"{before} the {ordinal(value)}" if before in _REGNAL else f"{before} {cardinal(value)}"


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
        "phone",
        r"(?<![\w.])(?:(?:\+?\d{1,3}[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
        r"|\+\d{1,3}(?:[ .-]\d{2,5}){2,5})(?!\d)",
        _phone,
        starts=r"[(+\d]",
    ),
    Rule(
        "version",
        r"(?:(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}|(?<=\b[vV])\d{1,4}(?:\.\d{1,4}){1,5})(?![\d.]\d)",
        _version,
        starts=r"\d",
    ),
    Rule(
        "roman",
        r"\b(?P<roman_before>Chapter|Part|Act|Book|Volume|Section|War|King|Queen|Pope|Henry|"
        r"Louis|Charles|Elizabeth|George|Edward|Richard|William|James|Phase|Type|Super Bowl)"
        r"\s(?P<roman>[IVXL]{1,7})\b",
        _roman,
        starts=r"\b[A-Z]",
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
