"""Whether a recording has one speaker or more."""

from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._dvector import mean_embedding

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_one_speaker"]

_MIN_SIMILARITY: Final = 0.68
"""Halves of each of nine stock voices have 0.79 or more; 31 of the 36 pairs of them have less than
this.
"""
_MIN_SHARE: Final = 0.15
_MIN_WINDOWS: Final = 2


def is_one_speaker(windows: "NDArray[np.float32]") -> bool:
    """Whether the windows of a recording are of one speaker.

    The windows are split into the two clusters that differ most. Those of one speaker are still
    more similar than two speakers are.

    Args:
        windows: float32 [n, 256], embeddings of length 1.
    """
    return split_similarity(windows) > _MIN_SIMILARITY


def split_similarity(windows: "NDArray[np.float32]") -> float:
    """Cosine similarity of the two clusters of windows that differ most; 1 if there is only one.

    Args:
        windows: float32 [n, 256], embeddings of length 1.
    """
    _, _, axes = np.linalg.svd(windows - windows.mean(axis=0), full_matrices=False)
    in_first = windows @ axes[0] > windows.mean(axis=0) @ axes[0]
    for _ in range(10):
        if not in_first.any() or in_first.all():
            return 1.0
        closer = windows @ mean_embedding(windows[in_first]) > windows @ mean_embedding(
            windows[~in_first]
        )
        if (closer == in_first).all():
            break
        in_first = closer
    fewer = min(int(in_first.sum()), int((~in_first).sum()))
    if fewer < max(_MIN_WINDOWS, _MIN_SHARE * len(windows)):
        return 1.0
    return float(mean_embedding(windows[in_first]) @ mean_embedding(windows[~in_first]))
