"""Types of cloning: its result, its depth, its progress."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BUDGET_S", "METHOD", "ClonedVoice", "Depth", "ProgressCallback"]

Depth = Literal["fast", "full"]
"""`fast` only mixes stock voices; `full` goes on from the mixture by gradient descent."""
BUDGET_S = 120.0
"""Default time of the gradient descent; a slow machine takes fewer steps."""
METHOD = "mixture-and-gradient/2"
"""Name of the method, for the provenance of voices; the number goes up with each change of the
search.
"""


class ProgressCallback(Protocol):
    """Called with the progress, 0 to 1."""

    def __call__(self, progress: float, /) -> None: ...


@dataclass(frozen=True, slots=True)
class ClonedVoice:
    """A voice made from a recording."""

    pack: "NDArray[np.float32]" = field(repr=False)
    """Voicepack: float32 [510, 256], a style for each number of phonemes."""
    lang: str
    """`a` American or `b` British English: the language that the voice reads."""
    preview: "NDArray[np.float32]" = field(repr=False)
    """float32 [n], 24 kHz: speech of the new voice, of sentences that it was not fitted on."""
    nearest: str
    """The stock voice that is most similar to the recording."""
    similarity_before: float
    """Cosine similarity of `nearest`, speaking the sentences of the preview, to the recording: the
    mean of two speaker encoders, by which strangers are at 0.2 to 0.4 and another recording of
    the same person is above 0.9.
    """
    similarity_after: float
    """Cosine similarity of the new voice, likewise."""
    pitch_hz: float
    """Median pitch of the recording."""
    pitch_after_hz: float
    """Median pitch of the preview."""
    curve: tuple[float, ...] = field(repr=False)
    """Similarity to the recording at each step of the gradient descent; empty for `fast`."""
    seconds: float
    """Time that cloning took."""
    peak_mb: float
    """Peak memory of the process, in MiB."""

    @property
    def figures(self) -> dict[str, str | float]:
        """Similarity, pitch and time, rounded, as JSON."""
        return {
            "nearest": self.nearest,
            "similarity_before": round(self.similarity_before, 4),
            "similarity_after": round(self.similarity_after, 4),
            "pitch_hz": round(self.pitch_hz, 1),
            "pitch_after_hz": round(self.pitch_after_hz, 1),
            "seconds": round(self.seconds, 1),
        }
