"""How Italian says numbers and what they count."""

import re
from typing import Final

from phemius_core.text.italian._nouns import one_before, prepositional
from phemius_core.text.italian._number_words import DIGITS, cardinal, decimals, fraction, ordinal
from phemius_core.text.romance import Noun
from phemius_core.text.romance.french_italian import Speaker

__all__ = ["SPEAKER"]

_BETWEEN: Final = re.compile(r"\b(?:tra|fra)\s(?:i\s|le\s|gli\s)?$", re.IGNORECASE)
_FROM: Final = re.compile(r"\bda\s$", re.IGNORECASE)
_FROM_THE: Final = re.compile(r"\b(?:dal|dalle)\s$", re.IGNORECASE)
_GOVERNED: Final = re.compile(
    r"\b(?:di|per|in|con|su|a|i|il|gli|le|la|lo|dei|degli|delle|nei|negli|nelle|ai|agli|alle|dai|"
    r"dagli|sui|circa|ogni|e|o|questi|queste|quei|quelle|primi|prime|ultimi|ultime|altri|altre|"
    r"nel|del|al|anni)\s$",
    re.IGNORECASE,
)


def _join(number: str, noun: str) -> str:
    if noun.startswith("per"):
        return f"{number} {noun}"
    return one_before(noun, "f" if number.endswith("una") else "m") + noun


def _span(low: str, high: str, before: str, ascends: bool) -> str:
    """`da venti a trenta`, but `di venti trenta gradi` and `due a uno`."""
    if _BETWEEN.search(before):
        return f"{low} e {high}"
    if not ascends or _FROM.search(before):
        return f"{low} a {high}"
    if _FROM_THE.search(before):
        return f"{low} al {high}"
    return f"{low} {high}" if _GOVERNED.search(before) else f"da {low} a {high}"


_THOUSAND: Final = Noun("mila", "mila")
SPEAKER: Final = Speaker(
    cardinal=cardinal,
    ordinal=ordinal,
    decimals=decimals,
    fraction=fraction,
    takes_singular=lambda number: number.is_one,
    join=_join,
    span=_span,
    per=lambda noun: prepositional(noun.one, noun.gender) if noun.one else "ogni",
    half=lambda noun: (
        "mezz'ora" if noun.one == "ora" else f"mezz{'a' if noun.gender == 'f' else 'o'} {noun.one}"
    ),
    of=lambda noun: f"di {noun}",
    and_a_half=lambda gender: f"e mezz{'a' if gender == 'f' else 'o'}",
    digits=DIGITS,
    comma="virgola",
    minus="meno",
    plus="più",
    conjunction="e",
    thousand="mila",
    scales={
        **dict.fromkeys(("k", "K", "mila"), _THOUSAND),
        **dict.fromkeys(
            ("M", "mln", "Mln", "mil.", "milioni", "milione"), Noun("milione", "milioni")
        ),
        **dict.fromkeys(
            ("mld", "Mld", "mrd", "Mrd", "miliardi", "miliardo"), Noun("miliardo", "miliardi")
        ),
        **dict.fromkeys(("bilioni", "bilione"), Noun("bilione", "bilioni")),
    },
)
