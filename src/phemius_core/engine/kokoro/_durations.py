"""How long each phoneme is, and what pitch and energy are made of: the recurrent layers."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import product
from phemius_core.engine.kokoro._weights import Weights

__all__ = ["LSTMS", "Lstm", "Prosody", "ProsodyWeights", "normalised"]

LSTMS: Final = (
    "predictor.text_encoder.lstms.0",
    "predictor.text_encoder.lstms.2",
    "predictor.text_encoder.lstms.4",
    "predictor.lstm",
    "text_encoder.lstm",
    "predictor.shared",
)
"""All recurrent layers; 256 values in each direction."""
_NORMS: Final = tuple(f"predictor.text_encoder.lstms.{index}.fc" for index in (1, 3, 5))
_DURATION: Final = "predictor.duration_proj.linear_layer"


class Lstm(Protocol):
    """A recurrent layer of `LSTMS`."""

    def __call__(self, name: str, x: NDArray[np.float32], /) -> NDArray[np.float32]:
        """float32 [n, inputs] to float32 [n, 512], both directions side by side."""
        ...


@dataclass(frozen=True, slots=True)
class ProsodyWeights:
    """What stands between the recurrent layers."""

    norms: NDArray[np.float32]
    """float32 [3, 1024, 129]: gain and shift of a style, the last column for the bias."""
    duration: NDArray[np.float32]
    """float32 [50, 513]."""

    @classmethod
    def of(cls, weights: Weights) -> "ProsodyWeights":
        def affine(name: str) -> NDArray[np.float32]:
            return np.column_stack([weights[f"{name}.weight"], weights[f"{name}.bias"]])

        norms = np.stack([affine(name) for name in _NORMS])
        return cls(norms.astype(np.float32), affine(_DURATION).astype(np.float32))


class Prosody:
    """The recurrent layers, whatever computes them."""

    def __init__(self, weights: ProsodyWeights, lstm: Lstm) -> None:
        self._weights = weights
        self._lstm = lstm

    def durations(
        self, read: NDArray[np.float32], style: NDArray[np.float32], speed: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Frames of each phoneme, int64 [n], and features of them, float32 [n, 640].

        Args:
            read: float32 [n, 512], of PL-BERT.
            style: float32 [256].
            speed: Divides the durations.
        """
        prosody = np.broadcast_to(style[128:], (len(read), 128))
        column = np.append(style[128:], np.float32(1))
        features = np.concatenate((read, prosody), axis=1)
        for name, norm in zip(LSTMS, self._weights.norms, strict=False):
            gain, shift = np.split(product(norm, column), 2)
            rows = normalised(self._lstm(name, features), 1e-5) * (1 + gain) + shift
            features = np.concatenate((rows, prosody), axis=1)
        hidden = self._lstm("predictor.lstm", features)
        duration = self._weights.duration
        shares = 1 / (1 + np.exp(-(product(hidden, duration[:, :-1].T) + duration[:, -1])))
        frames = np.maximum(np.rint(shares.sum(axis=1) / np.float32(speed)), 1)
        return frames.astype(np.int64), features

    def encoded(self, read: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 [n, 512], of the text encoder, to float32 [n, 512]."""
        return self._lstm("text_encoder.lstm", read)

    def shared(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 [frames, 640] to float32 [frames, 512]: what pitch and energy are made of."""
        return self._lstm("predictor.shared", features)


def normalised(rows: NDArray[np.float32], epsilon: float) -> NDArray[np.float32]:
    """Rows with mean 0 and variance 1 each."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    found: NDArray[np.float32] = centred / np.sqrt(
        (centred * centred).mean(axis=1, keepdims=True) + np.float32(epsilon)
    )
    return found
