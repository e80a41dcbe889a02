"""Puts text into words with many rules: only those that can start with a character are tried."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._verbaliser import Reading, Verbaliser

__all__ = ["ScanningVerbaliser"]

_SPACED_OPERATOR: Final = r"\s(?=[-−–—<>+×*=÷/·:xX])"


class ScanningVerbaliser(Verbaliser):
    """The rules of a language, sorted by the characters that they start with. Thread-safe.

    A rule that starts with letters starts with a word.

    Args:
        rules: All rules.
        precedence: Names of all rules in the order in which they are tried, each with what it
            starts with: `d` for a digit, `l` for a letter, `o` for any other character.
        signs: Characters that count as neither letter nor digit, as `½` and `º`.

    Raises:
        ValueError: `precedence` does not name all rules.
    """

    def __init__(self, rules: Iterable[Rule], *, precedence: Mapping[str, str], signs: str) -> None:
        super().__init__(rules, precedence=tuple(precedence))
        self._starts = tuple(precedence.values())
        self._signs = frozenset(signs)

    def readings(self, text: str, start: int, end: int, lang: str) -> Iterator[Reading]:
        """Words for the parts of a text that are not spoken as written, in order."""
        at = start
        while candidate := self._candidate.search(text, at, end):
            at = candidate.start()
            char = text[at]
            if char in self._signs or not char.isalnum():
                rules = self._by_start["o"]
            else:
                rules = self._by_start["d" if char.isdecimal() else "l"]
            for pattern, rule in rules:
                found = pattern.match(text, at, end)
                if found is None or found.end() == at:
                    continue
                if (words := rule.verbalise(found, lang)) is not None:
                    yield Reading(at, found.end(), words, rule.name)
                    at = found.end()
                    break
            else:
                at += 1

    @cached_property
    def _candidate(self) -> re.Pattern[str]:
        signs = "".join(map(re.escape, sorted(self._signs)))
        return re.compile(rf"\d|(?<![^\W\d_])[^\W\d_]|[{signs}]|[^\w\s]|{_SPACED_OPERATOR}")

    @cached_property
    def _by_start(self) -> dict[str, tuple[tuple[re.Pattern[str], Rule], ...]]:
        pairs = tuple(zip(self._starts, self._patterns, self._rules, strict=True))
        return {
            kind: tuple((pattern, rule) for starts, pattern, rule in pairs if kind in starts)
            for kind in "dlo"
        }
