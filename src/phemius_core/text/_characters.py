"""Characters: which of them cannot be spoken, and typographic variants in their plain form."""

import re
import unicodedata
from functools import cache
from typing import Final

from phemius_core.text.english import SYMBOLS

__all__ = ["SEPARATORS", "is_invisible", "plain_typography", "unspoken_runs"]

SEPARATORS: Final = frozenset("^\\_~|<>{}")
"""Characters that are not spoken and keep the words around them apart."""
_RANGES: Final = (
    range(0x3040), range(0x31C0, 0x31F0), range(0x4DC0, 0x4E00), range(0xFE00, 0xFE10),
    range(0xFEFF, 0xFF00), range(0xFFE8, 0xFFFE),
)  # fmt: skip
"""Where characters stand that may have no reading; each is looked at by itself."""
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
    """Whether a character that is not spoken was not visible either, or only a separator."""
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Sk", "Mn", "Me", "Zl", "Zp"}
        or char in SEPARATORS
    )


@cache
def unspoken_runs() -> re.Pattern[str]:
    """Pattern of runs of control and formatting characters, emoji, and whatever has no reading."""
    unspoken = [chr(code) for codes in _RANGES for code in codes if _is_unspoken(chr(code))]
    listed = "".join(map(re.escape, unspoken))
    return re.compile(
        f"[{listed}\ud800-\udfff\ue000-\uf8ff\U0001f000-\U0001ffff\U000e0000-\U0010ffff]+"
    )


def _is_unspoken(char: str) -> bool:
    category = unicodedata.category(char)
    if char in "\t\n\r " or char in SYMBOLS:
        return False
    if char in SEPARATORS:
        return True
    if category in {"Sm", "Sc"} or char in "†‡‰‱※":
        return ord(char) > 0xFF
    return (
        category in {"Cc", "Cf", "Cs", "Co", "So", "Sk", "Me", "Zl", "Zp"}
        or 0xFE00 <= ord(char) <= 0xFE0F
    )
