"""Portuguese: numbers, dates, money, abbreviations and symbols in words."""

from phemius_core.text.portuguese._rules import RULES

__all__ = ["RULES"]
