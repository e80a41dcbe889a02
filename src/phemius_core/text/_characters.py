"""Characters: which of them cannot be spoken, and typographic variants in their plain form."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

__all__ = ["SEPARATORS", "is_invisible", "plain_typography", "unspoken_runs"]

SEPARATORS: Final = frozenset("^\\_~|<>{}")
"""Characters that are not spoken and keep the words around them apart."""
_SYMBOLS_AMONG_PUNCTUATION: Final = frozenset("%&@#*/§¶†‡‰‱※⁂⁑⁎⁕⁊⁒٪؉؊⁄＆％＠＃＊／﹠﹪﹫﹟﹡")
"""Punctuation to Unicode that has words; other punctuation is heard as a pause or not at all."""
_PLAIN_FORMS: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‐": "-",
        "‑": "-",
        "–": "—",
        "―": "—",
        "„": "“",
        "«": "“",
        "»": "”",
        "\t": " ",
        **dict.fromkeys("\u00a0\u202f\u205f\u3000", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
    }
)


def plain_typography(text: str) -> str:
    """The text with plain apostrophes, quotation marks, dashes and spaces; as long as before."""
    return text.translate(_PLAIN_FORMS)


def is_invisible(char: str) -> bool:
    """Whether a character that is not spoken was not visible either."""
    return unicodedata.category(char) in {"Cc", "Cf", "Sk", "Mn", "Mc", "Me", "Zl", "Zp"}


@cache
def unspoken_runs() -> re.Pattern[str]:
    """Pattern of runs of characters that are no part of a word and no punctuation: symbols, emoji,
    control and formatting characters, marks without a letter. Beyond U+FFFF, letters as well.
    """
    unspoken = [code for code in range(0x10000) if _is_unspoken(chr(code))]
    marks = [code for code in range(0x10000) if unicodedata.category(chr(code))[0] == "M"]
    # A mark on a letter is part of the letter; on the text's first character there is none.
    stray_mark = f"(?<![^\\W_])(?<![{_ranges(marks)}])[{_ranges(marks)}]"
    return re.compile(f"(?:[{_ranges(unspoken)}\U00010000-\U0010ffff]|{stray_mark})+")


def _ranges(codes: Sequence[int]) -> str:
    """Code points as the inside of a character class."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


def _is_unspoken(char: str) -> bool:
    if char in "\t\n\r ":
        return False
    category = unicodedata.category(char)
    return (
        category[0] in "CS"
        or category in {"Me", "Zl", "Zp"}
        or char in SEPARATORS
        or char in _SYMBOLS_AMONG_PUNCTUATION
        or 0xFE00 <= ord(char) <= 0xFE0F
    )
