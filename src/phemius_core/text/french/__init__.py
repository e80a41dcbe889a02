"""French: numbers, dates, money, units and symbols in words, and spellings for espeak-ng."""

from phemius_core.text.french._respelling import RESPELLING
from phemius_core.text.french._rules import RULES

__all__ = ["RESPELLING", "RULES"]
