"""What the pieces of one text may ask for together, when they are split one after another."""

from typing import Self

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.text._plan import SegmentPlan

__all__ = ["TextBudget"]


class TextBudget:
    """Pauses and breaks that several pieces of one text may have together.

    A plan bounds them for each call of `segments`; a text that arrives in pieces is split by many.

    Args:
        pause_ms: All pauses that the pieces ask for.
        breaks: All pauses and breaks in the pieces; the end of each piece is one.
    """

    def __init__(self, *, pause_ms: int, breaks: int) -> None:
        self._pause_ms = self._pause_left_ms = pause_ms
        self._breaks = self._breaks_left = breaks

    @classmethod
    def of(cls, plan: SegmentPlan, *, texts: int) -> Self:
        """Return the budget of a text that may be as long as several whole ones.

        Args:
            plan: Bounds of a whole text.
            texts: How many of those.
        """
        return cls(pause_ms=texts * plan.total_pause_max_ms, breaks=texts * plan.segments_max)

    def take(self, *, pause_ms: int, breaks: int) -> None:
        """Take what a piece asks for.

        Raises:
            InvalidRequest: There is not so much left.
        """
        self._pause_left_ms -= pause_ms
        self._breaks_left -= breaks
        if self._pause_left_ms < 0:
            raise _too_much(f"all pauses of the text together are over {self._pause_ms // 1000} s")
        if self._breaks_left < 0:
            raise _too_much(f"the text has more than {self._breaks} pauses and breaks")


def _too_much(problem: str) -> InvalidRequest:
    message = f"{problem}: send the rest as another request"
    return InvalidRequest(message, fields=[FieldProblem("text", message)])
