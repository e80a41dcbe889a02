"""All rules that put Hindi text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.hindi import (
    _abbreviations,
    _dates,
    _electronic,
    _latin,
    _money,
    _numbers,
    _symbols,
    _telephone,
    _times,
    _units,
)
from phemius_core.text.hindi._number_words import cardinal
from phemius_core.text.hindi._patterns import plain_number

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "url", "email", "windows_path", "ip_address", "domain", "path", "phone", "plate", "flight",
    "card", "isodate",
    "date", "money", "money_behind", "money_dash", "clock", "clock_to", "dotted_clock", "hour",
    "duration",
    "dimensions", "feet", "ordinal", "english_ordinal", "percent", "scaled", "unit", "called",
    "address", "day_month", "day_month_number", "month_year", "year", "decade", "era", "version",
    "vulgar", "fraction", "proportion", "item", "compared", "equation", "range", "unit_alone",
    "per", "roman",
    "name_initials", "initials", "versus", "abbreviation", "degree", "acronym", "letter",
    "compare", "bound", "power",
    "handle", "hashtag", "numero", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _dates, _electronic, _latin, _money, _numbers, _symbols, _telephone, _times,
    _units,
)  # fmt: skip
RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    entities={"<": "से छोटा", ">": "से बड़ा"},
    cardinal=lambda number: cardinal(plain_number(number)),
)
