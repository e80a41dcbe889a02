"""All rules of a Romance language, and their precedence."""

import re
from collections.abc import Sequence
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
_AFTER_STOP: Final = re.compile(r"[.!?…][\"'”’)\]»]{0,2}\s{1,3}$")


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
        verbaliser=Verbaliser(map(_starting_sentences, rules), precedence=_PRECEDENCE),
        symbols=grammar.words.symbols,
        cardinal=Counting(grammar).whole,
        abbreviations=frozenset(
            word.rstrip(".").lower() for word in grammar.abbreviations.words if word.endswith(".")
        ),
    )


def _starting_sentences(rule: Rule) -> Rule:
    """The rule with a capital where its words begin a sentence, which a number there does not show:
    "Llegó. 3 murieron." has two sentences.
    """

    def verbalise(found: re.Match[str], lang: str) -> str | None:
        words = rule.verbalise(found, lang)
        if words is None or not words[:1].islower() or found[0][0].islower():
            return words
        before = found.string[max(0, found.start() - 6) : found.start()]
        return words[0].upper() + words[1:] if _AFTER_STOP.search(before) else words

    return replace(rule, verbalise=verbalise)
