"""Weights as whole numbers, and the order in which the native kernels read them."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["NotWhole", "integers", "padded", "pairs", "units"]

UNIT: Final = 16
"""Output channels side by side."""
WIDE: Final = 32
"""Channels come in multiples of so many; zeros fill up."""
_LARGEST: Final = 127


class NotWhole(Exception):
    """Weights that the integer kernels cannot take as they are."""


def integers(kernel: NDArray[np.float32]) -> tuple[NDArray[np.int64], float]:
    """Weights as integers, and what one of them is.

    Raises:
        NotWhole: They do not lie on a grid of eight bits.
    """
    values = np.unique(kernel)
    largest = float(np.abs(values).max())
    if 1 < len(values) <= 2 * _LARGEST + 1:
        # Differences of float32 lose digits: the largest value says the step more exactly.
        step = largest / round(largest / float(np.diff(values).min()))
        whole = np.rint(kernel / step)
        if np.abs(kernel / step - whole).max() < 0.01 and np.abs(whole).max() <= _LARGEST:
            return whole.astype(np.int64), step
    raise NotWhole("these weights are not those of the int8 export")


def padded(values: NDArray[Any], axis: int) -> NDArray[Any]:
    """Zeros behind, up to a multiple of `WIDE`."""
    more = [(0, -size % WIDE if at == axis else 0) for at, size in enumerate(values.shape)]
    return np.pad(values, more)


def units(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """[outputs, inputs] to [outputs / 16][inputs][16]."""
    outputs, inputs = kernel.shape
    split = kernel.reshape(outputs // UNIT, UNIT, inputs).transpose(0, 2, 1)
    return np.ascontiguousarray(split, np.float32)


def pairs(kernel: NDArray[np.int64], dtype: type[np.integer[Any]]) -> NDArray[Any]:
    """[outputs, blocks, channels] to [outputs / 16][blocks][channels / 2][16][2]."""
    outputs, blocks, channels = kernel.shape
    if np.abs(kernel).max() > np.iinfo(dtype).max:
        raise ValueError(f"weights leave {np.dtype(dtype).name}")
    split = kernel.reshape(outputs // UNIT, UNIT, blocks, channels // 2, 2)
    return np.ascontiguousarray(split.transpose(0, 2, 3, 1, 4), dtype)
