"""Whether one person speaks in a recording, or more."""

from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._encoder import joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["one_speaker"]

_SAME: Final = 0.68
"""Halves of nine stock voices came to 0.79 or more; 31 of their 36 pairs to less than this."""
_MIN_SHARE: Final = 0.15
_MIN_WINDOWS: Final = 2


def one_speaker(windows: "NDArray[np.float32]") -> bool:
    """Whether windows of a recording are of one voice, as far as two halves of it can tell.

    The windows are split in two so that the halves differ most. Halves of one voice stay more
    alike than two voices are.

    Args:
        windows: float32 [n, 256], each of length 1.
    """
    return split_similarity(windows) > _SAME


def split_similarity(windows: "NDArray[np.float32]") -> float:
    """How alike the two halves of the windows are that differ most; 1 where there are none."""
    _, _, axes = np.linalg.svd(windows - windows.mean(axis=0), full_matrices=False)
    halves = windows @ axes[0] > windows.mean(axis=0) @ axes[0]
    for _ in range(10):
        if not halves.any() or halves.all():
            return 1.0
        closer = windows @ joined(windows[halves]) > windows @ joined(windows[~halves])
        if (closer == halves).all():
            break
        halves = closer
    fewer = min(int(halves.sum()), int((~halves).sum()))
    if fewer < max(_MIN_WINDOWS, _MIN_SHARE * len(windows)):
        return 1.0
    return float(joined(windows[halves]) @ joined(windows[~halves]))
