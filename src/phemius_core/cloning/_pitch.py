"""How high somebody speaks."""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pitch_track", "voiced_pitch"]

_RATE: Final = 24_000
_WINDOW: Final = 1_200
"""Three periods of the lowest voice."""
_HOP: Final = 240
_FFT: Final = 2_048
_LAGS: Final = (54, 400)
"""450 to 60 Hz."""
_BLOCK: Final = 500
_CANDIDATES: Final = 7
_VOICING: Final = 0.45
_SILENCE: Final = 0.03
_OCTAVE: Final = 0.01
_JUMP: Final = 0.35
_TURN: Final = 0.14


def voiced_pitch(samples: "NDArray[np.float32]") -> tuple[float, float]:
    """The median pitch in Hz, and the share of frames that are voiced.

    Args:
        samples: float32 [n] at 24 kHz.
    """
    track = pitch_track(samples)
    voiced = track[track > 0]
    if not len(voiced):
        return 0.0, 0.0
    return float(np.median(voiced)), len(voiced) / len(track)


def pitch_track(samples: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Hz every 10 ms, 0 where nothing is voiced: float64 [frames].

    Boersma 1993: the autocorrelation of a window over that of its weights, and of the peaks of
    all frames the path that is strong and seldom jumps.

    Args:
        samples: float32 [n] at 24 kHz.
    """
    if len(samples) < _WINDOW:
        return np.zeros(0)
    frames = sliding_window_view(samples, _WINDOW)[::_HOP]
    loudest = max(float(np.abs(samples).max()), 1e-9)
    blocks = [
        _candidates(frames[start : start + _BLOCK], loudest)
        for start in range(0, len(frames), _BLOCK)
    ]
    hz, strength = (np.concatenate(each) for each in zip(*blocks, strict=True))
    return hz[np.arange(len(hz)), _best_path(hz, strength)]


def _candidates(
    frames: "NDArray[np.float32]", loudest: float
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Hz and strength of the peaks of each frame: [frames, 1 + candidates].

    The first is that it is not voiced, which is 0 Hz; peaks that are missing are infinitely weak.
    """
    window = np.hanning(_WINDOW + 2)[1:-1]
    shortest, longest = _LAGS
    own = _autocorrelation(window)
    level = np.abs(frames).max(axis=1) / loudest
    centred = frames - frames.mean(axis=1, keepdims=True)
    score = _autocorrelation(centred * window)[:, : longest + 2] / own[: longest + 2]
    before, at, after = score[:, shortest - 1 : -2], score[:, shortest:-1], score[:, shortest + 1 :]
    peaks = (at > before) & (at >= after) & (at > 0)
    slope, bend = 0.5 * (before - after), np.where(peaks, before - 2 * at + after, -1.0)
    shift = slope / bend
    found = _RATE / (np.arange(shortest, longest + 1) + shift)
    height = np.minimum(1, at - 0.5 * slope * shift) + _OCTAVE * np.log2(found * longest / _RATE)
    height = np.where(peaks, height, -np.inf)
    best = np.argpartition(-height, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    unvoiced = _VOICING + np.maximum(0, 2 - level * (1 + _VOICING) / _SILENCE)
    strength = np.column_stack([unvoiced, np.take_along_axis(height, best, axis=1)])
    hz = np.column_stack([np.zeros(len(frames)), np.take_along_axis(found, best, axis=1)])
    return hz, strength


def _autocorrelation(frames: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """[..., lags], 1 at no lag."""
    power = np.square(np.abs(np.fft.rfft(frames, _FFT)))
    correlation: NDArray[np.float64] = np.fft.irfft(power)
    return correlation / np.maximum(correlation[..., :1], 1e-12)


def _best_path(hz: "NDArray[np.float64]", strength: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """Which candidate of each frame, by Viterbi's algorithm."""
    octaves, voiced = np.log2(np.maximum(hz, 1)), hz > 0
    total = strength[0]
    origins = np.zeros(hz.shape, np.intp)
    for n in range(1, len(hz)):
        jump = _JUMP * np.abs(octaves[n - 1][:, None] - octaves[n])
        both = voiced[n - 1][:, None] & voiced[n]
        turn = _TURN * (voiced[n - 1][:, None] != voiced[n])
        reached = total[:, None] - np.where(both, jump, turn)
        origins[n] = reached.argmax(axis=0)
        total = reached.max(axis=0) + strength[n]
    path = np.zeros(len(hz), np.intp)
    path[-1] = total.argmax()
    for n in range(len(hz) - 1, 0, -1):
        path[n - 1] = origins[n, path[n]]
    return path
