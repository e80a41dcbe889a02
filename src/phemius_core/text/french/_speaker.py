"""How French says numbers and what they count."""

import re
from typing import Final

from phemius_core.text.french._number_words import (
    DIGITS,
    cardinal,
    decimals,
    fraction,
    ordinal,
)
from phemius_core.text.romance import Noun, WrittenNumber
from phemius_core.text.romance.french_italian import Speaker

__all__ = ["SPEAKER", "of"]

_VOWEL: Final = re.compile(r"[aeiouyàâéèêëîïôûœh]", re.IGNORECASE)
_ASPIRATED: Final = ("haut", "huit", "hect", "onz", "yen", "yuan")
_BETWEEN: Final = re.compile(r"\bentre\s$", re.IGNORECASE)


def of(noun: str) -> str:
    """`d'euros`, `de dollars`."""
    elided = _VOWEL.match(noun) and not noun.startswith(_ASPIRATED)
    return f"d'{noun}" if elided else f"de {noun}"


def _takes_singular(number: WrittenNumber) -> bool:
    """French says 1,9 kilomètre: the plural begins at two."""
    return int(number.whole) < 2


def _span(low: str, high: str, before: str, _ascends: bool) -> str:
    return f"{low} et {high}" if _BETWEEN.search(before) else f"{low} à {high}"


SPEAKER: Final = Speaker(
    cardinal=cardinal,
    ordinal=ordinal,
    decimals=decimals,
    fraction=fraction,
    takes_singular=_takes_singular,
    join=lambda number, noun: f"{number} {noun}",
    span=_span,
    per=lambda noun: f"par {noun.one}".rstrip(),
    of=of,
    half=lambda noun: f"un{'e' * (noun.gender == 'f')} demi-{noun.one}",
    and_a_half=lambda gender: f"et demi{'e' * (gender == 'f')}",
    digits=DIGITS,
    comma="virgule",
    minus="moins",
    plus="plus",
    conjunction="et",
    thousand="mille",
    scales={
        **dict.fromkeys(("k", "K"), Noun("mille", "mille")),
        **dict.fromkeys(("M", "Mio", "mio", "million", "millions"), Noun("million", "millions")),
        **dict.fromkeys(
            ("Md", "Mds", "Mrd", "Mrds", "md", "mds", "Mia", "milliard", "milliards"),
            Noun("milliard", "milliards"),
        ),
        **dict.fromkeys(("billion", "billions"), Noun("billion", "billions")),
    },
)
