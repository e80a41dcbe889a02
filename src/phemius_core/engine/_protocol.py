"""The interface of a speech engine: phonemes, style and speed in, audio out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

from phemius_core.dimensions import FRAME_SAMPLES, MAX_PHONEMES, SAMPLE_RATE, STYLE_SIZE

__all__ = [
    "FRAME_SAMPLES",
    "MAX_PHONEMES",
    "SAMPLE_RATE",
    "STYLE_SIZE",
    "Engine",
    "Rendering",
    "Utterance",
]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Input of an engine: one piece of speech, small enough for the model.

    Raises:
        ValueError: There are no phonemes or more than `MAX_PHONEMES`, the style has another
            shape, or the speed is outside 0.25 to 4.
    """

    phonemes: str
    """1 to `MAX_PHONEMES` symbols, all of them in Kokoro's vocabulary."""
    style: "NDArray[np.float32]"
    """float32 [256]: the row of the voicepack for this number of phonemes."""
    speed: float = 1.0
    """0.25 to 4; 2 is twice as fast."""
    seed: int = 0
    """Seed of the harmonic source's noise: the same seed gives the same bytes."""
    low_latency: bool = False
    """Whether to return the first audio before the whole utterance is computed. It takes more
    computing in all, and the audio differs slightly. For English voices."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.phonemes) <= MAX_PHONEMES:
            msg = f"the utterance has {len(self.phonemes)} phonemes: give 1 to {MAX_PHONEMES}"
            raise ValueError(msg)
        if self.style.shape != (STYLE_SIZE,):
            raise ValueError(f"the style has shape {self.style.shape}: give ({STYLE_SIZE},)")
        if not 0.25 <= self.speed <= 4:
            raise ValueError(f"speed is {self.speed}: give a number from 0.25 to 4")


@dataclass(frozen=True, slots=True)
class Rendering:
    """Output of an engine: the audio of one utterance, computed as it is iterated.

    `durations` is known before the first sample; iterating `audio` computes the audio, chunk by
    chunk, in the calling thread.
    """

    durations: "NDArray[np.int64]"
    """int64 [phonemes + 2]: frames of the leading pad, of each phoneme and of the trailing pad;
    a frame has `FRAME_SAMPLES` samples."""
    audio: "Iterator[NDArray[np.float32]]" = field(repr=False)
    """float32 [n] chunks at `SAMPLE_RATE`, within ±1; together `durations.sum()` frames."""


class Engine(Protocol):
    """A speech model. Its methods block; it is called from one thread at a time."""

    name: str
    """Short name, as in the setting `engine`: `cpu`, `torch`, `tone`."""
    version: str
    """Changes whenever the same utterance may give other audio; part of cache keys."""

    def render(self, utterance: Utterance, /) -> Rendering:
        """Speaks one utterance.

        Raises:
            SynthesisFailed: The model failed or gave unusable audio; also while `Rendering.audio`
                is iterated.
        """
        ...

    def close(self) -> None:
        """Frees the model. Calling it again does nothing."""
        ...
