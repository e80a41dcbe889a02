"""Text that arrives in parts, as a language model writes it, split where it can be spoken."""

import re
from collections.abc import Iterator
from typing import Final

from phemius_core.text._plan import SegmentPlan
from phemius_core.text._sentences import sentence_ends

__all__ = ["TextBuffer", "pause_after"]

_CLAUSE: Final = re.compile(r"[,;:—–][\"'”’)\]]*\s+|[，；：、]")
_FIRST_CLAUSE_MIN_CHARS: Final = 24
"""A first clause of this length is ready before its sentence is complete."""
_SENTENCE_MAX_CHARS: Final = 400
"""A longer sentence is split at a clause, or else at a word."""


class TextBuffer:
    """Collects text and returns it in parts that can be spoken one after another.

    Args:
        lang: Kokoro's letter of the language of the text.
    """

    def __init__(self, *, lang: str = "a") -> None:
        self._lang = lang
        self._pending = ""
        self._is_first = True

    def feed(self, text: str) -> str:
        """Add text.

        Args:
            text: The next part, of any length.

        Returns:
            Text that is ready to be spoken; may be empty. A sentence is ready when the next one
            has begun; the first clause of all is ready at its comma.
        """
        self._pending += text
        cut = max(sentence_ends(self._pending, lang=self._lang), default=0)
        if not cut and self._is_first:
            cut = min(self._clause_ends(_FIRST_CLAUSE_MIN_CHARS, len(self._pending)), default=0)
        if not cut and len(self._pending) > _SENTENCE_MAX_CHARS:
            space = self._pending.rfind(" ", 1, _SENTENCE_MAX_CHARS) + 1
            cut = (
                max(self._clause_ends(_SENTENCE_MAX_CHARS // 4, _SENTENCE_MAX_CHARS), default=0)
                or space
                or _SENTENCE_MAX_CHARS
            )
        return self._split_off(cut)

    def flush(self) -> str:
        """Return the rest of the text."""
        return self._split_off(len(self._pending))

    def _clause_ends(self, shortest: int, longest: int) -> Iterator[int]:
        ends = (match.end() for match in _CLAUSE.finditer(self._pending, 0, longest))
        return (end for end in ends if shortest <= end < len(self._pending))

    def _split_off(self, cut: int) -> str:
        ready, self._pending = self._pending[:cut], self._pending[cut:]
        self._is_first = self._is_first and not ready.strip()
        return ready


def pause_after(part: str, plan: SegmentPlan) -> int:
    """Milliseconds of silence between a part of a `TextBuffer` and the next one."""
    bare = part.rstrip()
    if part[len(bare) :].count("\n") > 1:
        return plan.paragraph_pause_ms
    last = bare.rstrip("\"'”’)]»」』》*_")[-1:]
    return plan.sentence_pause_ms if last in set(".!?…؟。！？｡।॥") else plan.clause_pause_ms
