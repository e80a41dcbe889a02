"""Patterns that several kinds of Japanese rules share."""

from typing import Final

__all__ = ["SCALE", "TO"]

SCALE: Final = r"(?:[十百千]?[万億兆]|[百千])?"
"""Pattern of a power of ten behind a number."""
TO: Final = r"\s?(?:[-~—–−]|から)\s?"
"""Pattern between the ends of a range."""
