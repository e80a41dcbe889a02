"""Punctuation of all scripts as the marks that the model knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from phemius_core.text._types import PhonemeToken

__all__ = ["MARKS", "spaced"]

MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{mark: mark for mark in ';:,.!?—…"()“”'},
        "«": "“", "»": "”", "„": "“", "‟": "“", "–": "—", "―": "—", "。": ".", "．": ".",
        "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":", "（": "(", "）": ")",
        "「": "“", "」": "”", "『": "“", "』": "”", "《": "“", "》": "”", "।": ".", "॥": ".",
        "؟": "?", "،": ",", "[": "(", "]": ")", "¿": "", "¡": "",
    }
)  # fmt: skip
_OPENING: Final = frozenset("“(")


def spaced(tokens: Sequence[PhonemeToken]) -> list[PhonemeToken]:
    """Spaces in the phonemes of a script that writes none: only behind words and marks."""
    result = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        opens = token.phonemes in _OPENING
        closes = following is None or (
            bool(following.phonemes)
            and following.phonemes in MARKS
            and following.phonemes not in _OPENING
        )
        result.append(replace(token, space_after=token.space_after and not opens and not closes))
    return result
