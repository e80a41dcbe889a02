"""English: numbers, dates, money and symbols in words, and the G2P by misaki's lexicon."""

from phemius_core.text.english._g2p import EnglishG2P
from phemius_core.text.english._number_words import cardinal
from phemius_core.text.english._symbols import SYMBOLS
from phemius_core.text.english._verbaliser import verbalise

__all__ = ["SYMBOLS", "EnglishG2P", "cardinal", "verbalise"]
