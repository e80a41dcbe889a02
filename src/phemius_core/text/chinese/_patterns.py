"""Patterns that several kinds of Mandarin rules share."""

from typing import Final

__all__ = ["MINUS", "NUMBER", "SCALE", "TO"]

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
"""Pattern of a number with or without commas and decimals."""
SCALE: Final = r"(?:[十百千]?[万亿]|[百千])?"
"""Pattern of a power of ten behind a number."""
MINUS: Final = r"(?<![A-Za-z0-9)\]\-])-"
"""Pattern of a minus sign before a number, rather than a hyphen."""
TO: Final = r"\s?(?:[-~—–−]|至|到)\s?"
"""Pattern between the ends of a range."""
