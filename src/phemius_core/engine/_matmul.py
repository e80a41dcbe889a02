"""Matrix multiplication that stays in the calling thread."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["matmul_single_threaded"]

_MAX_PRODUCTS: Final = 1 << 17
"""Multiplications that OpenBLAS computes without its threads: half of its own threshold."""


def matmul_single_threaded(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """`a @ b`, in pieces too small for a BLAS library to share among its threads.

    After each call the threads of a BLAS library spin while they wait for the next one, on the
    cores that the model needs.

    Args:
        a: [n, k].
        b: [k, m] or [k].

    Returns:
        [n, m] or [n].
    """
    if b.ndim == 1:
        vector: NDArray[Any] = np.vecdot(a, b)
        return vector
    rows = max(1, _MAX_PRODUCTS // max(1, b.size))
    out = np.empty((len(a), b.shape[1]), np.result_type(a, b))
    for start in range(0, len(a), rows):
        np.matmul(a[start : start + rows], b, out=out[start : start + rows])
    return out
