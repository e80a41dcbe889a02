"""Rules for links, e-mail addresses, handles, hashtags and file names."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text.romance.french_italian._speaker import Speaker

__all__ = ["address_rules"]

_CHAR: Final = (
    r"[^\s<>()\[\]{}\"'’|*`«»\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
"""What may be part of an address; any other character ends it."""
_DOMAINS: Final = (
    r"(?:com|org|net|edu|gov|io|dev|ai|app|co|eu|info|biz|tv|me|fr|it|be|ch|ca|lu|mc|sm|va|uk|us"
    r"|de|es|pt|mx|br|nl|ru|jp|cn|in)"
)
_EXTENSIONS: Final = (
    r"(?:py|js|ts|md|txt|json|ya?ml|toml|csv|pdf|html?|css|sh|exe|zip|tar|gz|png|jpe?g|gif|svg|mp3"
    r"|mp4|wav|docx?|xlsx?|pptx?|odt|xml)"
)
_LONGEST_SPELT: Final = 8
"""Letters: nobody remembers more of them, so a longer name is read as a word."""


def address_rules(
    speaker: Speaker,
    *,
    signs: Mapping[str, str],
    words: Mapping[str, str],
    is_word: Callable[[str], bool],
    scheme: Callable[[str], str],
    digit_names: bool,
    hashtag: str,
    numero: str,
) -> tuple[Rule, ...]:
    """Rules for addresses, which are read so that they can be written down.

    Args:
        speaker: Says the numbers.
        signs: Words for the signs of an address.
        words: Readings of names in lower case that are not read as written: `{"py": "python"}`.
        is_word: Whether a name of letters in lower case is read as a word and not spelt.
        scheme: Words for `https`, which are said where an address stands alone.
        digit_names: Whether numbers are read digit by digit.
        hashtag: Word for `#` before a word.
        numero: Word for `#` before a number.
    """

    def part(written: str) -> str:
        if written.isdecimal():
            return speaker.digit_by_digit(written) if digit_names else speaker.whole(written)
        if not written.isalpha():
            return signs.get(written, written)
        name = written.lower()
        if name in words and written == name:
            return words[name]
        if is_word(name) and not (written.isupper() and len(written) < 5):
            return written
        if len(written) > _LONGEST_SPELT:
            return written
        return " ".join(written)

    def spell(address: str) -> str:
        return " ".join(part(p) for p in re.findall(r"\d+|[^\W\d_]+|\S", address))

    def url(found: re.Match[str], _lang: str) -> str:
        address, end = _without_mark(found[0])
        before = ""
        if given := re.match(r"(https?|ftp)://", address):
            address = address[given.end() :]
            if not re.search(r"\w", found.string[: found.start()] + found.string[found.end() :]):
                before = f"{scheme(given[1])} "
        return before + spell(address.rstrip("/")) + end

    def address(found: re.Match[str], _lang: str) -> str:
        written, end = _without_mark(found[0])
        return spell(written) + end

    def tag(found: re.Match[str], _lang: str) -> str:
        parts = re.findall(
            r"\d+|[A-ZÀ-Þ]+(?![a-zà-ÿ])|[A-ZÀ-Þ]?[^\W\dA-ZÀ-Þ_]+|[^\W\d_]+", found["tag"]
        )
        spoken = (speaker.whole(p) if p.isdecimal() else p for p in parts)
        return f"{hashtag} {' '.join(spoken)}"

    return (
        Rule("url", rf"(?:(?:https?|ftp)://|www\.){_CHAR}{{1,500}}+", url),
        Rule("email", r"(?<![\w.])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}", address),
        Rule("handle", r"(?<![\w@])@\w{1,40}+(?:[.-]\w{1,40}+){0,3}", address),
        Rule(
            "domain",
            rf"(?<![\w.@-])[\w-]{{2,63}}+(?:\.[\w-]{{1,63}}+){{0,3}}\.{_DOMAINS}(?![\w-]|\.\w)"
            rf"(?:/{_CHAR}{{0,300}}+)?",
            _if(address, lambda found: re.search(r"[^\W\d_]", found[0].rpartition(".")[0])),
        ),
        Rule(
            "file_name",
            rf"(?<![\w.-])[\w-]{{1,63}}+(?:\.[\w-]{{1,63}}+){{0,2}}\.{_EXTENSIONS}(?![\w-]|\.\w)",
            lambda found, _lang: " ".join(
                speaker.whole(p) if p.isdecimal() else signs.get(p, p)
                for p in re.findall(r"\d+|[^\W\d_]+|\S", found[0])
            ),
        ),
        Rule("hashtag", r"(?<![\w&])#(?P<tag>[^\W\d]\w{0,80}+|\d{1,9}[^\W\d]\w{0,80}+)", tag),
        Rule("numero", r"(?<![\w&])#(?=\d)", lambda _found, _lang: f"{numero} "),
    )


def _if(
    verbalise: Callable[[re.Match[str], str], str | None],
    holds: Callable[[re.Match[str]], object],
) -> Callable[[re.Match[str], str], str | None]:
    return lambda found, lang: verbalise(found, lang) if holds(found) else None


def _without_mark(address: str) -> tuple[str, str]:
    """An address and the punctuation mark behind it, which belongs to the sentence."""
    bare = address.rstrip(".,;:!?")
    return bare, address[len(bare) :]


def known_names(*groups: Collection[str]) -> frozenset[str]:
    """All names of the groups."""
    return frozenset(name for group in groups for name in group)
