"""How high somebody speaks."""

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["voiced_pitch"]

_RATE: Final = 24_000
_WINDOW: Final = 1200
_HOP: Final = 480
_LOW_HZ: Final = 60
_HIGH_HZ: Final = 450
_VOICED: Final = 0.6
"""Of the energy that comes again one period later."""


def voiced_pitch(samples: "NDArray[np.float32]") -> tuple[float, float]:
    """The median pitch in Hz, and the share of frames that are voiced.

    By normalised cross-correlation (Talkin 1995, without its tracking): of the lags whose
    correlation comes near the best one, the shortest.

    Args:
        samples: float32 [n] at 24 kHz.
    """
    longest = _RATE // _LOW_HZ
    starts = range(0, len(samples) - _WINDOW - longest, _HOP)
    found = []
    for start in starts:
        piece = samples[start : start + _WINDOW + longest].astype(np.float64)
        head = piece[:_WINDOW]
        energy = float(head @ head)
        if energy < 1e-4:
            continue
        correlation = np.correlate(piece, head, "valid")
        ends = np.cumsum(np.square(piece))
        energies = ends[_WINDOW - 1 :] - np.concatenate([[0], ends[:-_WINDOW]])
        score = correlation / np.sqrt(energy * np.maximum(energies, 1e-9))
        lags = np.arange(_RATE // _HIGH_HZ, longest)
        best = score[lags].max()
        if best >= _VOICED:
            near = lags[score[lags] >= 0.9 * best]
            peak = near[0]
            while peak + 1 < longest and score[peak + 1] > score[peak]:
                peak += 1
            found.append(_RATE / peak)
    if not found:
        return 0.0, 0.0
    return float(np.median(found)), len(found) / max(1, len(starts))
