"""Pointers into numpy arrays for the kernels, which trust shapes: a wrong one is refused here."""

from ctypes import POINTER, c_float, c_int8, c_int16
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["FloatPointer", "Int8Pointer", "Int16Pointer", "float_pointer", "pointer"]

FloatPointer = POINTER(c_float)
Int8Pointer = POINTER(c_int8)
Int16Pointer = POINTER(c_int16)
_POINTERS: Final[dict[np.dtype[Any], Any]] = {
    np.dtype(np.float32): FloatPointer,
    np.dtype(np.int8): Int8Pointer,
    np.dtype(np.int16): Int16Pointer,
}


def pointer(
    name: str, array: NDArray[Any], shape: tuple[int, ...], dtype: type[np.generic] = np.float32
) -> Any:
    """Returns a pointer to the first element of an array, which the kernels read or write.

    Args:
        name: What the array is, for the error.
        array: The array.
        shape: The shape that the kernels take it to have.
        dtype: The type of element that they take it to have.

    Raises:
        ValueError: The array has another shape or type, is not contiguous, or is not aligned.
    """
    expected = np.dtype(dtype)
    if array.shape != shape or array.dtype != expected:
        raise ValueError(
            f"{name} is {array.dtype} {array.shape}: the kernels need {expected} {shape}"
        )
    if not (array.flags.c_contiguous and array.flags.aligned):
        raise ValueError(f"{name} is not contiguous or not aligned: give a contiguous copy")
    return array.ctypes.data_as(_POINTERS[expected])


def float_pointer(name: str, array: NDArray[np.float32] | None, *shape: int) -> Any:
    """As `pointer`, for float32; NULL for None."""
    return None if array is None else pointer(name, array, shape)
