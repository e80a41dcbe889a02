"""When a word is spoken."""

from dataclasses import dataclass

__all__ = ["WordTiming"]


@dataclass(frozen=True, slots=True)
class WordTiming:
    """A word of the caller's text and when it is heard."""

    text: str
    """As in the caller's text."""
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    """Offset after the last code point."""
    start_ms: int
    end_ms: int
