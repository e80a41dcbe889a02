"""Where the letter A is a letter and not the article: `nine A M`, `plan A`, `vitamin A`."""

import re
from collections.abc import Iterator
from typing import Final

from phemius_core.text._word_set import word_set

__all__ = ["letters_a"]

_A: Final = re.compile(r"(?<![\w'’.-])[Aa](?![\w'’])")
_BEFORE: Final = re.compile(r"(\S+)\s+$")
_AFTER: Final = re.compile(r"\s+(\S+)")
_CUES: Final = word_set(
    """an and/or annex answer appendix array block box building category choice class column
    company division dot drive exhibit figure flight form gate grade group hall hepatitis
    influenza item key letter level line list louis mark model note option page panel paragraph
    part phase plan platform point post rated row school seat section sector series serie set
    side stage strain table team terminal track type unit variant version vitamin volume wing
    zone"""
)
"""Words after which A is a letter, if it is in capitals."""
_FOLLOWERS: Final = word_set(
    "and are can cannot does equals first grades has implies is levels minus or over plus second "
    "students then times was will"
)
"""Words before which A in the middle of a sentence is no article."""
_NUMBERS: Final = word_set(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
)
"""Numbers beside which A in the middle of a sentence belongs to a code: `Airbus A three twenty`."""
_OPENERS: Final = "\"'“‘(["


def letters_a(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each A that is said by its name.

    Args:
        text: A sentence or part of one.
    """
    for found in _A.finditer(text):
        if _is_letter(text, found):
            yield found.span()


def _is_letter(text: str, found: re.Match[str]) -> bool:  # noqa: PLR0911 - a list of grounds
    start, end = found.span()
    after = _AFTER.match(text, end, end + 40)
    if text[end : end + 1] in {")", '"', "”", "]"} and text[start - 1 : start] in set(_OPENERS):
        return True
    if found[0] == "a":
        return False
    if after is None:
        # At the end, or before a mark: the article never is, but for `A… B`.
        return not text[end:].startswith(("…", "-", "—"))
    following = after[1].strip("\"'“”‘’(),.;:!?")
    if len(following) == 1 and following.isupper() and following != "I":
        return True
    before = _BEFORE.search(text, max(0, start - 40), start)
    if before is None:
        return following in _FOLLOWERS
    word = before[1]
    if word[-1] in ".!?:…—" or word[-1] in _OPENERS or start == 0:
        return False
    word = word.strip("\"'“”‘’(),;")
    if (word.rsplit("-", 1)[-1] in _NUMBERS and found[0] == "A") or following in _NUMBERS:
        return True
    if word.lower() in _CUES or (len(word) == 1 and word.isupper() and word != "I"):
        return True
    return word.islower() and following in _FOLLOWERS
