"""What an engine is: phonemes, style and speed in, audio out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FRAME_SAMPLES", "MAX_PHONEMES", "SAMPLE_RATE", "Engine", "Rendering", "Utterance"]

SAMPLE_RATE: Final = 24_000
"""Samples per second of every engine's audio."""
FRAME_SAMPLES: Final = 600
"""Samples of one duration frame (25 ms): Kokoro predicts at 40 frames a second."""
STYLE_SIZE: Final = 256
MAX_PHONEMES: Final = 510
"""Longest phoneme string of one utterance: Kokoro's context of 512 less two pads."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One piece of speech, small enough for the model.

    Raises:
        ValueError: No phonemes or more than `MAX_PHONEMES`, a style of another shape, or a speed
            outside 0.25 to 4.
    """

    phonemes: str
    """1 to `MAX_PHONEMES` symbols, all of them in Kokoro's vocabulary."""
    style: "NDArray[np.float32]"
    """float32 [256]: the row of the voicepack for this number of phonemes."""
    speed: float = 1.0
    seed: int = 0
    """Seeds the noise of the harmonic source: same seed, same bytes."""
    low_latency: bool = False
    """Whether somebody waits: the first audio may then come before all of it is computed, at a
    small cost in likeness to what would be computed at once. For English voices."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.phonemes) <= MAX_PHONEMES:
            msg = f"an utterance has 1 to {MAX_PHONEMES} phonemes, not {len(self.phonemes)}"
            raise ValueError(msg)
        if self.style.shape != (STYLE_SIZE,):
            raise ValueError(f"a style has shape ({STYLE_SIZE},), not {self.style.shape}")
        if not 0.25 <= self.speed <= 4:
            raise ValueError(f"speed is {self.speed}: give a number from 0.25 to 4")


@dataclass(frozen=True, slots=True)
class Rendering:
    """Audio of one utterance as it is made.

    `durations` is known before the first sample; iterating `audio` does the
    work, chunk by chunk, in the calling thread.
    """

    durations: "NDArray[np.int64]"
    """int64 [n + 2]: frames of `FRAME_SAMPLES` of the leading pad, each phoneme, the end pad."""
    audio: "Iterator[NDArray[np.float32]]" = field(repr=False)
    """float32 [n] chunks at `SAMPLE_RATE`, within ±1; together sum(durations) frames."""


class Engine(Protocol):
    """A speech model. Blocking, and safe to call from one thread at a time."""

    name: str
    """Short name, as in the setting `engine`: `cpu`, `torch`, `tone`."""
    version: str
    """Changes whenever the same input may give other audio; part of cache keys."""

    def render(self, utterance: Utterance, /) -> Rendering:
        """Speaks one utterance.

        Raises:
            SynthesisFailed: The model failed or gave unusable audio.
        """
        ...

    def close(self) -> None:
        """Frees the model. Calling it again does nothing."""
        ...
