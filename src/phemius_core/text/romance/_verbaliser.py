"""A verbaliser for a Romance language: where its rules begin, and capitals after full stops."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._verbaliser import Verbaliser

__all__ = ["build_verbaliser"]

_NUMBER_SIGNS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
_AFTER_STOP: Final = re.compile(r"(?P<word>[^\s–-]{0,12})[.!?…][\"'”’)\]»]{0,2}\s{1,3}$")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.)*[A-Z]$")


def build_verbaliser(
    rules: Iterable[Rule],
    *,
    precedence: Mapping[str, str],
    symbols: Iterable[str],
    abbreviations: frozenset[str],
) -> Verbaliser:
    """The verbaliser of a language.

    Args:
        rules: All its rules.
        precedence: Names of the rules in the order in which they are tried, with what a match may
            begin with: `d` a digit, `l` the first letter of a word, `s` a space, `x` a sign of
            multiplication, `o` anything else.
        symbols: Characters that have words.
        abbreviations: Words in lower case whose full stop hardly ever ends a sentence.
    """
    signs = "".join(map(re.escape, sorted({*_NUMBER_SIGNS, *symbols})))
    starts = {
        "d": r"\d", "l": r"(?<![^\W\d_])[^\W\d_]", "o": rf"[{signs}]|[^\w\s]|_", "s": r"\s",
        "x": "[x×]",
    }  # fmt: skip

    def with_start(rule: Rule) -> Rule:
        return replace(rule, starts="|".join(starts[kind] for kind in precedence[rule.name]))

    return Verbaliser(
        (_starting_sentences(with_start(rule), abbreviations) for rule in rules),
        precedence=tuple(precedence),
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
        if stop is None or stop["word"].lower() in abbreviations or _INITIALS.match(stop["word"]):
            return words
        return words[0].upper() + words[1:]

    return replace(rule, verbalise=verbalise)
