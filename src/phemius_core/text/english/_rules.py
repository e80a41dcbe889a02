"""All rules that put English text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.english import (
    _abbreviations,
    _addresses,
    _dates,
    _fractions,
    _labels,
    _maths,
    _money,
    _numbers,
    _ranges,
    _symbols,
    _times,
    _units,
    _web_addresses,
    _years,
)
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "url", "email",
    # dates and times
    "isodate", "slashdate", "shortdate", "monthyear_digits", "season", "monthday", "daymonth",
    "monthyear", "months", "weekdays", "weekday", "era", "duration", "hour", "clock", "military",
    "offset", "proportion",
    # amounts
    "to", "by_sign", "until_now", "money", "code_money", "pence", "phone", "grouped", "scientific",
    "version", "address", "street", "state", "road", "law_report", "bits", "per", "feet", "inch",
    "angle", "labels", "decade", "short_year", "ordinal", "percent", "temperature", "unit", "video",
    "by", "times", "scaled", "minus", "range", "decimal_range", "vulgar", "ratio",
    # words and signs
    "roman", "sharp", "handle", "hashtag", "numero", "compare", "bound", "power", "superscript",
    "subscript", "backslash", "dot", "difference", "sum", "roughly", "abbreviation", "initials",
    # what is left
    "attached_label", "label", "point", "number", "symbol",
)  # fmt: skip
_KINDS: Final = (
    _abbreviations, _addresses, _dates, _fractions, _labels, _maths, _money, _numbers, _ranges,
    _symbols, _times, _units, _web_addresses, _years,
)  # fmt: skip
RULES: Final = LanguageRules(
    verbaliser=Verbaliser(
        chain.from_iterable(kind.RULES for kind in _KINDS), precedence=_PRECEDENCE
    ),
    symbols=_symbols.SYMBOLS,
    entities={"<": "less than", ">": "greater than"},
    cardinal=cardinal,
)
