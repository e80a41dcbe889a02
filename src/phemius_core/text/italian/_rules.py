"""All rules that put Italian text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.italian import (
    _abbreviations,
    _contacts,
    _money,
    _ordinals,
    _symbols,
    _times,
    _units,
)
from phemius_core.text.italian._number_words import cardinal, digit_by_digit

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "url", "email", "handle", "file_name", "domain", "hashtag", "numero", "iso_date", "date",
    "minuend", "difference", "short_date", "zero_date", "telephone", "short_telephone", "card",
    "code", "angle", "stopwatch",
    "ip",
    "named_version",
    "version", "day_month", "month_year", "weekday_range", "weekday", "decades", "decade",
    "always_open",
    "all_day", "clock_range", "clock",
    "duration", "hour", "half_day", "to", "money", "amount", "scaled", "roman_century", "roman",
    "roman_next",
    "ordinal", "part", "quantity", "per", "height", "and_half", "half", "vulgar", "fraction",
    "ratio", "scientific", "range", "one",
    "saint", "title", "before_number", "abbreviation",
    "initials", "as_many", "multiply", "power", "divide",
    "compare", "bound",
    "calculate", "plus_plus", "sharp", "quotation", "mark_space", "raised", "lowered", "point",
    "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _contacts, _money, _ordinals, _symbols, _times, _units,
)  # fmt: skip


def _list_number(digits: str) -> str:
    return digit_by_digit(digits) if digits.startswith("0") else cardinal(int(digits))


RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    cardinal=_list_number,
    abbreviations=_abbreviations.ABBREVIATIONS,
)
