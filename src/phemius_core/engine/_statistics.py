"""What the generator's layers will be like, told before they are computed.

Means and variances of its layers over an utterance are, to a few percent, a linear function of
the decoder's hidden sequence, the harmonic source and the style. The function was fitted by
`benchmarks/fit_statistics.py` on speech of the model's own; it is data of this package.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.engine._product import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["features", "told_statistics"]

_FILE: Final = "statistics.npz"
_FAMILIAR: Final = 1.2
"""Root mean square of the features in standard deviations: 0.8 to 1.0 for English."""


def features(
    hidden: "NDArray[np.float32]", harmonics: "NDArray[np.float32]", style: "NDArray[np.float32]"
) -> "NDArray[np.float64]":
    """What the statistics are told from, float64 [n].

    Args:
        hidden: float32 [512, steps].
        harmonics: float32 [22, 60 * steps + 1].
        style: float32 [256].
    """
    x = hidden.astype(np.float64)
    h = harmonics.astype(np.float64)
    mean = x.mean(1)
    spread = np.log(np.maximum((x * x).mean(1) - mean * mean, 1e-8))
    loud = np.log1p(np.abs(h)).mean(1)
    source = np.concatenate([h.mean(1), (h * h).mean(1), loud])
    length = [2 / hidden.shape[1], hidden.shape[1] / 2]
    return np.concatenate([mean, spread, np.log1p(np.abs(source)) * np.sign(source), style, length])


def told_statistics(
    hidden: "NDArray[np.float32]", harmonics: "NDArray[np.float32]", style: "NDArray[np.float32]"
) -> "NDArray[np.float32] | None":
    """Means and mean squares of the generator's layers, float32 [2, channels].

    None where the utterance is too unlike those that the function was fitted on, such as one
    at a quarter of the speed. Arguments as for `features`.
    """
    fit = _fit()
    scaled = (features(hidden, harmonics, style) - fit["centre"]) / fit["spread"]
    if np.sqrt((scaled**2).mean()) > _FAMILIAR:
        return None
    both = fit["mean"] + product(fit["outer"].T, product(fit["inner"].T, scaled)) * fit["scale"]
    mean, log_variance = np.split(both, 2)
    return np.stack([mean, np.exp(log_variance) + mean * mean]).astype(np.float32)


@cache
def _fit() -> "dict[str, NDArray[np.float64]]":
    with (files("phemius_core.engine") / _FILE).open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name].astype(np.float64) for name in arrays.files}
