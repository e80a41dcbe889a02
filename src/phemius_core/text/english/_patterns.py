"""Patterns that several kinds of English rules share."""

from typing import Final

from phemius_core.text._initials import starts_sentence

__all__ = ["CURRENCY_SIGN", "NUMBER", "starts_sentence"]

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
"""Pattern of a number with or without commas and decimals: `1,234.50`."""
CURRENCY_SIGN: Final = r"(?:(?<!\w)(?:US|A|C)\$|[$£€¥₹])"
"""Pattern of a currency sign."""
