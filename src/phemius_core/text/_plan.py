"""How long segments should be, and how long the silences between them."""

from dataclasses import dataclass, replace

__all__ = ["SegmentPlan"]

_MODEL_MAX = 510


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPlan:
    """Sizes are phonemes, about 14 to the second.

    The first segment is short, so that first audio comes soon; later ones grow,
    as each has the playing time of the one before to be made in. Whole
    sentences are preferred to exact sizes.

    Raises:
        ValueError: A size is out of order or beyond the model's 510.
    """

    first_max: int = 80
    """A longer first sentence is cut at a clause, where it has one, and anywhere between words
    only if it is longer than `target_max`."""
    growth: float = 1.6
    """Each segment may be this much longer than the one before."""
    target_max: int = 250
    """No sentence is cut that is not longer than this, nor a segment made longer."""
    shortest: int = 20
    """Neither cut off a clause nor hand out a first sentence that is shorter than this."""
    clause_pause_ms: int = 0
    sentence_pause_ms: int = 80
    """Between segments; within one, the model makes its own pauses."""
    layout_pause_ms: int = 180
    """After a heading or a list item."""
    paragraph_pause_ms: int = 350
    total_pause_max_ms: int = 60_000
    """All pauses that a text asks for, together; the rest is left out with a warning."""
    segments_max: int = 2_000

    def __post_init__(self) -> None:
        if not 1 <= self.first_max <= self.target_max <= _MODEL_MAX:
            raise ValueError(f"want 1 <= first_max <= target_max <= {_MODEL_MAX}, got {self}")
        if self.growth < 1:
            raise ValueError(f"growth must be at least 1, not {self.growth}")

    def at_speed(self, speed: float) -> "SegmentPlan":
        """The plan for another speed: slow speech in shorter segments, so that a segment stays as
        short in time, and in memory, as at normal speed.
        """
        if speed >= 1:
            return self
        target_max = max(self.shortest, int(self.target_max * speed))
        first_max = min(target_max, max(self.shortest, int(self.first_max * speed)))
        return replace(self, first_max=first_max, target_max=target_max)

    def limit(self, index: int) -> int:
        """Phonemes up to which sentences are put together in segment `index`."""
        # The exponent is bounded because a float power overflows long before an index does.
        return min(self.target_max, int(self.first_max * self.growth ** min(index, 32)))
