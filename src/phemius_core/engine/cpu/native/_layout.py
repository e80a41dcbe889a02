"""Weights as integers, in the order in which the native kernels read them."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CHANNEL_BLOCK",
    "NotInt8",
    "interleave_outputs",
    "interleave_pairs",
    "pad_channels",
    "recover_int8",
]

CHANNEL_BLOCK: Final = 16
"""Output channels that are interleaved; `CHANNEL_BLOCK` of `kernels.h`."""
_CHANNEL_MULTIPLE: Final = 32
"""Numbers of channels are padded to a multiple of this."""
_INT8_MAX: Final = 127


class NotInt8(Exception):
    """The weights are not those of the int8 export, so the integer kernels cannot take them."""


def recover_int8(kernel: NDArray[np.float32]) -> tuple[NDArray[np.int64], float]:
    """Recovers the integers of weights that were dequantised from int8.

    Args:
        kernel: float32 of any shape, with one scale for all.

    Returns:
        int64 of the same shape, within ±127, and the scale: the value of one integer step.

    Raises:
        NotInt8: The weights are not multiples of one step.
    """
    values = np.unique(kernel)
    largest = float(np.abs(values).max())
    if 1 < len(values) <= 2 * _INT8_MAX + 1:
        # Differences of float32 lose digits: the largest value gives the step more exactly.
        scale = largest / round(largest / float(np.diff(values).min()))
        integers = np.rint(kernel / scale)
        error = np.abs(kernel / scale - integers).max()
        if error < 0.01 and np.abs(integers).max() <= _INT8_MAX:
            return integers.astype(np.int64), scale
    raise NotInt8("the weights are not multiples of an int8 step: use the int8 export")


def pad_channels(values: NDArray[Any], axis: int) -> NDArray[Any]:
    """Appends zeros up to a multiple of 32 along an axis."""
    padding = [
        (0, -size % _CHANNEL_MULTIPLE if at == axis else 0) for at, size in enumerate(values.shape)
    ]
    return np.pad(values, padding)


def interleave_outputs(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reorders float32 [outputs, inputs] to [outputs / 16, inputs, 16]."""
    outputs, inputs = kernel.shape
    split = kernel.reshape(outputs // CHANNEL_BLOCK, CHANNEL_BLOCK, inputs).transpose(0, 2, 1)
    return np.ascontiguousarray(split, np.float32)


def interleave_pairs(kernel: NDArray[np.int64], dtype: type[np.integer[Any]]) -> NDArray[Any]:
    """Reorders int64 [outputs, blocks, inputs] to [outputs / 16, blocks, inputs / 2, 16, 2].

    Args:
        kernel: The weights; a block is a group of taps, or 1.
        dtype: Type of the result.

    Raises:
        ValueError: A weight is outside the range of `dtype`.
    """
    outputs, blocks, inputs = kernel.shape
    if np.abs(kernel).max() > np.iinfo(dtype).max:
        raise ValueError(f"a weight is outside the range of {np.dtype(dtype).name}")
    split = kernel.reshape(outputs // CHANNEL_BLOCK, CHANNEL_BLOCK, blocks, inputs // 2, 2)
    return np.ascontiguousarray(split.transpose(0, 2, 3, 1, 4), dtype)
