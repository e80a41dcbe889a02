"""How far two sounds of the same text are apart: for tests of engines against a reference."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["log_spectral_distance_db", "pitch_error", "pitch_hz"]

_RATE: Final = 24_000
_WINDOW: Final = 1024
_HOP: Final = 256
_POWER_FLOOR: Final = 1e-7
_PITCH_WINDOW: Final = 1200
"""50 ms: two and a half periods of the lowest voice."""
_PITCH_RANGE_HZ: Final = (50, 500)
_VOICED: Final = 0.6
"""Correlation of a frame with itself a period later, from which it counts as voiced."""

_AS_HIGH: Final = 0.9


def log_spectral_distance_db(one: "NDArray[np.float32]", other: "NDArray[np.float32]", /) -> float:
    """Root mean square over frequency, mean over time, of the difference of log spectra.

    Args:
        one: float32 [n], 24 kHz.
        other: float32 [n], as long as the first.
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
    """Fundamental frequency every 256 samples by autocorrelation; 0 where there is no voice.

    Args:
        samples: float32 [n], 24 kHz.
    """
    import numpy as np

    frames = _frames(samples, _PITCH_WINDOW).astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    window = np.hanning(_PITCH_WINDOW)
    shortest, longest = _RATE // _PITCH_RANGE_HZ[1], _RATE // _PITCH_RANGE_HZ[0]
    correlation = _autocorrelation(frames * window)
    # A window weighs long lags less than short ones; divided by its own, all weigh the same.
    correlation /= np.maximum(_autocorrelation(window[None]), 1e-3)
    correlation /= np.maximum(correlation[:, :1], 1e-9)
    searched = correlation[:, shortest:longest]
    # Multiples of the period fit as well as the period: the first peak as high as any is it.
    peaks = (searched >= correlation[:, shortest - 1 : longest - 1]) & (
        searched >= correlation[:, shortest + 1 : longest + 1]
    )
    high = np.where(peaks, searched, -1)
    lag = (high >= _AS_HIGH * high.max(axis=1, keepdims=True)).argmax(axis=1) + shortest
    rows = np.arange(len(frames))
    before, at, after = (correlation[rows, lag + step] for step in (-1, 0, 1))
    bend = before - 2 * at + after
    # Through the three points around the highest goes a parabola, and its top is between samples.
    shift = np.where(bend < 0, (before - after) / (2 * np.where(bend < 0, bend, -1)), 0)
    loud = np.sqrt((frames**2).mean(axis=1)) > 0.01
    return np.where((at > _VOICED) & loud, _RATE / (lag + np.clip(shift, -0.5, 0.5)), 0)


def pitch_error(one: "NDArray[np.float32]", reference: "NDArray[np.float32]", /) -> float:
    """Median relative difference of the pitch where both are voiced; nan where none is.

    Args:
        one: float32 [n], 24 kHz.
        reference: float32 [n], as long as the first.
    """
    import numpy as np

    here, there = pitch_hz(one), pitch_hz(reference)
    voiced = (here > 0) & (there > 0)
    if not voiced.any():
        return float("nan")
    return float(np.median(np.abs(here[voiced] / there[voiced] - 1)))


def _frames(samples: "NDArray[np.float32]", size: int) -> "NDArray[np.float32]":
    import numpy as np

    return np.lib.stride_tricks.sliding_window_view(samples, size)[::_HOP]


def _autocorrelation(frames: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    spectrum = np.fft.rfft(frames, 2 * _PITCH_WINDOW, axis=1)
    return np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :_PITCH_WINDOW]
