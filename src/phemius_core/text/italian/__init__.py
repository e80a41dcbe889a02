"""Italian: numbers, dates, money, units and symbols in words, and spellings for espeak-ng."""

from phemius_core.text.italian._respelling import RESPELLING
from phemius_core.text.italian._rules import RULES

__all__ = ["RESPELLING", "RULES"]
