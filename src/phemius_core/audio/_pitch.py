"""Pitch tracking."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from phemius_core.dimensions import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pitch_track", "voiced_pitch"]

_WINDOW_SAMPLES: Final = 1_200
"""Three periods of the lowest pitch."""
_HOP_SAMPLES: Final = 240
_FFT_SAMPLES: Final = 2_048
_LAGS: Final = (54, 400)
"""Shortest and longest period in samples: 450 to 60 Hz."""
_BLOCK_FRAMES: Final = 500
_CANDIDATES: Final = 7
# The remaining constants are named as in Praat's "To Pitch (ac)".
_VOICING_THRESHOLD: Final = 0.45
_SILENCE_THRESHOLD: Final = 0.03
_OCTAVE_COST: Final = 0.01
_OCTAVE_JUMP_COST: Final = 0.35
_VOICED_UNVOICED_COST: Final = 0.14


def voiced_pitch(samples: "NDArray[np.float32]") -> tuple[float, float]:
    """Median pitch of the voiced frames, and the share of frames that are voiced.

    Args:
        samples: float32 [n] at 24 kHz.

    Returns:
        Hz and share; both 0 if no frame is voiced.
    """
    track = pitch_track(samples)
    voiced = track[track > 0]
    if not len(voiced):
        return 0.0, 0.0
    return float(np.median(voiced)), len(voiced) / len(track)


def pitch_track(samples: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Pitch of each frame of 10 ms.

    Boersma 1993, "Accurate short-term analysis of the fundamental frequency": peaks of the
    autocorrelation of each frame over that of the window, and the best path through them.

    Args:
        samples: float32 [n] at 24 kHz.

    Returns:
        float64 [frames]: Hz, 0 where the frame is unvoiced.
    """
    if len(samples) < _WINDOW_SAMPLES:
        return np.zeros(0)
    frames = sliding_window_view(samples, _WINDOW_SAMPLES)[::_HOP_SAMPLES]
    loudest = max(float(np.abs(samples).max()), 1e-9)
    blocks = [
        _candidates(frames[start : start + _BLOCK_FRAMES], loudest)
        for start in range(0, len(frames), _BLOCK_FRAMES)
    ]
    hz, strength = (np.concatenate(each) for each in zip(*blocks, strict=True))
    return hz[np.arange(len(hz)), _best_path(hz, strength)]


def _candidates(
    frames: "NDArray[np.float32]", loudest: float
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Hz and strength of the pitch candidates of each frame: float64 [frames, 1 + candidates].

    The first candidate, of 0 Hz, stands for an unvoiced frame; missing ones have strength -inf.
    """
    window = np.hanning(_WINDOW_SAMPLES + 2)[1:-1]
    shortest, longest = _LAGS
    of_window = _autocorrelation(window)
    level = np.abs(frames).max(axis=1) / loudest
    centred = frames - frames.mean(axis=1, keepdims=True)
    score = _autocorrelation(centred * window)[:, : longest + 2] / of_window[: longest + 2]
    before, at, after = score[:, shortest - 1 : -2], score[:, shortest:-1], score[:, shortest + 1 :]
    peaks = (at > before) & (at >= after) & (at > 0)
    slope, curvature = 0.5 * (before - after), np.where(peaks, before - 2 * at + after, -1.0)
    shift = slope / curvature
    found = SAMPLE_RATE / (np.arange(shortest, longest + 1) + shift)
    height = np.minimum(1, at - 0.5 * slope * shift) + _OCTAVE_COST * np.log2(
        found * longest / SAMPLE_RATE
    )
    height = np.where(peaks, height, -np.inf)
    best = np.argpartition(-height, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    unvoiced = _VOICING_THRESHOLD + np.maximum(
        0, 2 - level * (1 + _VOICING_THRESHOLD) / _SILENCE_THRESHOLD
    )
    strength = np.column_stack([unvoiced, np.take_along_axis(height, best, axis=1)])
    hz = np.column_stack([np.zeros(len(frames)), np.take_along_axis(found, best, axis=1)])
    return hz, strength


def _autocorrelation(frames: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Autocorrelation, scaled to 1 at lag 0: float64 [..., lags]."""
    power = np.square(np.abs(np.fft.rfft(frames, _FFT_SAMPLES)))
    correlation: NDArray[np.float64] = np.fft.irfft(power)
    return correlation / np.maximum(correlation[..., :1], 1e-12)


def _best_path(hz: "NDArray[np.float64]", strength: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """Index of the candidate of each frame on the best path, by the Viterbi algorithm."""
    octaves, voiced = np.log2(np.maximum(hz, 1)), hz > 0
    total = strength[0]
    origins = np.zeros(hz.shape, np.intp)
    for n in range(1, len(hz)):
        jump = _OCTAVE_JUMP_COST * np.abs(octaves[n - 1][:, None] - octaves[n])
        both = voiced[n - 1][:, None] & voiced[n]
        onset = _VOICED_UNVOICED_COST * (voiced[n - 1][:, None] != voiced[n])
        reached = total[:, None] - np.where(both, jump, onset)
        origins[n] = reached.argmax(axis=0)
        total = reached.max(axis=0) + strength[n]
    path = np.zeros(len(hz), np.intp)
    path[-1] = total.argmax()
    for n in range(len(hz) - 1, 0, -1):
        path[n - 1] = origins[n, path[n]]
    return path
