"""Predicts the statistics of the decoder's instance norms before the layers are computed.

Kokoro's decoder body and generator normalise each channel over the whole utterance, so no audio
exists before all of it is computed. The means and variances of the channels are, to a few percent,
a linear function of the decoder's inputs: encoded text, F0, energy and style. With predicted
statistics the first window of an utterance can be computed alone.

The regression (ridge, reduced rank) was fitted by `benchmarks/fit_norm_statistics.py` on speech of
the model itself; its coefficients are package data.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine.kokoro._harmonic_source import VOICED_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NormStatistics", "predict_norm_statistics", "regression_features"]

_COEFFICIENTS_FILE: Final = "norm_statistics.npz"
_MAX_RMS_Z_SCORE: Final = 1.4
"""Root mean square of the standardised features beyond which the prediction is not used; English
speech has 0.7 to 1.4."""


@dataclass(frozen=True, slots=True)
class NormStatistics:
    """Mean (row 0) and mean square (row 1) of every channel of every instance norm."""

    body: "NDArray[np.float32]"
    """float32 [2, channels of the decoder body's norms]."""
    generator: "NDArray[np.float32]"
    """float32 [2, channels of the generator's norms]."""


def regression_features(
    encoded: "NDArray[np.float32]",
    f0: "NDArray[np.float32]",
    energy: "NDArray[np.float32]",
    style: "NDArray[np.float32]",
) -> "NDArray[np.float64]":
    """The features of an utterance that its norm statistics are predicted from.

    Args:
        encoded: float32 [frames, 512], the encoded text, aligned to frames.
        f0: float32 [2 * frames], Hz.
        energy: float32 [2 * frames].
        style: float32 [256].

    Returns:
        float64 [1289].
    """
    curves = np.stack([f0, np.log1p(np.maximum(f0, 0)), energy], axis=1)
    voiced_share = [(f0 > VOICED_HZ).mean()]
    length = [1 / len(encoded), len(encoded)]
    text, prosody = _mean_and_log_variance(encoded), _mean_and_log_variance(curves)
    return np.concatenate([*text, *prosody, voiced_share, style, length])


def predict_norm_statistics(
    encoded: "NDArray[np.float32]",
    f0: "NDArray[np.float32]",
    energy: "NDArray[np.float32]",
    style: "NDArray[np.float32]",
) -> NormStatistics | None:
    """Predicts the norm statistics of the decoder body and the generator.

    Args:
        encoded: float32 [frames, 512], the encoded text, aligned to frames.
        f0: float32 [2 * frames], Hz.
        energy: float32 [2 * frames].
        style: float32 [256].

    Returns:
        The statistics; None where the utterance is too unlike those of the fit, such as speech at
        a quarter of the speed.
    """
    fit = _coefficients()
    features = regression_features(encoded, f0, energy, style)
    z_scores = ((features - fit["centre"]) / fit["spread"]).astype(np.float32)
    if np.sqrt((z_scores**2).mean()) > _MAX_RMS_Z_SCORE:
        return None
    latent = matmul_single_threaded(fit["inner"], z_scores)
    predicted = fit["mean"] + matmul_single_threaded(fit["outer"], latent) * fit["scale"]
    mean, log_variance = np.split(predicted, 2)
    statistics = np.stack([mean, np.exp(log_variance) + mean * mean])
    body_channels = int(fit["body"])
    return NormStatistics(
        statistics[:, :body_channels].copy(), statistics[:, body_channels:].copy()
    )


def _mean_and_log_variance(
    rows: "NDArray[np.float32]",
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Mean and log variance of each column."""
    mean = _column_means(rows)
    return mean, np.log(np.maximum(_column_means(rows * rows) - mean * mean, 1e-8))


def _column_means(rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
    means: NDArray[np.float64] = rows.mean(0, dtype=np.float64)
    return means


@cache
def _coefficients() -> "dict[str, NDArray[np.float32]]":
    from importlib.resources import files

    path = files("phemius_core.engine.kokoro") / _COEFFICIENTS_FILE
    with path.open("rb") as file, np.load(file) as arrays:
        found = {name: arrays[name].astype(np.float32) for name in arrays.files}
    # Transposed so that each output is a contiguous row.
    return found | {name: np.ascontiguousarray(found[name].T) for name in ("inner", "outer")}
