"""What cloning gives back."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BUDGET_S", "METHOD", "ClonedVoice", "Depth", "Report"]

Depth = Literal["fast", "full"]
"""`fast` only mixes stock voices; `full` leaves their space."""
BUDGET_S = 120.0
"""For the search itself: on a slow machine there are fewer steps."""
METHOD = "mixture-and-gradient/2"
"""How voices are made, for their provenance; the number goes up when the search changes."""


class Report(Protocol):
    """Takes how far it has come, 0 to 1."""

    def __call__(self, progress: float, /) -> None: ...


@dataclass(frozen=True, slots=True)
class ClonedVoice:
    """A voice made from a recording."""

    pack: "NDArray[np.float32]" = field(repr=False)
    """float32 [510, 256]: a style for each number of phonemes."""
    lang: str
    """`a` American or `b` British English: how it reads."""
    preview: "NDArray[np.float32]" = field(repr=False)
    """float32 [n], 24 kHz: a text that it was not fitted on."""
    nearest: str
    """The stock voice that is most like the recording."""
    similarity_before: float
    """Cosine of the speaker embeddings of the recording and of `nearest` on the preview's text: the
    mean of two encoders, for which a stranger is at 0.2 to 0.4, the speaker above 0.9."""
    similarity_after: float
    """The same of the new voice."""
    pitch_hz: float
    """Median of the recording."""
    pitch_after_hz: float
    """Median of the preview."""
    curve: tuple[float, ...] = field(repr=False)
    """Similarity on the sentences it was fitted on, step by step; empty where it was not."""
    seconds: float
    """What it took."""
    peak_mb: float
    """Most memory that its process had."""
