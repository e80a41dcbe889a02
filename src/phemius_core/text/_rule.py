"""What a verbalisation rule is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, and the words for what it matches.

    Every quantifier of a pattern is possessive or bounded, so that a hostile text costs no more
    than a friendly one. Named groups are unique among all rules of a language.
    """

    name: str
    pattern: str
    verbalise: Callable[[re.Match[str], str], str | None]
    """Words for a match in a language (`a` American, `b` British); None to leave the match to the
    rules after this one.
    """
    starts: str = ""
    """Pattern of the character that begins a match, which may demand the start of a word
    (`\\d`, `\\b[A-Z]`): the rule is tried nowhere else. It must match that character alone too, so
    what stands beside it is excluded, never demanded: ` (?![^\\[])` and not ` (?=\\[)`. Empty: the
    rule is searched for, which costs time at every character of a text.
    """
