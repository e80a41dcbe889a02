"""All rules of a Romance language, and their precedence."""

from collections.abc import Sequence
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._verbaliser import Verbaliser
from phemius_core.text.romance import (
    _abbreviations,
    _addresses,
    _dates,
    _money,
    _numbers,
    _ordinals,
    _spelling,
    _symbols,
    _telephone,
    _times,
    _units,
)
from phemius_core.text.romance._counting import Counting
from phemius_core.text.romance._grammar import Grammar

__all__ = ["build_rules"]

_PRECEDENCE: Final = (
    "url", "email", "ip", "code", "phone_cued", "iso_date", "date", "date_cued", "day_month",
    "month_day", "month_year", "months", "days", "digits", "vanity", "clock", "hours", "duration",
    "hour", "dotted_time", "time_to", "century", "roman_year", "ruler", "roman_before", "ordinal",
    "money", "money_behind", "per", "per_number", "percent", "unit_fraction", "unit", "phone", "proportion",
    "version", "range", "vulgar", "ratio", "scientific", "superscript", "subscript", "domain",
    "file", "colour", "handle", "hashtag", "numero", "about", "or_slash", "abbreviation", "initials",
    "roman", "brand", "capitals", "sum", "compare", "bound", "power", "backslash", "number",
    "symbol",
)  # fmt: skip


def build_rules(
    grammar: Grammar, *, phone_cues: Sequence[str], code_cues: Sequence[str], digit_shapes: str
) -> LanguageRules:
    """The rules of a language.

    Args:
        grammar: The language.
        phone_cues: Words in lower case after which digits are a telephone number.
        code_cues: Words after which digits are a code.
        digit_shapes: Pattern of numbers that are said digit by digit for their shape.
    """
    kinds = (
        _abbreviations, _addresses, _dates, _money, _numbers, _ordinals, _spelling, _symbols,
        _times, _units,
    )  # fmt: skip
    rules = [rule for kind in kinds for rule in kind.rules(grammar)]
    rules += _telephone.rules(grammar, cues=phone_cues, codes=code_cues, shapes=digit_shapes)
    return LanguageRules(
        verbaliser=Verbaliser(rules, precedence=_PRECEDENCE),
        symbols=grammar.words.symbols,
        cardinal=Counting(grammar).whole,
        abbreviations=frozenset(
            word.rstrip(".").lower() for word in grammar.abbreviations.words if word.endswith(".")
        ),
    )
