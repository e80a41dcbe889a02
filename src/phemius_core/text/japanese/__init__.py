"""Japanese: numbers, dates and symbols in words, and a G2P by dictionary, since espeak-ng reads no
kanji.
"""

from phemius_core.text.japanese._g2p import JapaneseG2P
from phemius_core.text.japanese._rules import RULES

__all__ = ["RULES", "JapaneseG2P"]
