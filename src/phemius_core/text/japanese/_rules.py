"""All rules that put Japanese text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._width import COMPATIBILITY_FORMS, WidthFoldingVerbaliser
from phemius_core.text.japanese import _dates, _numbers, _quantities, _symbols
from phemius_core.text.japanese._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "address", "isodate", "eradate", "monthday", "baremonthday", "untilmonthday", "dayofweek",
    "expiry", "erayear", "halfdaybefore", "weekday", "clock", "halfdayhour",
    "calendar", "laughter", "money",
    "moneybehind", "percent", "unit", "phone", "mobile", "emergency", "room", "coded", "version",
    "page", "label", "floor",
    "numero", "coded_model", "blocks", "score", "pressure", "wins", "fraction", "vulgar",
    "proportion", "point", "minus",
    "bound", "times", "per", "between", "range", "roman",
    "enclosed", "minusroot", "name_initials", "asletters", "zero", "number", "sharp",
    "hashtag", "dot", "slash", "lengthening", "wave", "tilde", "hyphen",
    "ornament", "symbol", "compatibility",
)  # fmt: skip
_KINDS: Final = (_dates, _numbers, _quantities, _symbols)
RULES: Final = LanguageRules(
    verbaliser=WidthFoldingVerbaliser(
        chain(chain.from_iterable(kind.RULES for kind in _KINDS), (COMPATIBILITY_FORMS,)),
        precedence=_PRECEDENCE,
    ),
    symbols=_symbols.SYMBOLS,
    cardinal=cardinal,
)
