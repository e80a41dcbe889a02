"""What a verbalisation rule is, and the patterns that several kinds of rules share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["CURRENCY_SIGN", "NUMBER", "Rule", "starts_sentence"]

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
"""Pattern of a number with or without commas and decimals: `1,234.50`."""
CURRENCY_SIGN: Final = r"(?:(?<!\w)(?:US|A|C)\$|[$£€¥₹])"
"""Pattern of a currency sign."""
_SENTENCE_START: Final = re.compile(
    r"\s+(?:The|An?|In|On|At|It|He|She|We|They|You|I|This|That|These|Those|There|But|And|So|"
    r"However|When|If|After|Then|My|His|Her|Our|Their|What|Why|How)\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, and the words for what it matches.

    Every quantifier of a pattern is possessive or bounded, so that a hostile text costs no more
    than a friendly one. Named groups are unique among all rules.
    """

    name: str
    pattern: str
    verbalise: Callable[[re.Match[str], str], str | None]
    """Words for a match in a language (`a` American, `b` British); None to leave the match to the
    rules after this one.
    """


def starts_sentence(text: str, at: int) -> bool:
    """Whether a word that usually begins a sentence follows: the full stop of an abbreviation
    before it ends the sentence as well.
    """
    return _SENTENCE_START.match(text, at) is not None
