"""All rules that put Mandarin text into words, and their precedence."""

from itertools import chain
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._width import COMPATIBILITY_FORMS, WidthFoldingVerbaliser
from phemius_core.text.chinese import _dates, _numbers, _quantities, _symbols
from phemius_core.text.chinese._number_words import cardinal

__all__ = ["RULES"]

_PRECEDENCE: Final = (
    "address", "isodate", "shortdate", "monthyear", "years", "era", "erayear", "saidclock",
    "clock", "year", "month", "money", "moneybehind", "percent", "unit", "phone", "known",
    "generation", "day_name", "hundredths", "item", "score",
    "pressure", "serial", "share", "coded",
    "version", "numero", "model", "ordinal", "oclock", "fraction", "vulgar", "proportion", "point",
    "minus", "times", "between", "range", "measured", "roman", "enclosed",
    "minusroot", "number", "name_initials", "letters",
    "acronym", "sharp", "hashtag", "underscore", "dot", "per", "slash", "hyphen", "wave",
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
