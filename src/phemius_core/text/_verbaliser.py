"""Puts English text into words: one scan over the rules of all kinds."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

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
from phemius_core.text.english._rule import Rule

__all__ = ["verbalise"]

_PRECEDENCE: Final = (
    "url", "email", "isodate", "slashdate", "monthday", "daymonth", "duration", "clock", "hour",
    "proportion", "to", "money", "code_money", "per", "phone", "grouped", "version", "feet",
    "decade", "ordinal", "percent", "unit", "range", "vulgar", "ratio", "scientific", "roman",
    "sharp", "handle", "hashtag", "numero", "compare", "bound", "power", "backslash", "dot", "sum",
    "abbreviation", "initials", "point", "number", "symbol",
)  # fmt: skip
"""Names of all rules: where several match at one place, the first in this order is applied."""
_KINDS: Final = (
    _abbreviations, _dates, _money, _numbers, _symbols, _times, _units, _web_addresses,
)  # fmt: skip


def verbalise(text: str, start: int, end: int, lang: str) -> Iterator[tuple[int, int, str]]:
    """Words for the parts of a text that are not spoken as written.

    Args:
        text: The caller's text.
        start: Where to begin.
        end: Where to stop; patterns also see the text before and after.
        lang: `a` American or `b` British English.

    Yields:
        Start and end in `text`, in order and without overlap, and the words that are spoken for
        it.
    """
    at = start
    rules = _rules()
    while found := _any_rule().search(text, at, end):
        # A rule's own group encloses its others, so it is the last to close.
        index = int((found.lastgroup or "").removeprefix("rule"))
        words = rules[index].verbalise(found, lang)
        while words is None and index + 1 < len(rules):
            index += 1
            other = _patterns()[index].match(text, found.start(), end)
            if other is not None and other.end() > other.start():
                found, words = other, rules[index].verbalise(other, lang)
        if words is None:
            at = found.start() + 1
            continue
        yield found.start(), found.end(), words
        at = found.end()


@cache
def _rules() -> tuple[Rule, ...]:
    named = {rule.name: rule for kind in _KINDS for rule in kind.RULES}
    return tuple(named[name] for name in _PRECEDENCE)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule.pattern) for rule in _rules())


@cache
def _any_rule() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<rule{n}>{rule.pattern})" for n, rule in enumerate(_rules())))
