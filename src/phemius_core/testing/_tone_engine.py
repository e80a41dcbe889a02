"""An engine that gives tones: deterministic and fast, for tests of everything around engines."""

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from phemius_core.engine import FRAME_SAMPLES, SAMPLE_RATE, Rendering, Utterance
from phemius_core.errors import SynthesisFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ToneEngine"]


class ToneEngine:
    """Gives each phoneme two frames of a tone whose pitch depends on the phoneme.

    Args:
        fail_at: Index of the first call of `render` that fails; all later calls fail, too.
        fail_after_chunks: Chunks that a failing call gives first.
        gate: Event that the audio of every call waits for.
        chunk_frames: Frames per chunk; by default an utterance is one chunk.
        delay_s: Delay before each chunk.
    """

    name = "tone"
    version = "1"

    def __init__(
        self,
        *,
        fail_at: int | None = None,
        fail_after_chunks: int = 0,
        gate: threading.Event | None = None,
        chunk_frames: int | None = None,
        delay_s: float = 0,
    ) -> None:
        self.calls: list[Utterance] = []
        """All utterances given to `render`, in order."""
        self.closed = False
        self._fail_at = fail_at
        self._fail_after = fail_after_chunks
        self._gate = gate
        self._chunk_frames = chunk_frames
        self._delay_s = delay_s

    def render(self, utterance: Utterance) -> Rendering:
        """Renders one utterance as tones; see `Engine.render`."""
        import numpy as np

        if self.closed:
            raise SynthesisFailed("the engine is closed")
        index = len(self.calls)
        self.calls.append(utterance)
        frames = max(1, round(2 / utterance.speed))
        durations = np.full(len(utterance.phonemes) + 2, frames, np.int64)
        fails = self._fail_at is not None and index >= self._fail_at
        return Rendering(durations, self._audio(utterance, frames, fails=fails))

    def close(self) -> None:
        """Makes further calls of `render` fail."""
        self.closed = True

    def _audio(
        self, utterance: Utterance, frames: int, *, fails: bool
    ) -> "Iterator[NDArray[np.float32]]":
        import numpy as np

        if self._gate is not None:
            self._gate.wait()
        symbols = np.array([0, *map(ord, utterance.phonemes), 0])
        pitch = np.repeat(np.where(symbols > 0, 200 + symbols % 400, 0), frames * FRAME_SAMPLES)
        level = np.where(pitch > 0, 0.2, 0.0)
        phase = np.cumsum(pitch / SAMPLE_RATE) + utterance.seed % 100 / 100
        samples = (level * np.sin(2 * np.pi * phase)).astype(np.float32)
        step = (self._chunk_frames or len(samples)) * FRAME_SAMPLES
        for chunks_given, start in enumerate(range(0, len(samples), step)):
            if fails and chunks_given >= self._fail_after:
                raise SynthesisFailed("the tone engine fails as configured")
            time.sleep(self._delay_s)
            yield samples[start : start + step]
        if fails:
            raise SynthesisFailed("the tone engine fails as configured")
