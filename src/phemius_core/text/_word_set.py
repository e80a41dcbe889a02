"""Sets of words, written as text."""

__all__ = ["word_set"]


def word_set(words: str) -> frozenset[str]:
    """The words of a text that spaces and line ends separate."""
    return frozenset(words.split())
