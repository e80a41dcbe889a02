"""All rules that put French text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
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

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "url", "email", "handle", "file_name", "domain", "hashtag", "numero", "iso_date", "date",
    "minuend", "difference", "short_date", "zero_date", "telephone", "short_telephone", "card",
    "code", "angle", "stopwatch", "ip",
    "named_version", "version",
    "day_month", "month_year", "weekday_range", "weekday", "english_decade", "years",
    "day_and_night",
    "always_open", "every_day", "hour", "half_day", "clock", "to", "money", "amount", "scaled",
    "roman_ordinal", "century", "roman", "ordinal", "degree_ordinal", "part", "quantity", "per",
    "height", "and_half", "half", "short_century", "vulgar", "fraction", "ratio", "scientific",
    "range", "feminine_one", "saint", "title",
    "before_number", "abbreviation",
    "initials", "as_many", "multiply", "power", "divide", "compare", "bound",
    "calculate", "plus_plus",
    "sharp", "quotation", "mark_space", "raised", "lowered", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _contacts, _money, _ordinals, _symbols, _times, _units,
)  # fmt: skip


def _list_number(digits: str) -> str:
    if digits.startswith("0"):
        return " ".join(DIGITS[int(digit)] for digit in digits)
    return cardinal(int(digits))


RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    cardinal=_list_number,
    abbreviations=_abbreviations.ABBREVIATIONS,
)
