"""Rules for links, e-mail addresses, handles, hashtags, colours and file names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from phemius_core.text._rule import Rule

__all__ = ["AddressSpeech", "address_rules"]

_CHAR: Final = (
    r"[^\s<>()\[\]{}\"'’|*`«»\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufffc\ufffd\ud800-\udfff\ue000-\uf8ff\u2190-\u2bff"
    r"\U0001f000-\U0010ffff]"
)
"""What may be part of an address; any other character ends it."""
_DOMAINS: Final = (
    r"(?:com|org|net|edu|gov|gob|io|dev|ai|app|co|eu|info|biz|tv|me|fr|it|be|ch|ca|lu|mc|sm|va|uk"
    r"|us|de|es|pt|mx|ar|cl|pe|uy|ve|br|cat|nl|ru|jp|cn|in)"
)
_EXTENSIONS: Final = (
    r"(?:py|js|ts|md|txt|json|ya?ml|toml|csv|pdf|html?|css|sh|exe|zip|tar|gz|png|jpe?g|gif|svg|mp3"
    r"|mp4|wav|docx?|xlsx?|pptx?|odt|xml)"
)
_LETTER: Final = r"(?![\dªº²³¹⁰-₉¼-¾⅐-↉])\w"
_NAME_CHAR: Final = r"(?:(?![ªº²³¹⁰-₉¼-¾⅐-↉])\w)"
"""What may be part of a handle or a hashtag: fractions and raised numbers have words."""
_SHORT_CAPITALS: Final = 4
_SHORT_NAME: Final = 3
"""Letters: a longer name of a person or a file is read as a word."""
_PARTS: Final = re.compile(r"\d+|[^\W\d_]+|\S")
_TAG_PARTS: Final = re.compile(r"\d+|[A-ZÀ-Þ]+(?![a-zà-ÿ])|[A-ZÀ-Þ]?[^\W\dA-ZÀ-Þ_]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSpeech:
    """How a language reads addresses, so that they can be written down."""

    signs: Mapping[str, str]
    """Words for the signs of an address."""
    readings: Mapping[str, str]
    """Readings of names in lower case that are not read as written: `{"py": "python"}`."""
    is_word: Callable[[str], bool]
    """Whether a name of letters in lower case is read as a word and not spelt."""
    number: Callable[[str], str]
    """Words for the digits of an address."""
    whole: Callable[[str], str]
    """Words for the number of a hashtag."""
    spell: Callable[[str], str]
    """Names of letters and digits."""
    scheme: Callable[[str], str]
    """Words for `https`, which are said where an address stands alone."""
    hashtag: str
    """Word for `#` before a word."""
    numero: str
    """Word for `#` before a number."""
    longest_spelt: int = 8
    """Letters: nobody remembers more of them, so a longer name is read as a word."""

    def part(self, written: str) -> str:
        """A sign, a number or a name of an address."""
        if written.isdecimal():
            return self.number(written)
        if not written.isalpha():
            return self.signs.get(written, written)
        name = written.lower()
        if name in self.readings and written == name:
            return self.readings[name]
        is_spelt = written.isupper() and len(written) <= _SHORT_CAPITALS
        if len(written) > self.longest_spelt or (self.is_word(name) and not is_spelt):
            return written
        return " ".join(written)

    def address(self, found: re.Match[str], _lang: str) -> str:
        """`a@b.es`, `b.es`."""
        written, end = _without_mark(found[0])
        return self._spoken(written) + end

    def url(self, found: re.Match[str], _lang: str) -> str:
        """`https://b.es`."""
        address, end = _without_mark(found[0])
        before = ""
        if given := re.match(r"(?i:(https?|ftp)://)", address):
            address = address[given.end() :]
            if not re.search(r"\w", found.string[: found.start()] + found.string[found.end() :]):
                before = f"{self.scheme(given[1])} "
        return before + self._spoken(address.rstrip("/")) + end

    def domain(self, found: re.Match[str], lang: str) -> str | None:
        """`b.es`, but not `3.es`."""
        is_name = re.search(r"[^\W\d_]", found[0].partition("/")[0].rpartition(".")[0])
        return self.address(found, lang) if is_name else None

    def file_name(self, found: re.Match[str], _lang: str) -> str:
        """`b_2.pdf`."""
        parts = _PARTS.findall(found[0])
        spoken = (self.whole(part) if part.isdecimal() else self._name(part) for part in parts)
        return " ".join(spoken)

    def tag(self, found: re.Match[str], _lang: str) -> str:
        """`#ViernesNegro` as hashtag Viernes Negro."""
        parts = _TAG_PARTS.findall(found["tag"])
        spoken = (self.whole(part) if part.isdecimal() else part for part in parts)
        return f"{self.hashtag} {' '.join(spoken)}"

    def colour(self, found: re.Match[str], _lang: str) -> str:
        """`#FF5733`."""
        return f"{self.signs['#']} {self.spell(found['colour'])}"

    def _name(self, written: str) -> str:
        is_long = len(written) > _SHORT_NAME and written.isalpha()
        return written if is_long else self.part(written)

    def _spoken(self, address: str) -> str:
        return " ".join(map(self.part, _PARTS.findall(address)))


def address_rules(speech: AddressSpeech) -> tuple[Rule, ...]:
    """Rules for addresses of every kind."""
    name = r"[\w-]{1,63}+"
    return (
        Rule("url", rf"(?<!\w)(?i:(?:https?|ftp)://|www\.){_CHAR}{{1,500}}+", speech.url),
        Rule(
            "email",
            rf"(?<![\w.+-])[\w.+-]{{1,64}}+@{name}(?:\.{name}){{1,5}}",
            speech.address,
        ),
        Rule(
            "handle",
            rf"(?<![\w@])@{_NAME_CHAR}{{1,40}}+(?:[.-]{_NAME_CHAR}{{1,40}}+){{0,3}}",
            speech.address,
        ),
        Rule(
            "domain",
            rf"(?<![\w.@/-])[\w-]{{2,63}}+(?:\.{name}){{0,3}}\.{_DOMAINS}(?![\w@-]|\.\w)"
            rf"(?:/{_CHAR}{{0,300}}+)?",
            speech.domain,
        ),
        Rule(
            "file_name",
            rf"(?<![\w.@/-]){name}(?:\.{name}){{0,2}}\.{_EXTENSIONS}(?![\w@-]|\.\w)",
            speech.file_name,
        ),
        Rule(
            "colour",
            r"(?<!\w)#(?P<colour>(?=[A-Fa-f]{0,5}\d)[0-9A-Fa-f]{6})\b",
            speech.colour,
        ),
        Rule(
            "hashtag",
            rf"(?<![\w&])#(?P<tag>(?:\d{{1,9}})?{_LETTER}{_NAME_CHAR}{{0,80}}+)",
            speech.tag,
        ),
        Rule("numero", r"(?<![\w&])#\s?(?=\d)", lambda _found, _lang: f"{speech.numero} "),
    )


def _without_mark(address: str) -> tuple[str, str]:
    """An address and the punctuation mark behind it, which belongs to the sentence."""
    bare = address.rstrip(".,;:!?")
    return bare, address[len(bare) :]
