"""A G2P for tests: one phoneme per letter, without lexicon and espeak."""

import re

from phemius_core.phonemes import VOCABULARY
from phemius_core.text import PhonemeToken

__all__ = ["LetterG2P"]

_PUNCTUATION = frozenset(';:,.!?—…"()“”')
_LETTERS = tuple(sorted(c for c in VOCABULARY if c.isalpha() and c.isascii() and c.islower()))
_TOKEN = re.compile("[^\\W_](?:[\\w'\u2019\\-]*[^\\W_])?|\\S")


class LetterG2P:
    """Maps each letter or digit to one symbol of the vocabulary, and punctuation to itself.

    The same text always gives the same phonemes, so that a test can state them.
    """

    name = "letter"
    version = "1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        """Tokens of a text: words of letters and digits, and single other characters."""
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
    if char in _PUNCTUATION:
        return char
    if not char.isalnum():
        return ""
    # The vocabulary has the IPA letter, not the ASCII one.
    lower = "\u0261" if char in "gG" else char.lower()
    return lower if lower in VOCABULARY else _LETTERS[ord(char) % len(_LETTERS)]
