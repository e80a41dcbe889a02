"""Puts text into words: one scan over all rules of a language."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from phemius_core.text._rule import Rule

__all__ = ["Reading", "Verbaliser"]


_Match = Callable[[str, int, int], re.Match[str] | None]
_MOST_CHARS: Final = 1024
"""Characters of which the rules are remembered: a hostile text has a million."""


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
        named: dict[str, Rule] = {}
        for rule in rules:
            if named.setdefault(rule.name, rule) is not rule:
                raise ValueError(f"two rules have the name {rule.name!r}")
        if unordered := named.keys() ^ set(precedence):
            raise ValueError(f"rules without a definition or a precedence: {sorted(unordered)}")
        self.rules: Final = tuple(named[name] for name in precedence)
        self._by_char: dict[str, tuple[tuple[Rule, _Match], ...]] = {}

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
        while (found := self._places.search(text, at, end)) and found.start() < end:
            reading = self._reading_at(text, found.start(), end, lang)
            if reading is not None:
                yield reading
            at = found.start() + 1 if reading is None else reading.end

    def _reading_at(self, text: str, at: int, end: int, lang: str) -> Reading | None:
        for rule, match in self._rules_for(text[at]):
            found = match(text, at, end)
            if found is None or found.end() == at:
                continue
            words = rule.verbalise(found, lang)
            if words is not None:
                return Reading(at, found.end(), words, rule.name)
        return None

    def _rules_for(self, char: str) -> tuple[tuple[Rule, _Match], ...]:
        """Rules of which a match may begin with a character, by their precedence."""
        known = self._by_char.get(char)
        if known is None:
            known = tuple(
                (rule, pattern.match)
                for rule, pattern in self._patterns
                if not rule.starts or re.match(rule.starts, char)
            )
            if len(self._by_char) < _MOST_CHARS:
                self._by_char[char] = known
        return known

    @cached_property
    def _patterns(self) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
        return tuple((rule, re.compile(rule.pattern)) for rule in self.rules)

    @cached_property
    def _places(self) -> re.Pattern[str]:
        """Where a rule may begin, so that most characters of a text cost one attempt."""
        places = dict.fromkeys(rule.starts or f"(?:{rule.pattern})" for rule in self.rules)
        return re.compile("|".join(places))
