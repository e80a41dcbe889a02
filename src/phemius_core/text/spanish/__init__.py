"""Spanish: numbers, dates, money, abbreviations and symbols in words."""

from phemius_core.text.spanish._rules import RULES

__all__ = ["RULES"]
