"""A G2P for tests: one letter, one phoneme; no lexicon, no espeak, no waiting."""

import re

from phemius_core.phonemes import VOCABULARY
from phemius_core.text import PhonemeToken

__all__ = ["LetterG2P"]

_MARKS = frozenset(';:,.!?—…"()“”')
_LETTERS = tuple(sorted(c for c in VOCABULARY if c.isalpha() and c.isascii() and c.islower()))
_TOKEN = re.compile("[^\\W_](?:[\\w'\u2019\\-]*[^\\W_])?|\\S")


class LetterG2P:
    """Says each letter or digit as one symbol of the vocabulary, and marks as themselves.

    The same text always gives the same phonemes, so that what a test expects
    can be written down.
    """

    name = "letter"
    version = "1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        return [
            PhonemeToken(
                match[0],
                "".join(map(_symbol, match[0])),
                match.start(),
                match.end(),
                text[match.end() : match.end() + 1].isspace(),
            )
            for match in _TOKEN.finditer(text)
        ]


def _symbol(char: str) -> str:
    if char in _MARKS:
        return char
    if not char.isalnum():
        return ""
    # The vocabulary has the IPA letter, not the ASCII one.
    lower = "\u0261" if char in "gG" else char.lower()
    return lower if lower in VOCABULARY else _LETTERS[ord(char) % len(_LETTERS)]
