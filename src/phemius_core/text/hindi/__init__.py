"""Hindi: numbers, dates, money, units and symbols in words."""

from phemius_core.text.hindi._rules import RULES

__all__ = ["RULES"]
