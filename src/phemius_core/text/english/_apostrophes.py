"""Apostrophes that were typed as other marks, and chat spelling that leaves them out."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule

__all__ = ["RULES"]

_CHAT: Final[Mapping[str, str]] = {
    **{
        f"{verb}nt": f"{verb}n't"
        for verb in ("do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "could",
                     "would", "should", "must", "need", "ai", "might", "ca", "ought")
    },
    "youre": "you're", "theyre": "they're", "weve": "we've", "youve": "you've",
    "theyve": "they've", "ive": "I've", "im": "I'm", "youll": "you'll", "theyll": "they'll",
    "itll": "it'll", "thatll": "that'll", "therell": "there'll", "wholl": "who'll",
    "youd": "you'd", "theyd": "they'd", "itd": "it'd", "hes": "he's", "shes": "she's",
    "thats": "that's", "theres": "there's", "heres": "here's", "wheres": "where's",
    "whats": "what's", "whos": "who's", "hows": "how's", "whys": "why's", "whens": "when's",
    "shouldve": "should've", "couldve": "could've", "wouldve": "would've", "mustve": "must've",
    "mightve": "might've", "yall": "y'all", "cmon": "c'mon", "oclock": "o'clock", "maam": "ma'am",
    "whatre": "what're", "howre": "how're", "whove": "who've", "didnt've": "didn't've",
    "everyones": "everyone's", "someones": "someone's", "nobodys": "nobody's",
}  # fmt: skip
"""Chat spelling of contractions, but for what is a word as well: wont, were, well, ill, shell."""


def _chat(found: re.Match[str], _lang: str) -> str | None:
    """`youre` as you're, `DONT` as DON'T."""
    written = found[0]
    spoken = _CHAT[written.casefold()]
    if written.lower() == "im" and written == "IM":
        return None
    if written.lower() == "ive" and written == "Ive":
        return None if found.start() else spoken
    if written.isupper():
        return spoken.upper()
    return spoken[0].upper() + spoken[1:] if written[0].isupper() else spoken


RULES: Final = (
    Rule(
        "apostrophe",
        r"(?<=[^\W\d_])[`´ˋˊʹʼʻ′＇‛](?=(?:[tsdmTSDM]|ll|re|ve|em|LL|RE|VE|clock|all|am)\b)"
        r"|(?<=\b[OD])[`´ˋʹʼ′](?=[A-Z])|(?<=[^\W\d_]s)[´ˋʹʼ′](?=\s)",
        lambda _found, _lang: "'",
        starts="[`´ˋˊʹʼʻ′＇‛]",
    ),
    Rule(
        "clipped",
        r"(?<![\w'’‘])['’‘`](?=(?i:tis|twas|twere|twill|cause|til|bout|cuz|kay|nuff|sup|ello|im)\b)",
        lambda _found, _lang: "",
        starts="['’‘`]",
    ),
    Rule(
        "and", r"(?<=\w\s)['’‘`][nN]['’‘`]?(?=\s\w)", lambda _found, _lang: "and", starts="['’‘`]"
    ),
    Rule(
        "chat",
        rf"(?<![\w'’.@#/-])(?i:{'|'.join(sorted(_CHAT, key=len, reverse=True))})(?![\w'’@/-]|\.\w)",
        _chat,
        starts=r"\b\w",
    ),
)
