"""Chat spelling with digits or without vowels: `gr8`, `thx`, `ur`, `thx 4 all`."""

import re
from collections.abc import Mapping
from typing import Final

from phemius_core.text._rule import Rule

__all__ = ["RULES"]

_WORDS: Final[Mapping[str, str]] = {
    "gr8": "great", "l8": "late", "l8r": "later", "m8": "mate", "m8s": "mates", "w8": "wait",
    "w8ing": "waiting", "h8": "hate", "h8s": "hates", "h8rs": "haters", "b4": "before",
    "str8": "straight", "any1": "anyone", "some1": "someone", "every1": "everyone",
    "2day": "today", "2nite": "tonight", "2night": "tonight", "2moro": "tomorrow",
    "2morrow": "tomorrow", "2mrw": "tomorrow", "4ever": "forever", "4get": "forget",
    "g2g": "got to go", "f2f": "face to face", "thx": "thanks", "thnx": "thanks", "tnx": "thanks",
    "thks": "thanks", "pls": "please", "plz": "please", "plss": "please", "ppl": "people",
    "ur": "your", "urs": "yours", "smth": "something", "sth": "something", "smb": "somebody",
    "tmrw": "tomorrow", "tmr": "tomorrow", "msg": "message", "msgs": "messages", "abt": "about",
    "bday": "birthday", "bdays": "birthdays", "prolly": "probably", "rly": "really",
    "srsly": "seriously", "wknd": "weekend", "tho": "though", "thru": "through",
}  # fmt: skip
_NEVER_CAPITALS: Final = frozenset(("ur", "sth", "abt", "tmr", "smb"))
"""Those that are acronyms in capitals."""
_THANKS: Final = re.compile(
    r"\b(?:thx|thnx|thanks|thank you|tnx|ty|wait|w8|luv|love)\s$", re.IGNORECASE
)


def _word(found: re.Match[str], _lang: str) -> str | None:
    written = found[0]
    if written.isupper() and written.lower() in _NEVER_CAPITALS:
        return None
    spoken = _WORDS[written.lower()]
    if written.isupper() and len(written) > 2:
        return spoken.upper()
    return spoken.capitalize() if written[0].isupper() else spoken


def _for(found: re.Match[str], _lang: str) -> str | None:
    """`thx 4 everything`."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    return "for" if _THANKS.search(before) else None


RULES: Final = (
    Rule(
        "chat_word",
        rf"(?<![\w'’.@#/&-])(?i:{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
        r"(?![\w'’@/-]|\.\w)",
        _word,
        starts=r"\b[\dA-Za-z]",
    ),
    Rule("chat_for", r"(?<=\s)4(?=\s[a-z])", _for, starts="4"),
)
