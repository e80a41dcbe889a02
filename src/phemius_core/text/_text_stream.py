"""Text that comes in pieces, as a language model writes it, cut where a speaker would breathe."""

import re
from collections.abc import Iterator
from typing import Final

from phemius_core.text._plan import SegmentPlan
from phemius_core.text._sentences import sentence_ends

__all__ = ["IncomingText", "pause_after"]

_CLAUSE: Final = re.compile(r"[,;:—–][\"'”’)\]]*\s+|[，；：、]")
_FIRST_AT_LEAST: Final = 24
"""Characters of a first clause that are worth speaking before the sentence is whole."""
_AT_MOST: Final = 400
"""Characters without a sentence's end after which a clause, or else a word, is enough."""


class IncomingText:
    """Collects text and gives it on in pieces that can be spoken one after another."""

    def __init__(self) -> None:
        self._held = ""
        self._first = True

    def feed(self, text: str) -> str:
        """Takes some text; returns what is ready to be spoken, which may be nothing.

        A sentence is ready when the next one has begun, the very first clause at its comma.
        """
        self._held += text
        cut = max(sentence_ends(self._held), default=0)
        if not cut and self._first:
            cut = min(self._clauses(_FIRST_AT_LEAST, len(self._held)), default=0)
        if not cut and len(self._held) > _AT_MOST:
            space = self._held.rfind(" ", 1, _AT_MOST) + 1
            cut = max(self._clauses(_AT_MOST // 4, _AT_MOST), default=0) or space or _AT_MOST
        return self._take(cut)

    def flush(self) -> str:
        """Returns all that is held."""
        return self._take(len(self._held))

    def _clauses(self, shortest: int, longest: int) -> Iterator[int]:
        ends = (match.end() for match in _CLAUSE.finditer(self._held, 0, longest))
        return (end for end in ends if shortest <= end < len(self._held))

    def _take(self, cut: int) -> str:
        ready, self._held = self._held[:cut], self._held[cut:]
        self._first = self._first and not ready.strip()
        return ready


def pause_after(piece: str, plan: SegmentPlan) -> int:
    """Milliseconds of silence between a piece and the next one."""
    bare = piece.rstrip()
    if piece[len(bare) :].count("\n") > 1:
        return plan.paragraph_pause_ms
    ends = bare.rstrip("\"'”’)]»」』》*_")[-1:]
    return plan.sentence_pause_ms if ends in set(".!?…؟。！？｡।॥") else plan.clause_pause_ms
