"""Samples to PCM."""

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pcm16"]

_FULL_SCALE: Final = 32767


def pcm16(samples: "NDArray[np.floating]") -> bytes:
    """Samples as signed 16-bit little-endian PCM, rounded to the nearest step and clipped at ±1.

    Args:
        samples: float [n]; ±1 is full scale, ±32767.

    Returns:
        2 bytes a sample.

    Raises:
        ValueError: A sample is not a number.
    """
    scaled = np.rint(np.asarray(samples, np.float64) * _FULL_SCALE)
    if np.isnan(scaled).any():
        raise ValueError("a sample is not a number: give finite samples")
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE).astype("<i2").tobytes()
