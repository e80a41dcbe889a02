"""What the words around a number say of it: whether it counts, names a year, or describes."""

import re
from typing import Final

__all__ = [
    "counts_things",
    "describes_noun",
    "ends_sentence",
    "is_attributive",
    "may_be_year",
    "precedes_plural",
    "spaced",
    "text_before",
]

_REACH: Final = 32
"""Characters before a number that are looked at."""
_DETERMINER: Final = re.compile(
    r"(?:^|[^\w-])(?:an?|the|this|that|each|every|another|his|her|its|my|our|your|their|one)\s$",
    re.IGNORECASE,
)
_NO_NOUN: Final = (
    "about|above|after|ago|all|alone|already|also|an|and|apart|are|around|as|at|away|back|be|"
    "because|been|before|below|between|but|by|can|could|did|do|does|down|during|each|earlier|"
    "even|every|extra|for|from|had|has|have|he|her|here|him|his|if|in|into|is|it|its|just|later|"
    "left|less|may|me|might|more|must|my|no|nor|not|now|of|off|on|only|onto|or|our|out|over|per|"
    "plus|she|should|since|so|still|than|that|the|their|them|then|there|these|they|this|those|"
    "through|to|today|tomorrow|tonight|too|total|toward|towards|under|until|up|us|versus|via|"
    "was|we|went|were|when|where|which|while|who|will|with|within|without|worth|would|yesterday|"
    "yet|you|your"
)
_NOUN: Final = re.compile(rf"(?:\s\([^()\n]{{1,20}}\))?[\s-](?!(?:{_NO_NOUN})\b)[a-z]{{3,}}")
_MANY: Final = re.compile(
    r"[\s\u00a0](?:people|men|women|children|sheep|fish|feet|percent|more|(?!(?:is|was|has|its|"
    r"this|us|does|as|less|plus|versus|always|perhaps|thus|yes|goes|says|sees|saw|begins|starts|"
    r"ends|marks|seems|remains|elections|games|olympics|summer|winter)\b)[a-z]{2,}s)\b"
)
_BEFORE_YEAR: Final = re.compile(
    r"(?:^|[^\w])(?:in|since|by|until|till|before|after|from|to|of|around|circa|year|early|late|"
    r"mid|between|summer|winter|spring|fall|autumn|and|or|the|c\.|[A-Z]\w{1,20})\s$"
    r"|\b[12]\d{3}(?:,|,? (?:and|or|to))\s?$|\($"
)
_BEFORE_EARLY_YEAR: Final = re.compile(
    r"(?:^|[^\w])(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Bb]efore|[Aa]fter|of|around|circa|year|early|"
    r"late|c\.)\s$|\b[12]\d{3}(?:,|,? (?:and|or|to))\s?$"
)
_NEVER_NEW: Final = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Eastern|Central|"
    "Mountain|Pacific|Atlantic|Greenwich|London|Paris|Berlin|Tokyo|Beijing|Moscow|Sydney|local"
)
_NEW_SENTENCE: Final = re.compile(
    rf"[\"'”’)\]]*(?:\s*\n\s*\n|\s+[\"'“‘(\[]?(?!(?:{_NEVER_NEW})|[A-Z]{{2,5}}\b)[A-Z])"
)
_NOTHING_ELSE: Final = re.compile(r"[\"'”’)\]*_\s]*\Z")


def text_before(text: str, at: int) -> str:
    """The few characters before a place."""
    return text[max(0, at - _REACH) : at]


def is_attributive(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] describes the noun behind it, as in "a $3B value"."""
    return bool(_DETERMINER.search(text_before(text, start)) and _NOUN.match(text, end))


def counts_things(text: str, start: int, end: int) -> bool:
    """Whether a number of four digits counts what follows it: "sold 1234 copies"."""
    if not precedes_plural(text, end):
        return False
    before = text_before(text, start)
    return bool(before.strip()) and not _BEFORE_YEAR.search(before)


def spaced(found: re.Match[str], words: str) -> str:
    """Words for an operator, with a space on either side where none is written."""
    text, end = found.string, found.end()
    before = "" if text[found.start() - 1 : found.start()].isspace() else " "
    return f"{before}{words}{'' if text[end : end + 1].isspace() else ' '}"


def precedes_plural(text: str, end: int) -> bool:
    """Whether the next word looks like a noun in the plural."""
    return _MANY.match(text, end) is not None


def describes_noun(text: str, end: int) -> bool:
    """Whether the next word may be a noun."""
    return _NOUN.match(text, end) is not None


def may_be_year(text: str, start: int) -> bool:
    """Whether a preposition or another year before a number speaks for a year."""
    return _BEFORE_EARLY_YEAR.search(text_before(text, start)) is not None


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the full stop of an abbreviation at text[start:end] ends a sentence as well.

    At the end of a text it does if words come before it.
    """
    if _NOTHING_ELSE.match(text, end):
        return any(char.isalpha() for char in text_before(text, start))
    return _NEW_SENTENCE.match(text, end) is not None
