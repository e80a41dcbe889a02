"""Splits an utterance into windows that are vocoded one after the other, and joins their audio."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.kokoro._layer_dimensions import STEP_SAMPLES

__all__ = ["CrossFader", "Window", "streaming_windows"]

_FIRST_STEPS: Final = 16
"""Steps of the first window: 0.2 s of audio, so that it is made soon."""
_GROWTH: Final = 1.25
"""Each window is longer than the last by this factor: it takes no longer to compute than the last
one takes to play, up to a real-time factor of 0.55."""
_MAX_STEPS: Final = 120
"""Steps of the longest window, 1.5 s of audio: after each, another utterance may have its turn."""
_CONTEXT_STEPS: Final = 6
"""Steps on either side of a window that influence its audio; what lies beyond changes it by less
than -38 dB."""
_MIN_LAST_STEPS: Final = 12
"""A shorter remainder is added to the window before it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Decoder steps of one window, `STEP_SAMPLES` samples each."""

    start: int
    end: int
    context_start: int
    """First step to compute: the window and the context that influences it."""
    context_end: int


def streaming_windows(first: int, steps: int) -> Iterator[Window]:
    """Windows that tile the steps from `first` to `steps`, short ones first.

    Args:
        first: Step at which the first window starts.
        steps: Steps of the utterance.
    """
    start, size = first, float(_FIRST_STEPS)
    while start < steps:
        end = start + int(size)
        if steps - end < _MIN_LAST_STEPS:
            end = steps
        yield Window(start, end, max(0, start - _CONTEXT_STEPS), min(steps, end + _CONTEXT_STEPS))
        start, size = end, min(size * _GROWTH, _MAX_STEPS)


class CrossFader:
    """Joins the audio of consecutive windows with a linear cross-fade of 25 ms at each boundary."""

    def __init__(self) -> None:
        self._tail: NDArray[np.float32] | None = None

    def join(self, window: Window, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Takes the audio of the next window and returns what no later window changes.

        All returned arrays together are the audio of all steps: silence up to the first window,
        then the windows.

        Args:
            window: The window that follows the one of the last call.
            samples: float32 [300 * (context_end - context_start)], 24 kHz.

        Returns:
            float32 [n], 24 kHz.
        """
        begin = (window.start - window.context_start) * STEP_SAMPLES
        end = (window.end - window.context_start) * STEP_SAMPLES
        if self._tail is None:
            silence = np.zeros(window.start * STEP_SAMPLES, np.float32)
            body = np.concatenate((silence, samples[begin:end]))
        else:
            fade = len(self._tail)
            head = samples[begin - fade // 2 : begin - fade // 2 + fade]
            rise = np.linspace(0, 1, fade, dtype=np.float32)
            mixed = self._tail * (1 - rise) + head * rise
            body = np.concatenate([mixed, samples[begin - fade // 2 + fade : end]])
        if window.context_end == window.end:
            return body
        self._tail = samples[end - STEP_SAMPLES : end + STEP_SAMPLES].copy()
        return body[:-STEP_SAMPLES]
