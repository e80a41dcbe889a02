"""Patterns of one word out of many."""

import re
from collections.abc import Iterable

__all__ = ["alternatives"]


def alternatives(words: Iterable[str]) -> str:
    """Pattern of any of the words, the longest first; without a group around it."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
