"""Predicts the duration of each phoneme: Kokoro's duration encoder, its LSTM and projection."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from phemius_core.dimensions import FRAME_SAMPLES, SAMPLE_RATE
from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine.kokoro._layer_dimensions import STYLE_HALF
from phemius_core.engine.kokoro._weights import Weights
from phemius_core.errors import InvalidRequest

__all__ = [
    "LSTMS",
    "MAX_FRAMES",
    "SHARED_LSTM",
    "TEXT_ENCODER_LSTM",
    "DurationPredictor",
    "DurationWeights",
    "Lstm",
    "check_frames",
    "normalised",
]

_DURATION_LSTM: Final = "predictor.lstm"
TEXT_ENCODER_LSTM: Final = "text_encoder.lstm"
"""The last layer of the text encoder: float32 [n, 512] to [n, 512]."""
SHARED_LSTM: Final = "predictor.shared"
"""The layer that F0 and energy are predicted from: float32 [frames, 640] to [frames, 512]."""
LSTMS: Final = (
    "predictor.text_encoder.lstms.0",
    "predictor.text_encoder.lstms.2",
    "predictor.text_encoder.lstms.4",
    _DURATION_LSTM,
    TEXT_ENCODER_LSTM,
    SHARED_LSTM,
)
"""All recurrent layers of the model, bidirectional, with 256 values in each direction."""
MAX_FRAMES: Final = 60 * SAMPLE_RATE // FRAME_SAMPLES
"""Most frames of an utterance, a minute. Memory grows by 12 to 42 KiB per millisecond while an
utterance is computed; the longest that the text of a caller is split into, at any speed, is
a third shorter: `docs/performance.md`."""
_ADAPTIVE_NORMS: Final = tuple(f"predictor.text_encoder.lstms.{index}.fc" for index in (1, 3, 5))
_DURATION_PROJECTION: Final = "predictor.duration_proj.linear_layer"


class Lstm(Protocol):
    """Computes a recurrent layer of `LSTMS` by its name."""

    def __call__(self, name: str, x: NDArray[np.float32], /) -> NDArray[np.float32]:
        """float32 [n, inputs] to float32 [n, 512], both directions side by side."""
        ...


@dataclass(frozen=True, slots=True)
class DurationWeights:
    """Weights of the duration predictor's layers that are not recurrent."""

    norms: NDArray[np.float32]
    """float32 [3, 1024, 129]: of each adaptive layer norm the linear layer from style to gain and
    shift; the last column is its bias."""
    duration: NDArray[np.float32]
    """float32 [50, 513]: the duration projection; the last column is its bias."""

    @classmethod
    def of(cls, weights: Weights) -> "DurationWeights":
        """Takes them from the weights of the model."""

        def with_bias(name: str) -> NDArray[np.float32]:
            return np.column_stack([weights[f"{name}.weight"], weights[f"{name}.bias"]])

        norms = np.stack([with_bias(name) for name in _ADAPTIVE_NORMS])
        return cls(norms.astype(np.float32), with_bias(_DURATION_PROJECTION).astype(np.float32))


class DurationPredictor:
    """Predicts durations from what PL-BERT made of the phonemes.

    Args:
        weights: The layers that are not recurrent.
        lstm: Computes the recurrent layers.
    """

    def __init__(self, weights: DurationWeights, lstm: Lstm) -> None:
        self._weights = weights
        self._lstm = lstm

    def predict(
        self, bert_features: NDArray[np.float32], style: NDArray[np.float32], speed: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Predicts the frames of each phoneme.

        Args:
            bert_features: float32 [n, 512], output of PL-BERT.
            style: float32 [256].
            speed: Divides the durations.

        Returns:
            Frames of each phoneme, int64 [n], at least 1; and the output of the duration encoder,
            float32 [n, 640].

        Raises:
            InvalidRequest: The utterance would be longer than `MAX_FRAMES`.
        """
        prosody_style = style[STYLE_HALF:]
        style_rows = np.broadcast_to(prosody_style, (len(bert_features), STYLE_HALF))
        style_column = np.append(prosody_style, np.float32(1))
        features = np.concatenate((bert_features, style_rows), axis=1)
        for name, norm in zip(LSTMS, self._weights.norms, strict=False):
            gain, shift = np.split(matmul_single_threaded(norm, style_column), 2)
            rows = normalised(self._lstm(name, features), 1e-5) * (1 + gain) + shift
            features = np.concatenate((rows, style_rows), axis=1)
        hidden = self._lstm(_DURATION_LSTM, features)
        projection = self._weights.duration
        logits = matmul_single_threaded(hidden, projection[:, :-1].T) + projection[:, -1]
        # Each of the 50 outputs is the probability that the phoneme lasts that many frames.
        probabilities = 1 / (1 + np.exp(-logits))
        frames = np.maximum(np.rint(probabilities.sum(axis=1) / np.float32(speed)), 1)
        check_frames(int(frames.sum()))
        return frames.astype(np.int64), features


def check_frames(frames: int) -> None:
    """Checks the length of an utterance, before memory is taken for it.

    Raises:
        InvalidRequest: It is longer than `MAX_FRAMES`.
    """
    if frames > MAX_FRAMES:
        seconds, most = (count * FRAME_SAMPLES // SAMPLE_RATE for count in (frames, MAX_FRAMES))
        raise InvalidRequest(
            f"the utterance would last {seconds} s, at most {most} s are spoken at once: "
            "give fewer phonemes or a higher speed"
        )


def normalised(rows: NDArray[np.float32], epsilon: float) -> NDArray[np.float32]:
    """Layer norm without gain and bias: each row with mean 0 and variance 1.

    Args:
        rows: float32 [n, channels].
        epsilon: Added to the variance.
    """
    centred = rows - rows.mean(axis=1, keepdims=True)
    scaled: NDArray[np.float32] = centred / np.sqrt(
        (centred * centred).mean(axis=1, keepdims=True) + np.float32(epsilon)
    )
    return scaled
