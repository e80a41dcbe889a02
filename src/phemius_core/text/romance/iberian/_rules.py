"""All rules of a Romance language, and their precedence."""

from collections.abc import Mapping, Sequence
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text.romance._verbaliser import build_verbaliser
from phemius_core.text.romance.iberian import (
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
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar

__all__ = ["build_rules"]

_PRECEDENCE: Final[Mapping[str, str]] = {
    "url": "l", "email": "dlo", "ip": "d", "code": "l", "phone_cued": "l", "iso_date": "d",
    "date": "d", "date_cued": "l", "day_month": "d", "month_day": "l", "month_year": "l",
    "months": "l", "days": "l", "digits": "dl", "vanity": "d", "clock": "d", "hours": "d",
    "duration": "d", "hour": "d", "dotted_time": "d", "time_to": "os", "century": "l",
    "roman_year": "l", "ruler": "l", "roman_before": "l", "ordinal": "d", "money": "lo",
    "money_behind": "do", "per": "o", "per_number": "o", "percent": "do", "unit_fraction": "do",
    "unit": "do", "phone": "do", "proportion": "d", "version": "d", "range": "d", "vulgar": "do",
    "ratio": "do", "scientific": "d", "superscript": "o", "subscript": "o", "domain": "dl",
    "file_name": "dlo", "colour": "o", "handle": "o", "hashtag": "o", "numero": "o", "about": "o",
    "or_slash": "o", "abbreviation": "l", "name_initials": "l", "initials": "l", "roman": "l",
    "brand": "l", "capitals": "l", "sum": "los", "compare": "os", "bound": "o", "power": "o",
    "backslash": "o", "number": "do", "symbol": "o",
}  # fmt: skip
"""Rules in the order in which they are tried, with what they start with: a digit, the first letter
of a word, a space or any other character.
"""


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
    abbreviations = frozenset(
        word.rstrip(".").lower() for word in grammar.abbreviations.words if word.endswith(".")
    )
    return LanguageRules(
        verbaliser=build_verbaliser(
            rules,
            precedence=_PRECEDENCE,
            symbols=grammar.words.symbols,
            abbreviations=abbreviations,
        ),
        symbols=grammar.words.symbols,
        cardinal=Counting(grammar).whole,
        abbreviations=abbreviations,
    )
