"""Measures of likeness of two recordings of the same text, for tests of engines."""

from typing import TYPE_CHECKING, Final

from phemius_core.audio import pitch_track

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["log_spectral_distance_db", "pitch_error"]

_WINDOW: Final = 1024
"""Samples of a frame of the log-spectral distance."""
_HOP: Final = 256
_POWER_FLOOR: Final = 1e-7


def log_spectral_distance_db(one: "NDArray[np.float32]", other: "NDArray[np.float32]", /) -> float:
    """Log-spectral distance: root mean square over frequency, mean over time, in decibels.

    Args:
        one: float32 [n], 24 kHz.
        other: float32 [n], 24 kHz, of the same length.
    """
    import numpy as np

    def log_power(samples: "NDArray[np.float32]") -> "NDArray[np.float64]":
        frames = _frames(np.pad(samples, _WINDOW // 2), _WINDOW)
        power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)) ** 2
        decibels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, _POWER_FLOOR))
        return decibels

    difference = log_power(one) - log_power(other)
    return float(np.sqrt((difference**2).mean(axis=1)).mean())


def pitch_error(one: "NDArray[np.float32]", reference: "NDArray[np.float32]", /) -> float:
    """Median relative difference of the pitch where both are voiced; nan if that is nowhere.

    Args:
        one: float32 [n], 24 kHz.
        reference: float32 [n], 24 kHz, of the same length.
    """
    import numpy as np

    pitch, target = pitch_track(one), pitch_track(reference)
    voiced = (pitch > 0) & (target > 0)
    if not voiced.any():
        return float("nan")
    return float(np.median(np.abs(pitch[voiced] / target[voiced] - 1)))


def _frames(samples: "NDArray[np.float32]", size: int) -> "NDArray[np.float32]":
    import numpy as np

    return np.lib.stride_tricks.sliding_window_view(samples, size)[::_HOP]
