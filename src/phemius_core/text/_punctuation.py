"""Punctuation marks of all scripts as those in the model's vocabulary."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from phemius_core.text._g2p import PhonemeToken

__all__ = ["MARKS", "space_tokens"]

MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{mark: mark for mark in ';:,.!?—…"()“”'},
        "«": "“", "»": "”", "„": "“", "‟": "“", "–": "—", "―": "—", "。": ".", "．": ".",
        "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":", "（": "(", "）": ")",
        "「": "“", "」": "”", "『": "“", "』": "”", "《": "“", "》": "”", "।": ".", "॥": ".",
        "【": "(", "】": ")", "〔": "(", "〕": ")", "［": "(", "］": ")", "〈": "“", "〉": "”",
        "؟": "?", "،": ",", "[": "(", "]": ")", "¿": "", "¡": "",
    }
)  # fmt: skip
"""Mark in the text to mark in the phonemes; empty if it is not spoken."""
_OPENING: Final = frozenset("“(")


def space_tokens(tokens: Sequence[PhonemeToken]) -> list[PhonemeToken]:
    """Drop the spaces that a script without spaces must not have: after an opening mark, before a
    closing one and at the end.
    """
    result = []
    for token, following in zip_longest(tokens, tokens[1:]):
        opens = token.phonemes in _OPENING
        closes = following is None or (
            bool(following.phonemes)
            and following.phonemes in MARKS
            and following.phonemes not in _OPENING
        )
        result.append(replace(token, space_after=token.space_after and not opens and not closes))
    return result
