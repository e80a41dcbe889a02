"""What a telephone menu says: the keys `*` and `#`, and numbers that a text is sent to."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import digits

__all__ = ["RULES"]

_PRESSED: Final = re.compile(
    r"\b(?:press|presses|pressing|pressed|dial|dialing|dialling|hit|push|enter|touch)\b"
    r"[^.!?\n]{0,40}\s[\"“'(]?$",
    re.IGNORECASE,
)
_KEY_BEHIND: Final = re.compile(r"[\"”')]?\s(?:key|button|sign)\b")
_TEXTED: Final = re.compile(
    r"\b(?:text|texting|send|sms|message)\s(?:[^.!?\n]{1,40}\s(?:or|and)\s)?[\"“'‘]?[\w-]{1,20}[\"”'’]?"
    r"\sto\s(?:number\s)?$",
    re.IGNORECASE,
)


def _key(found: re.Match[str], lang: str) -> str | None:
    """`press #`, `the * key`, `dial *67`."""
    text, start, end = found.string, found.start(), found.end()
    number = found["star_code"]
    before = text[max(0, start - 56) : start]
    if not _PRESSED.search(before) and (number or not _KEY_BEHIND.match(text, end)):
        return None
    name = "star" if found["key_sign"] == "*" else ("hash" if lang == "b" else "pound")
    return f"{name} {digits(number)}" if number else name


def _short_code(found: re.Match[str], _lang: str) -> str | None:
    """`text STOP to 22345`."""
    before = found.string[max(0, found.start() - 72) : found.start()]
    return digits(found["short_code"]) if _TEXTED.search(before) else None


RULES: Final = (
    Rule(
        "phone_key",
        r"(?<![\w*#])(?P<key_sign>[*#])(?P<star_code>\d{2,3}\b)?(?![\w*#])",
        _key,
        starts="[*#]",
    ),
    Rule(
        "short_code",
        r"(?<![\w.$£€#-])(?P<short_code>\d{4,6})(?![\w%°-]|[.,:]\d)",
        _short_code,
        starts=r"\d",
    ),
)
