"""Patterns that several kinds of English rules share."""

import re
from typing import Final

__all__ = ["CURRENCY_SIGN", "NUMBER", "starts_sentence"]

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
"""Pattern of a number with or without commas and decimals: `1,234.50`."""
CURRENCY_SIGN: Final = r"(?:(?<!\w)(?:US|A|C)\$|[$£€¥₹])"
"""Pattern of a currency sign."""
_SENTENCE_START: Final = re.compile(
    r"\s+(?:The|An?|In|On|At|It|He|She|We|They|You|I|This|That|These|Those|There|But|And|So|"
    r"However|When|If|After|Then|My|His|Her|Our|Their|What|Why|How)\b"
)


def starts_sentence(text: str, at: int) -> bool:
    """Whether a word that usually begins a sentence follows: the full stop of an abbreviation
    before it ends the sentence as well.
    """
    return _SENTENCE_START.match(text, at) is not None
