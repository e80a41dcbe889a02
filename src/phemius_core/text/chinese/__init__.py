"""Mandarin Chinese: numbers, dates and symbols in words, and a G2P by dictionary, since espeak-ng
does not find the words of hanzi.
"""

from phemius_core.text.chinese._g2p import ChineseG2P
from phemius_core.text.chinese._rules import RULES

__all__ = ["RULES", "ChineseG2P"]
