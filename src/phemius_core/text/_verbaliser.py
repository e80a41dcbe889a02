"""Puts text into words: one scan over all rules of a language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from phemius_core.text._rule import Rule

__all__ = ["Reading", "Verbaliser"]


_NOT_INSIDE_WORD: Final = "(?:(?<![a-z])|(?![a-z]))"
"""No rule begins between two small letters: most places of a text need not try any."""


class Reading(NamedTuple):
    """Words for a part of a text that is not spoken as written."""

    start: int
    end: int
    words: str
    rule: str
    """Name of the rule that decided it."""


class Verbaliser:
    """The rules of a language. Thread-safe.

    Args:
        rules: All rules.
        precedence: Names of all rules: where several match at one place, the first in this order
            is applied.

    Raises:
        ValueError: `precedence` does not name all rules.
    """

    def __init__(self, rules: Iterable[Rule], *, precedence: Sequence[str]) -> None:
        named = {rule.name: rule for rule in rules}
        if unordered := named.keys() ^ set(precedence):
            raise ValueError(f"rules without a definition or a precedence: {sorted(unordered)}")
        self._rules = tuple(named[name] for name in precedence)

    def readings(self, text: str, start: int, end: int, lang: str) -> Iterator[Reading]:
        """Words for the parts of a text that are not spoken as written.

        Args:
            text: The caller's text.
            start: Where to begin.
            end: Where to stop; patterns also see the text before and after.
            lang: Kokoro's letter of the language.

        Yields:
            Readings in order and without overlap.
        """
        at = start
        while found := self._any_rule.search(text, at, end):
            # A rule's own group encloses its others, so it is the last to close.
            index = int((found.lastgroup or "").removeprefix("rule"))
            words = self._rules[index].verbalise(found, lang)
            while words is None and index + 1 < len(self._rules):
                index += 1
                other = self._patterns[index].match(text, found.start(), end)
                if other is not None and other.end() > other.start():
                    found, words = other, self._rules[index].verbalise(other, lang)
            if words is None:
                at = found.start() + 1
                continue
            yield Reading(found.start(), found.end(), words, self._rules[index].name)
            at = found.end()

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(rule.pattern) for rule in self._rules)

    @cached_property
    def _any_rule(self) -> re.Pattern[str]:
        rules = "|".join(f"(?P<rule{n}>{rule.pattern})" for n, rule in enumerate(self._rules))
        return re.compile(f"{_NOT_INSIDE_WORD}(?:{rules})")
