"""English: numbers, dates, money and symbols in words, and the G2P by misaki's lexicon."""

from phemius_core.text.english._g2p import EnglishG2P
from phemius_core.text.english._rules import RULES
from phemius_core.text.english._symbols import SYMBOLS

__all__ = ["RULES", "SYMBOLS", "EnglishG2P"]
