"""All rules that put English text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.english import (
    _abbreviations,
    _dates,
    _money,
    _numbers,
    _symbols,
    _times,
    _units,
    _web_addresses,
)
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "url", "email", "isodate", "slashdate", "monthday", "daymonth", "duration", "clock", "hour",
    "proportion", "to", "money", "code_money", "per", "phone", "grouped", "version", "feet",
    "decade", "ordinal", "percent", "unit", "range", "vulgar", "ratio", "scientific", "roman",
    "sharp", "handle", "hashtag", "numero", "compare", "bound", "power", "backslash", "dot", "sum",
    "abbreviation", "initials", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _dates, _money, _numbers, _symbols, _times, _units, _web_addresses,
)  # fmt: skip
RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    entities={"<": "less than", ">": "greater than"},
    cardinal=cardinal,
)
