r"""Patterns that several kinds of Hindi rules share.

`\d` also matches Devanagari digits,
which `int` reads; `\b` and `\w` know nothing of vowel signs,
so the ends of words have patterns of their own.
"""

import re
from collections.abc import Iterable
from typing import Final

__all__ = [
    "END",
    "NUMBER",
    "START",
    "WORD",
    "any_of",
    "plain_number",
    "words",
    "words_around",
    "words_before",
]

_WORD_CHAR: Final = r"[\w\u0900-\u0963\u0971-\u097f]"
WORD: Final = rf"{_WORD_CHAR}{{1,60}}+"
START: Final = rf"(?<!{_WORD_CHAR})"
"""Nothing of a word before."""
END: Final = rf"(?!{_WORD_CHAR})"
"""Nothing of a word behind."""
NUMBER: Final = (
    r"(?:\d{1,2}(?:,\d\d(?=,\d)){0,8}+,\d{3}(?!\d)|\d{1,3}(?:,\d{3}(?!\d)){1,8}+|\d++)(?:\.\d++)?"
)
"""Pattern of a number with Indian or Western commas and decimals: `12,34,567.50`."""
_WORDS: Final = re.compile(WORD)
_CLAUSE_END: Final = re.compile(r"[।॥?!;\n]")
_CLAUSE_MAX_CHARS: Final = 80


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def words(listed: str) -> tuple[str, ...]:
    """Words of a list that is written with spaces between."""
    return tuple(listed.split())


def plain_number(written: str) -> str:
    """A number in ASCII digits without commas: `१,२३,४५६.५` as `123456.5`."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in written if char != ",")


def words_around(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """Words before and behind text[start:end] in its clause."""
    before = _CLAUSE_END.split(text[max(0, start - _CLAUSE_MAX_CHARS) : start])[-1]
    behind = _CLAUSE_END.split(text[end : end + _CLAUSE_MAX_CHARS], maxsplit=1)[0]
    return _WORDS.findall(before), _WORDS.findall(behind)


def words_before(text: str, at: int, count: int) -> list[str]:
    """The last words before an offset, nearest last, without punctuation."""
    return _WORDS.findall(text[max(0, at - 60) : at])[-count:]
