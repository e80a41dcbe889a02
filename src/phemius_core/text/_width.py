"""Full-width and half-width forms of East Asian text, and other compatibility forms of it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from phemius_core.text._rule import Rule
from phemius_core.text._verbaliser import Reading, Verbaliser

__all__ = ["COMPATIBILITY_FORMS", "WidthFoldingVerbaliser", "fold_width"]

_CONTEXT_CHARS: Final = 64
"""How far patterns see beyond the part of the text that is read."""
_PUNCTUATION: Final = "，．："
_IN_NUMBER: Final = re.compile(r"(?<=[０-９])[，．](?=[０-９])|(?<=\d)：(?=\d)")
"""Full-width punctuation that belongs to a number or a time; elsewhere it is none of theirs."""
_LONG_FORMS: Final = {"㈱": "株式会社", "㈲": "有限会社", "㈹": "代表", "㍿": "株式会社"}


@cache
def _folded() -> dict[int, str]:
    """Each full-width form and its plain form; one character each, so that offsets hold."""
    folded = {
        code: plain
        for code in (*range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7))
        if chr(code) not in _PUNCTUATION
        and len(plain := unicodedata.normalize("NFKC", chr(code))) == 1
    }
    return {**folded, 0x301C: "~", 0x2212: "-", 0x3000: " "}


def fold_width(text: str) -> str:
    """The text with plain ASCII in place of its full-width forms; as long as before."""
    if text.isascii():
        return text
    text = _IN_NUMBER.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.translate(_folded())


class WidthFoldingVerbaliser(Verbaliser):
    """A verbaliser whose patterns see plain ASCII where the text has full-width forms."""

    def readings(self, text: str, start: int, end: int, lang: str) -> Iterator[Reading]:
        # Only the part that is read, since a text is read in many parts.
        first = max(0, start - _CONTEXT_CHARS)
        window = fold_width(text[first : end + _CONTEXT_CHARS])
        for reading in super().readings(window, start - first, end - first, lang):
            yield reading._replace(start=reading.start + first, end=reading.end + first)


def _plain(found: re.Match[str], _lang: str) -> str | None:
    written = found[0]
    return _LONG_FORMS.get(written) or unicodedata.normalize("NFKC", written).strip("()") or None


COMPATIBILITY_FORMS: Final = Rule(
    "compatibility",
    # Half-width katakana, and enclosed or squared words: ㈱, ㍻, ㌔, ㋐.
    r"[\uff66-\uff9f]{1,400}+|[\u3200-\u321e\u3220-\u33ff]",
    _plain,
)
"""Forms that stand for several characters, or for one and a mark."""
