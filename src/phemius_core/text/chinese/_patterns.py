"""Patterns that several kinds of Mandarin rules share."""

from typing import Final

__all__ = ["SCALE", "TO"]

SCALE: Final = r"(?:[十百千]?[万亿]|[百千])?"
"""Pattern of a power of ten behind a number."""
TO: Final = r"\s?(?:[-~—–−]|至|到)\s?"
"""Pattern between the ends of a range."""
