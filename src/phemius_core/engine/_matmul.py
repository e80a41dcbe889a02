"""Matrix products that stay in the thread that asks for them."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["product"]

_MATRIX: Final = 1 << 17
"""Multiplications that OpenBLAS does not share among threads: half of its own threshold."""


def product(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """A @ b, in pieces that are too small for threads.

    The threads of a BLAS wait for more work by looking for it, on the cores that the model
    needs next.

    Args:
        a: [n, k].
        b: [k, m] or [k].
    """
    if b.ndim == 1:
        found: NDArray[Any] = np.vecdot(a, b)
        return found
    rows = max(1, _MATRIX // max(1, b.size))
    out = np.empty((len(a), b.shape[1]), np.result_type(a, b))
    for start in range(0, len(a), rows):
        np.matmul(a[start : start + rows], b, out=out[start : start + rows])
    return out
