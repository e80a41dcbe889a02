"""All rules that put French text into words, and their precedence."""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text.french import (
    _abbreviations,
    _contacts,
    _money,
    _ordinals,
    _symbols,
    _times,
    _units,
)
from phemius_core.text.french._number_words import DIGITS, cardinal
from phemius_core.text.romance import build_verbaliser

__all__ = ["RULES"]

_PRECEDENCE: Final[Mapping[str, str]] = {
    "url": "l", "email": "dlo", "handle": "o", "file_name": "dlo", "domain": "dl", "colour": "o",
    "hashtag": "o", "numero": "o", "iso_date": "d", "date": "d", "minuend": "d", "difference": "os",
    "short_date": "l", "zero_date": "d", "telephone": "do", "short_telephone": "l", "card": "d",
    "code": "l", "angle": "do", "stopwatch": "d", "ip": "d", "named_version": "l", "version": "d",
    "day_month": "d", "month_year": "l", "weekday_range": "l", "weekday": "l",
    "english_decade": "l", "years": "l", "day_and_night": "d", "always_open": "d", "every_day": "d",
    "hour": "d", "half_day": "d", "clock": "d", "to": "os", "money": "lo", "amount": "do",
    "scaled": "do", "roman_ordinal": "l", "century": "l", "roman": "l", "ordinal": "d",
    "degree_ordinal": "d", "part": "d", "quantity": "do", "per": "o", "height": "d",
    "and_half": "d", "half": "do", "short_century": "s", "vulgar": "do", "fraction": "do",
    "ratio": "d", "scientific": "d", "range": "do", "feminine_one": "d", "saint": "l", "title": "l",
    "before_number": "lo", "abbreviation": "l", "name_initials": "l", "initials": "l",
    "as_many": "lo", "multiply": "osx", "power": "o", "divide": "s", "compare": "os", "bound": "o",
    "calculate": "os", "plus_plus": "o", "sharp": "o", "quotation": "s", "mark_space": "s",
    "raised": "o", "lowered": "o", "point": "o", "number": "do", "symbol": "o",
}  # fmt: skip
_KINDS: Final = (
    _abbreviations, _contacts, _money, _ordinals, _symbols, _times, _units,
)  # fmt: skip


def _list_number(digits: str) -> str:
    if digits.startswith("0"):
        return " ".join(DIGITS[int(digit)] for digit in digits)
    return cardinal(int(digits))


RULES: Final = LanguageRules(
    verbaliser=build_verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS),
        precedence=_PRECEDENCE,
        symbols=_symbols.SYMBOLS,
        abbreviations=_abbreviations.ABBREVIATIONS | _times.ABBREVIATIONS,
    ),
    symbols=_symbols.SYMBOLS,
    cardinal=_list_number,
    abbreviations=_abbreviations.ABBREVIATIONS,
)
