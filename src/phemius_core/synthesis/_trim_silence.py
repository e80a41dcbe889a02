"""Trims the silence that the model puts around an utterance, and fades its edges.

Kokoro begins and ends every utterance with a pad of its own making, up to half a
second of near silence. At the start it delays the first word; between segments it
adds up to a pause that nobody asked for. What is kept is stated here in samples.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine import FRAME_SAMPLES, SAMPLE_RATE

__all__ = ["EdgeTrimmer"]

_QUIET: Final = 0.004
"""Peak level below which a pad is silence: 48 dB below full scale."""
_KEEP_BEFORE: Final = SAMPLE_RATE * 40 // 1000
_KEEP_AFTER: Final = SAMPLE_RATE * 120 // 1000
_FADE: Final = SAMPLE_RATE * 4 // 1000
_EMPTY: Final = np.zeros(0, np.float32)


class EdgeTrimmer:
    """Passes the chunks of one utterance on, without the silence at its ends.

    Only samples inside the model's own leading and trailing pad are ever dropped,
    so no phoneme is touched.

    Args:
        lead_frames: Duration of the leading pad.
        tail_frames: Duration of the trailing pad.
    """

    def __init__(self, lead_frames: int, tail_frames: int) -> None:
        self.dropped = 0
        """Samples cut from the start; known with the first output."""
        self._lead = lead_frames * FRAME_SAMPLES
        self._tail = tail_frames * FRAME_SAMPLES
        self._held: NDArray[np.float32] = _EMPTY
        self._started = False

    def feed(self, chunk: NDArray[np.float32]) -> NDArray[np.float32]:
        """Takes float32 [n] and returns what can be passed on, float32 [m], m ≥ 0."""
        self._held = np.concatenate((self._held, chunk))
        if not self._started:
            if len(self._held) < self._lead + _FADE:
                return _EMPTY
            self._start()
        ready = max(0, len(self._held) - self._tail - _FADE)
        out, self._held = self._held[:ready], self._held[ready:]
        return out

    def finish(self) -> NDArray[np.float32]:
        """Returns the end of the utterance, trimmed and faded out."""
        if not self._started:
            self._start()
        pad_start = max(0, len(self._held) - self._tail)
        loud = np.flatnonzero(np.abs(self._held[pad_start:]) > _QUIET)
        last = pad_start + (int(loud[-1]) + 1 if len(loud) else 0)
        out = self._held[: last + _KEEP_AFTER].copy()
        fade = min(_FADE, len(out))
        if fade:
            out[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        self._held = _EMPTY
        return out

    def _start(self) -> None:
        loud = np.flatnonzero(np.abs(self._held[: self._lead]) > _QUIET)
        first = int(loud[0]) if len(loud) else min(self._lead, len(self._held))
        self.dropped = max(0, first - _KEEP_BEFORE)
        self._held = self._held[self.dropped :].copy()
        fade = min(_FADE, len(self._held))
        self._held[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        self._started = True
