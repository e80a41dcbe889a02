"""Rules for links, e-mail addresses, handles and hashtags."""

import re
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance.iberian._counting import Counting
from phemius_core.text.romance.iberian._grammar import Grammar
from phemius_core.text.romance.iberian._spelling import is_pronounceable

__all__ = ["rules"]

# Characters that may be part of an address: any other ends it and is then read by itself.
_ADDRESS_CHAR: Final = (
    r"[^\s<>()\[\]{}\"'|*`\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
_TOP_DOMAINS: Final = (
    "com|org|net|edu|gov|gob|info|biz|io|ai|app|dev|es|mx|ar|cl|co|pe|uy|ve|br|pt|us|uk|fr|de|it|"
    "eu|cat|tv|me"
)
_FILES: Final = (
    "pdf|docx?|xlsx?|pptx?|txt|csv|json|xml|html?|jpe?g|png|gif|mp3|mp4|wav|zip|py|js|exe"
)


def rules(grammar: Grammar) -> tuple[Rule, ...]:
    """The rules of a language."""
    words, spelling = grammar.words, grammar.spelling
    counting = Counting(grammar)
    signs = {
        ".": words.dot, "@": words.at, "-": words.dash, "_": words.underscore, "/": words.slash,
        ":": grammar.words.symbols[":"], "?": grammar.words.symbols["?"], "=": words.equals,
        "&": words.symbols["&"], "%": words.symbols["%"], "+": words.plus, "#": words.symbols["#"],
        "~": words.symbols["~"],
    }  # fmt: skip

    def part(text: str) -> str:
        """A run of letters: a word of the language or of the table, or its letters."""
        lower = text.lower()
        if lower in spelling.domains:
            return lower
        if len(lower) > 3 and is_pronounceable(lower, spelling):
            return lower
        return " ".join(lower)

    def said(address: str) -> str:
        return " ".join(
            (counting.whole(p) if len(p) == 4 and p[0] in "12" else grammar.digits(p))
            if p.isdecimal()
            else part(p)
            if p[0].isalpha()
            else signs.get(p) or words.symbols.get(p, p)
            for p in re.findall(r"\d+|[^\W\d_]+|\S", address)
        )

    def url(found: re.Match[str], _lang: str) -> str:
        address = found[0]
        trailing = re.search(r"[.,;:!?]+$", address)
        punctuation = trailing[0] if trailing else ""
        address = address[: len(address) - len(punctuation)].rstrip("/")
        scheme, mark, rest = address.partition("://")
        if mark:
            slashes = f"{words.slash} {words.slash}"
            return f"{' '.join(scheme)} {signs[':']} {slashes} {said(rest)}{punctuation}"
        return said(address) + punctuation

    def address(found: re.Match[str], _lang: str) -> str:
        full_stop = "." if found[0].endswith(".") else ""
        return said(found[0].rstrip(".")) + full_stop

    def hashtag(found: re.Match[str], _lang: str) -> str:
        """`#ViernesNegro` as hashtag Viernes Negro."""
        parts = re.findall(
            r"[^\W\d_]?[^\WA-ZÁÉÍÓÚ\d_]+|[A-ZÁÉÍÓÚ]+(?![^\WA-ZÁÉÍÓÚ\d_])|\d+|[^\W\d_]", found["tag"]
        )
        spoken = [counting.whole(p) if p.isdecimal() else p for p in parts]
        return f"{words.hashtag} {' '.join(spoken)}"

    def colour(found: re.Match[str], _lang: str) -> str:
        return f"{words.symbols['#']} {grammar.spell(found['colour'])}"

    return (
        Rule("url", rf"(?i:(?:https?|ftp)://|www\.){_ADDRESS_CHAR}{{1,500}}+", url),
        Rule("email", r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}", address),
        Rule("domain",
             rf"(?<![\w.@/-])(?:[A-Za-z][\w-]{{1,62}}\.){{1,4}}(?:{_TOP_DOMAINS})(?![\w@-])"
             rf"(?:/[\w/.?=&%-]{{0,200}}\w)?",
             address),
        Rule("file", rf"(?<![\w.@/])[^\W_][\w-]{{0,62}}\.(?:{_FILES})(?![\w@-])", address),
        Rule("colour", r"(?<!\w)#(?P<colour>(?=[A-Fa-f]{0,5}\d)[0-9A-Fa-f]{6})\b", colour),
        Rule("handle", r"(?<!\w)@(?=\w)", lambda _found, _lang: f"{words.at} "),
        Rule("hashtag", r"(?<!\w)#(?P<tag>(?=\w{0,60}[^\W\d])\w{1,60}+)", hashtag),
    )  # fmt: skip
