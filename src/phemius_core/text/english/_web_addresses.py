"""English words for links, e-mail addresses, file names and handles.

An address is said as it is written: with its scheme if it has one, digits one by one, and what
nobody reads as a word by its letters.
"""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._number_words import cardinal, digits

__all__ = ["RULES", "spell_out"]

# Characters that may be part of an address: any other ends it and is then read by itself.
_ADDRESS_CHAR: Final = (
    r"[^\s<>()\[\]{}\"'|*`\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
_DOMAIN: Final = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|dev|ai|app|xyz|tv|uk|de|fr|eu|nl|ch|jp|cn|ru|br|au"
    r"|nz|ca|tech|cloud|online|store|blog|wiki|abc|aero|bbc|bmw|fyi|gmbh|hsbc|ibm|mobi|ngo|ong|sap|tel"
    r"|ubs|vip|wtf|xxx|yoga)"
)
_FILE_EXTENSION: Final = (
    rf"(?:{_DOMAIN}|co|py|js|jsx|ts|tsx|md|txt|json|yaml|yml|toml|ini|cfg|conf|env|lock|log|csv|tsv"
    r"|xml|pdf|html?|css|scss|sh|bat|exe|dll|so|zip|tar|gz|png|jpe?g|gif|svg|webp|bmp|ico|mp[34]"
    r"|wav|flac|ogg|mov|avi|mkv|docx?|xlsx?|pptx?|epub|cpp|hpp|java|rb|rs|go|php|sql|db|apk|dmg|iso)"
)
_SIGNS: Final = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "?": "question mark",
    "=": "equals", "&": "ampersand", "%": "percent", "+": "plus", "#": "hash", ":": "colon",
    "~": "tilde", ",": "comma", ";": "semicolon", "!": "exclamation mark", "$": "dollar",
    "*": "star", "\\": "backslash", "'": "apostrophe", " ": "",
}  # fmt: skip
_LETTERS: Final = word_set(
    """ai au br ca ch cn css csv de dll eu exe fr go html htm io iso it jp js jsx md mp nl nz pdf
    php png ru sh sm sql ssh svg ts tsv tsx tv txt ui uk url usb wsgi www xml yml api aws
    cdn cli cpu dns faq ftp gpu http https id ip os pc sdk vpn"""
)
"""Parts that are named by their letters; those without a vowel are too."""


def spell_out(address: str) -> str:
    """Words for an address or path: `jane.doe42` as jane dot doe four two."""
    return " ".join(
        word for part in re.findall(r"\d+|[^\W\d_]+|\S", address) if (word := _part(part))
    )


def _part(part: str) -> str:
    if part.isdecimal():
        is_round = len(part) == 4 and part.endswith("000")
        return cardinal(part) if is_round else digits(part)
    if part in _SIGNS:
        return _SIGNS[part]
    lower = part.lower()
    if lower in _LETTERS or (1 < len(part) <= 4 and not re.search("[aeiouyà-ÿ]", lower)):
        return part.upper()
    return part


def _url(found: re.Match[str], _lang: str) -> str:
    """`https://example.com/a-b` as HTTPS colon slash slash example dot com slash a dash b."""
    address = found[0].removeprefix("mailto:")
    trailing = re.search(r"[.,;:!?]+$", address)
    punctuation = trailing[0] if trailing else ""
    address = address[: len(address) - len(punctuation)].rstrip("/")
    return spell_out(address) + punctuation


def _email(found: re.Match[str], _lang: str) -> str:
    """`jane.doe@example.com` as jane dot doe at example dot com."""
    full_stop = "." if found[0].endswith(".") else ""
    return spell_out(found[0].rstrip(".")) + full_stop


def _extension(found: re.Match[str], _lang: str) -> str:
    """`.html` as dot HTML, where a file or host stands before it."""
    name = found["dot_name"]
    known = _part(name) if not name[-1].isdecimal() else f"{name[:-1].upper()} {cardinal(name[-1])}"
    return f" dot {known}"


RULES: Final = (
    Rule(
        "url",
        rf"(?:(?:https?|ftp)://|www\.|mailto:){_ADDRESS_CHAR}{{1,500}}+",
        _url,
        starts="h(?![^t])|f(?![^t])|w(?![^w])|m(?![^a])",
    ),
    Rule(
        "email",
        r"(?<![\w.+-])[\w.+&-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}(?:/[\w./-]{1,100}+)?",
        _email,
        starts=r"\b\w|[.+&-]",
    ),
    Rule(
        "bare_url",
        rf"(?<![\w.@/-])(?:[\w-]{{1,63}}\.){{1,4}}{_DOMAIN}(?:\.[a-z]{{2}})?(?::\d{{2,5}})?"
        rf"(?:/{_ADDRESS_CHAR}{{0,300}}+|(?![\w-]|\.\w))",
        _url,
        starts=r"\b\w|-",
    ),
    Rule("handle", r"(?<!\w)@(?=\w)", lambda _found, _lang: "at ", starts="@"),
    Rule("dot", rf"(?<=\w)\.(?P<dot_name>{_FILE_EXTENSION})\b", _extension, starts=r"\."),
    Rule(
        "dot_file",
        r"(?<![\w.])\.(?P<dot_file>[a-z][a-z\d_-]{2,30})(?![\w(])",
        lambda found, _lang: f"dot {spell_out(found['dot_file'])}",
        starts=r"\.",
    ),
)
