"""English words for links, e-mail addresses, file names, handles and hashtags."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.english._number_words import cardinal

__all__ = ["RULES"]

# Characters that may be part of an address: any other ends it and is then read by itself.
_ADDRESS_CHAR: Final = (
    r"[^\s<>()\[\]{}\"'|*`\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
_FILE_EXTENSION: Final = (
    r"(?:com|org|net|edu|gov|io|dev|ai|app|co|uk|de|fr|eu|py|js|ts|md|txt|json|"
    r"yaml|yml|toml|csv|pdf|html|css|sh|exe|zip|tar|gz|png|jpg|jpeg|gif|svg|mp3|mp4|wav|docx?"
    r"|xlsx?)"
)
_SIGNS: Final = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "?": "question mark",
    "=": "equals", "&": "and", "%": "percent", "+": "plus", "#": "hash", ":": "colon", "~": "tilde",
    ",": "comma", ";": "semicolon", "!": "exclamation mark", "$": "dollar", "*": "star",
}  # fmt: skip


def _url(found: re.Match[str], _lang: str) -> str:
    """`https://example.com/a-b` as example dot com slash a dash b."""
    address = re.sub(r"^(?:https?|ftp)://", "", found[0])
    trailing = re.search(r"[.,;:!?]+$", address)
    punctuation = trailing[0] if trailing else ""
    address = address[: len(address) - len(punctuation)].rstrip("/")
    if address.startswith("www."):
        address = "w w w." + address[4:]
    return _spell_out(address) + punctuation


def _email(found: re.Match[str], _lang: str) -> str:
    """`jane.doe@example.com` as jane dot doe at example dot com."""
    full_stop = "." if found[0].endswith(".") else ""
    return _spell_out(found[0].rstrip(".")) + full_stop


def _spell_out(address: str) -> str:
    return " ".join(
        cardinal(part) if part.isdecimal() else _SIGNS.get(part, part)
        for part in re.findall(r"\d+|[^\W\d_]+|\S", address)
    )


RULES: Final = (
    Rule("url", rf"(?:(?:https?|ftp)://|www\.){_ADDRESS_CHAR}{{1,500}}+", _url, starts="[hfw]"),
    Rule(
        "email",
        r"\b[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}",
        _email,
        starts=r"\b[\w.+-]",
    ),
    Rule("handle", r"(?<!\w)@(?=\w)", lambda _found, _lang: "at ", starts="@"),
    Rule("hashtag", r"(?<!\w)#(?=[^\W\d])", lambda _found, _lang: "hashtag ", starts="#"),
    Rule(
        "dot",
        rf"(?<=\w)\.(?={_FILE_EXTENSION}\b)",
        lambda _found, _lang: " dot ",
        starts=r"\.",
    ),
)
