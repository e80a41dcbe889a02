"""Trims the silence that the model puts around an utterance, and fades its edges.

Kokoro begins and ends every utterance with a pad, up to half a second of near silence. At the
start it delays the first word; between segments the pads add up to an unwanted pause.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.dimensions import FRAME_SAMPLES, SAMPLE_RATE

__all__ = ["SilenceTrimmer"]

_SILENCE_LEVEL: Final = 0.004
"""Absolute value up to which a sample of a pad is silence: 48 dB below full scale."""
_KEEP_BEFORE: Final = SAMPLE_RATE * 40 // 1000
"""Samples of silence kept before the first sound, 40 ms."""
_KEEP_AFTER: Final = SAMPLE_RATE * 120 // 1000
"""Samples of silence kept after the last sound, 120 ms."""
_FADE: Final = SAMPLE_RATE * 4 // 1000
"""Samples of the linear fades at both ends, 4 ms."""
_EMPTY: Final = np.zeros(0, np.float32)


class SilenceTrimmer:
    """Removes the silence at both ends of one utterance, chunk by chunk.

    Only samples of the model's leading and trailing pad are removed, so no phoneme is cut.

    Args:
        lead_frames: Frames of the leading pad.
        tail_frames: Frames of the trailing pad.
    """

    def __init__(self, lead_frames: int, tail_frames: int) -> None:
        self.dropped = 0
        """Samples removed from the start; known with the first output."""
        self._lead = lead_frames * FRAME_SAMPLES
        self._tail = tail_frames * FRAME_SAMPLES
        self._held: NDArray[np.float32] = _EMPTY
        self._started = False

    def feed(self, chunk: NDArray[np.float32]) -> NDArray[np.float32]:
        """Takes a chunk, float32 [n]; returns the audio that is final, float32 [m], m ≥ 0."""
        self._held = np.concatenate((self._held, chunk))
        if not self._started:
            if len(self._held) < self._lead + _FADE:
                return _EMPTY
            self._start()
        ready = max(0, len(self._held) - self._tail - _FADE)
        out, self._held = self._held[:ready], self._held[ready:]
        return out

    def finish(self) -> NDArray[np.float32]:
        """Returns the rest of the utterance, float32 [n], trimmed and faded out."""
        if not self._started:
            self._start()
        pad_start = max(0, len(self._held) - self._tail)
        loud = np.flatnonzero(np.abs(self._held[pad_start:]) > _SILENCE_LEVEL)
        last = pad_start + (int(loud[-1]) + 1 if len(loud) else 0)
        out = self._held[: last + _KEEP_AFTER].copy()
        fade = min(_FADE, len(out))
        if fade:
            out[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        self._held = _EMPTY
        return out

    def _start(self) -> None:
        loud = np.flatnonzero(np.abs(self._held[: self._lead]) > _SILENCE_LEVEL)
        first = int(loud[0]) if len(loud) else min(self._lead, len(self._held))
        self.dropped = max(0, first - _KEEP_BEFORE)
        self._held = self._held[self.dropped :].copy()
        fade = min(_FADE, len(self._held))
        self._held[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        self._started = True
