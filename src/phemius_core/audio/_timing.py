"""Times of words."""

from dataclasses import dataclass

__all__ = ["WordTiming"]


@dataclass(frozen=True, slots=True)
class WordTiming:
    """A word of the caller's text, and its time in the audio."""

    text: str
    """The word as in the caller's text."""
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    """Offset after the last code point."""
    start_ms: int
    """Milliseconds from the start of the audio."""
    end_ms: int
