"""Where an utterance is cut into windows, and how their audio is joined again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["STEP_SAMPLES", "Joiner", "Window", "windows"]

STEP_SAMPLES: Final = 300
"""Samples of one step of the decoder's hidden sequence: 80 steps a second."""
_FIRST: Final = 16
"""Steps of the first window: 0.3 s of audio."""
_GROWTH: Final = 1.25
"""Each window takes no longer to compute than the one before takes to play, up to a real-time
factor of 0.55."""
_LONGEST: Final = 120
"""Steps after which another utterance may have its turn: 1.5 s of audio."""
_CONTEXT: Final = 6
"""Steps around a window that shape its audio: beyond them, below -38 dB."""
_LAST: Final = 12
"""No window at the end is shorter."""


@dataclass(frozen=True, slots=True)
class Window:
    """Steps of an utterance."""

    start: int
    end: int
    low: int
    """Where computing starts: the window and what shapes it."""
    high: int


def windows(first: int, steps: int) -> Iterator[Window]:
    """Windows that tile the steps from `first` to `steps`, the first one short."""
    start, size = first, float(_FIRST)
    while start < steps:
        end = start + int(size)
        if steps - end < _LAST:
            end = steps
        yield Window(start, end, max(0, start - _CONTEXT), min(steps, end + _CONTEXT))
        start, size = end, min(size * _GROWTH, _LONGEST)


class Joiner:
    """Joins the audio of windows, cross-faded over 25 ms around each boundary."""

    def __init__(self) -> None:
        self._tail: NDArray[np.float32] | None = None

    def join(self, window: Window, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Takes float32 [steps of low to high] and returns what is now certain.

        All that was returned, together, is the audio of all steps: silence up to the first
        window, then the windows.
        """
        begin = (window.start - window.low) * STEP_SAMPLES
        end = (window.end - window.low) * STEP_SAMPLES
        if self._tail is None:
            silence = np.zeros(window.start * STEP_SAMPLES, np.float32)
            body = np.concatenate((silence, samples[begin:end]))
        else:
            fade = len(self._tail)
            head = samples[begin - fade // 2 : begin - fade // 2 + fade]
            rise = np.linspace(0, 1, fade, dtype=np.float32)
            mixed = self._tail * (1 - rise) + head * rise
            body = np.concatenate([mixed, samples[begin - fade // 2 + fade : end]])
        if window.high == window.end:
            return body
        self._tail = samples[end - STEP_SAMPLES : end + STEP_SAMPLES].copy()
        return body[:-STEP_SAMPLES]
