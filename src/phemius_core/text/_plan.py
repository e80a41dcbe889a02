"""Sizes of segments and pauses between them."""

from dataclasses import dataclass, replace

from phemius_core.dimensions import MAX_PHONEMES

__all__ = ["SegmentPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPlan:
    """Sizes of segments, in phonemes, and pauses between them. A second has about 14 phonemes.

    The first segment is short, for a short time to first audio; later ones grow, since each can be
    made while the one before is playing. Whole sentences are preferred to exact sizes.

    Raises:
        ValueError: A size is out of order or beyond the model's 510 phonemes.
    """

    first_max: int = 80
    """A longer first sentence is cut at a clause, if it has one; anywhere between words only if it
    is longer than `target_max`.
    """
    growth: float = 1.6
    """Factor by which each segment may be longer than the one before."""
    target_max: int = 250
    """Longest segment; a sentence up to this size is not cut."""
    shortest: int = 20
    """Shortest clause that is cut off, and shortest first segment."""
    clause_pause_ms: int = 0
    sentence_pause_ms: int = 80
    """Between segments; within a segment the model makes its own pauses."""
    layout_pause_ms: int = 180
    """After a heading or a list item."""
    paragraph_pause_ms: int = 350
    total_pause_max_ms: int = 60_000
    """All pauses together that a text asks for; the rest is left out with a warning."""
    segments_max: int = 2_000

    def __post_init__(self) -> None:
        if not 1 <= self.first_max <= self.target_max <= MAX_PHONEMES:
            raise ValueError(
                f"first_max is {self.first_max}, target_max {self.target_max}: "
                f"give 1 <= first_max <= target_max <= {MAX_PHONEMES}"
            )
        if self.growth < 1:
            raise ValueError(f"growth is {self.growth}: give at least 1")

    def at_speed(self, speed: float) -> "SegmentPlan":
        """The plan for another speed.

        Slow speech has shorter segments, so that a segment takes no more time and memory than at
        normal speed.

        Args:
            speed: 1 is normal, 0.5 is half as fast.
        """
        if speed >= 1:
            return self
        target_max = max(self.shortest, int(self.target_max * speed))
        first_max = min(target_max, max(self.shortest, int(self.first_max * speed)))
        return replace(self, first_max=first_max, target_max=target_max)

    def max_phonemes(self, index: int) -> int:
        """Phonemes that segment `index` may have by joining sentences."""
        # The exponent is bounded because a float power overflows long before an index does.
        return min(self.target_max, int(self.first_max * self.growth ** min(index, 32)))
