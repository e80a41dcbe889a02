"""All rules of a Romance language, and their precedence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from phemius_core.text._language_rules import LanguageRules
from phemius_core.text._rule import Rule
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

_PRECEDENCE: Final[Mapping[str, str]] = {
    "url": "l", "email": "dlo", "ip": "d", "code": "l", "phone_cued": "l", "iso_date": "d",
    "date": "d", "date_cued": "l", "day_month": "d", "month_day": "l", "month_year": "l",
    "months": "l", "days": "l", "digits": "dl", "vanity": "d", "clock": "d", "hours": "d",
    "duration": "d", "hour": "d", "dotted_time": "d", "time_to": "os", "century": "l",
    "roman_year": "l", "ruler": "l", "roman_before": "l", "ordinal": "d", "money": "lo",
    "money_behind": "do", "per": "o", "per_number": "o", "percent": "do", "unit_fraction": "do",
    "unit": "do", "phone": "do", "proportion": "d", "version": "d", "range": "d", "vulgar": "do",
    "ratio": "do", "scientific": "d", "superscript": "o", "subscript": "o", "domain": "l",
    "file": "dl", "colour": "o", "handle": "o", "hashtag": "o", "numero": "o", "about": "o",
    "or_slash": "o", "abbreviation": "l", "name_initials": "l",
    "initials": "l", "roman": "l", "brand": "l",
    "capitals": "l", "sum": "los", "compare": "os", "bound": "o", "power": "o", "backslash": "o",
    "number": "do", "symbol": "o",
}  # fmt: skip
"""Rules in the order in which they are tried, with what they start with: a digit, the first letter
of a word, a space or any other character.
"""
_NUMBER_SIGNS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
_AFTER_STOP: Final = re.compile(r"(?P<word>\S{0,12})[.!?…][\"'”’)\]»]{0,2}\s{1,3}$")


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
    signs = "".join(map(re.escape, sorted({*_NUMBER_SIGNS, *grammar.words.symbols})))
    starts = {"d": r"\d", "l": r"(?<![^\W\d_])[^\W\d_]", "o": rf"[{signs}]|[^\w\s]", "s": r"\s"}

    def with_start(rule: Rule) -> Rule:
        return replace(rule, starts="|".join(starts[kind] for kind in _PRECEDENCE[rule.name]))

    return LanguageRules(
        verbaliser=Verbaliser(
            (_starting_sentences(with_start(rule), abbreviations) for rule in rules),
            precedence=tuple(_PRECEDENCE),
        ),
        symbols=grammar.words.symbols,
        cardinal=Counting(grammar).whole,
        abbreviations=abbreviations,
    )


def _starting_sentences(rule: Rule, abbreviations: frozenset[str]) -> Rule:
    """The rule with a capital where its words begin a sentence, which a number there does not show:
    "Llegó. 3 murieron." has two sentences.
    """

    def verbalise(found: re.Match[str], lang: str) -> str | None:
        words = rule.verbalise(found, lang)
        if words is None or not words[:1].islower() or found[0][0].islower():
            return words
        before = found.string[max(0, found.start() - 20) : found.start()]
        stop = _AFTER_STOP.search(before)
        if stop is None or stop["word"].lower() in abbreviations:
            return words
        return words[0].upper() + words[1:]

    return replace(rule, verbalise=verbalise)
