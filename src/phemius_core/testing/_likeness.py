"""Measures of likeness of two recordings of the same text, for tests of engines."""

from typing import TYPE_CHECKING, Final

from phemius_core.engine import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["log_spectral_distance_db", "pitch_error", "pitch_hz"]

_WINDOW: Final = 1024
"""Samples of a frame of the log-spectral distance."""
_HOP: Final = 256
_POWER_FLOOR: Final = 1e-7
_PITCH_WINDOW: Final = 1200
"""Samples of a frame of the pitch tracker: 50 ms, two and a half periods of the lowest pitch."""
_PITCH_RANGE_HZ: Final = (50, 500)
_VOICED_CORRELATION: Final = 0.6
"""Correlation of a frame with itself a period later above which the frame is voiced."""
_PEAK_SHARE: Final = 0.9
"""Share of the highest peak of the autocorrelation that the first peak must reach to be the
period."""


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


def pitch_hz(samples: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Fundamental frequency by autocorrelation.

    Args:
        samples: float32 [n], 24 kHz.

    Returns:
        float64 [frames], Hz every 256 samples; 0 where a frame is unvoiced.
    """
    import numpy as np

    frames = _frames(samples, _PITCH_WINDOW).astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    window = np.hanning(_PITCH_WINDOW)
    shortest, longest = SAMPLE_RATE // _PITCH_RANGE_HZ[1], SAMPLE_RATE // _PITCH_RANGE_HZ[0]
    correlation = _autocorrelation(frames * window)
    # The window weakens long lags; divided by its own autocorrelation, all lags weigh the same.
    correlation /= np.maximum(_autocorrelation(window[None]), 1e-3)
    correlation /= np.maximum(correlation[:, :1], 1e-9)
    searched = correlation[:, shortest:longest]
    # Multiples of the period correlate as well as the period: take the first of the high peaks.
    peaks = (searched >= correlation[:, shortest - 1 : longest - 1]) & (
        searched >= correlation[:, shortest + 1 : longest + 1]
    )
    high = np.where(peaks, searched, -1)
    lag = (high >= _PEAK_SHARE * high.max(axis=1, keepdims=True)).argmax(axis=1) + shortest
    rows = np.arange(len(frames))
    before, at, after = (correlation[rows, lag + step] for step in (-1, 0, 1))
    curvature = before - 2 * at + after
    # The vertex of the parabola through the peak and its neighbours lies between samples.
    shift = np.where(
        curvature < 0, (before - after) / (2 * np.where(curvature < 0, curvature, -1)), 0
    )
    loud = np.sqrt((frames**2).mean(axis=1)) > 0.01
    return np.where(
        (at > _VOICED_CORRELATION) & loud, SAMPLE_RATE / (lag + np.clip(shift, -0.5, 0.5)), 0
    )


def pitch_error(one: "NDArray[np.float32]", reference: "NDArray[np.float32]", /) -> float:
    """Median relative difference of the pitch where both are voiced; nan if that is nowhere.

    Args:
        one: float32 [n], 24 kHz.
        reference: float32 [n], 24 kHz, of the same length.
    """
    import numpy as np

    pitch, target = pitch_hz(one), pitch_hz(reference)
    voiced = (pitch > 0) & (target > 0)
    if not voiced.any():
        return float("nan")
    return float(np.median(np.abs(pitch[voiced] / target[voiced] - 1)))


def _frames(samples: "NDArray[np.float32]", size: int) -> "NDArray[np.float32]":
    import numpy as np

    return np.lib.stride_tricks.sliding_window_view(samples, size)[::_HOP]


def _autocorrelation(frames: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    spectrum = np.fft.rfft(frames, 2 * _PITCH_WINDOW, axis=1)
    return np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :_PITCH_WINDOW]
