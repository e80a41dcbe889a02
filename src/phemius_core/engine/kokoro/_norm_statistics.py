"""What the layers of body and generator will be like, told before they are computed.

Means and variances of their channels over an utterance are, to a few percent, a linear function
of what they are given: the encoded text, pitch, energy and style. The function was fitted by
`benchmarks/fit_norm_statistics.py` on speech of the model's own; it is data of this package.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.engine._matmul import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Told", "features", "told_statistics"]

_FILE: Final = "norm_statistics.npz"
_FAMILIAR: Final = 1.4
"""Root mean square of the features in standard deviations: 0.7 to 1.4 for English."""


@dataclass(frozen=True, slots=True)
class Told:
    """Means and mean squares, float32 [2, norms] each."""

    body: "NDArray[np.float32]"
    generator: "NDArray[np.float32]"


def features(
    encoded: "NDArray[np.float32]",
    f0: "NDArray[np.float32]",
    energy: "NDArray[np.float32]",
    style: "NDArray[np.float32]",
) -> "NDArray[np.float64]":
    """What the statistics are told from, float64 [n].

    Args:
        encoded: float32 [frames, 512], the encoded text, aligned.
        f0: float32 [2 * frames], Hz.
        energy: float32 [2 * frames].
        style: float32 [256].
    """
    curves = np.stack([f0, np.log1p(np.maximum(f0, 0)), energy], axis=1)
    voiced = [(f0 > 10).mean()]
    length = [1 / len(encoded), len(encoded)]
    return np.concatenate([*_spread(encoded), *_spread(curves), voiced, style, length])


def told_statistics(
    encoded: "NDArray[np.float32]",
    f0: "NDArray[np.float32]",
    energy: "NDArray[np.float32]",
    style: "NDArray[np.float32]",
) -> Told | None:
    """Means and mean squares of the layers of body and generator.

    None where the utterance is too unlike those that the function was fitted on, such as one
    at a quarter of the speed. Arguments as for `features`.
    """
    fit = _fit()
    found = features(encoded, f0, energy, style)
    scaled = ((found - fit["centre"]) / fit["spread"]).astype(np.float32)
    if np.sqrt((scaled**2).mean()) > _FAMILIAR:
        return None
    both = fit["mean"] + product(fit["outer"], product(fit["inner"], scaled)) * fit["scale"]
    mean, log_variance = np.split(both, 2)
    told = np.stack([mean, np.exp(log_variance) + mean * mean])
    body = int(fit["body"])
    return Told(told[:, :body].copy(), told[:, body:].copy())


def _spread(rows: "NDArray[np.float32]") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Mean and log variance of each column."""
    mean = _means(rows)
    return mean, np.log(np.maximum(_means(rows * rows) - mean * mean, 1e-8))


def _means(rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
    found: NDArray[np.float64] = rows.mean(0, dtype=np.float64)
    return found


@cache
def _fit() -> "dict[str, NDArray[np.float32]]":
    with (files("phemius_core.engine.kokoro") / _FILE).open("rb") as file, np.load(file) as arrays:
        found = {name: arrays[name].astype(np.float32) for name in arrays.files}
    # By rows of what they give.
    return found | {name: np.ascontiguousarray(found[name].T) for name in ("inner", "outer")}
