"""French: numbers, dates, money, units and symbols in words."""

from phemius_core.text.french._rules import RULES

__all__ = ["RULES"]
