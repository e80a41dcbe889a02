"""Speaker embeddings by the d-vector network of Resemblyzer (Wan et al. 2018, arXiv:1710.10467).

This is the network in numpy, for checks that need no gradient; `DVectorEncoder` is the same
network on torch.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._packaged_arrays import read_arrays
from phemius_core.dimensions import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "HOP_SAMPLES",
    "N_LAYERS",
    "N_MELS",
    "PARTIAL_FRAMES",
    "POWER_SCALE",
    "TARGET_RMS",
    "WINDOW_SAMPLES",
    "dvector_weights",
    "embed_windows",
    "mean_embedding",
    "mel_filters",
    "window_starts",
]

HOP_SAMPLES: Final = 240
WINDOW_SAMPLES: Final = 600
N_MELS: Final = 40
_TOP_HZ: Final = 8_000
N_LAYERS: Final = 3
_UNITS: Final = 256
PARTIAL_FRAMES: Final = 160
"""Frames of 10 ms in a window that the network embeds."""
TARGET_RMS: Final = 10 ** (-30 / 20)
"""Samples are scaled to -30 dB against full scale."""
POWER_SCALE: Final = 1.5**2
"""Power of an FFT of 600 samples at 24 kHz over that of 400 at 16 kHz, which the network was
trained on.
"""
_LOG_STEP: Final = np.log(6.4) / 27
"""Slaney's mel scale above 1 kHz: 27 steps to a factor of 6.4."""


def dvector_weights() -> "dict[str, NDArray[np.float32]]":
    """The network's weights, by torch's names."""
    stored = read_arrays("speaker_encoder.npz")
    return {name: value.astype(np.float32) for name, value in stored.items()}


@lru_cache(1)
def mel_filters() -> "NDArray[np.float32]":
    """Mel filters, float32 [40, 301]: triangles of equal area on Slaney's mel scale."""
    knee, step = 1000.0, 200 / 3
    top = knee / step + float(np.log(_TOP_HZ / knee)) / _LOG_STEP
    mels = np.linspace(0, top, N_MELS + 2)
    edges = np.where(
        mels < knee / step, mels * step, knee * np.exp(_LOG_STEP * (mels - knee / step))
    )
    bins = np.arange(WINDOW_SAMPLES // 2 + 1) * SAMPLE_RATE / WINDOW_SAMPLES
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - left) / (centre - left), (right - bins) / (right - centre)
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)
    filters: NDArray[np.float32] = triangles.astype(np.float32)
    return filters


def mel_power(samples: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Mel power, float32 [frames, 40], after the samples are scaled to `TARGET_RMS`.

    Args:
        samples: float32 [n] at 24 kHz.
    """
    level = max(float(np.sqrt(np.square(samples, dtype=np.float64).mean())), 1e-5)
    padded = np.pad(samples * np.float32(TARGET_RMS / level), WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    window = np.hanning(WINDOW_SAMPLES + 1)[:-1].astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1))).astype(np.float32)
    mel: NDArray[np.float32] = power @ mel_filters().T / np.float32(POWER_SCALE)
    return mel


def window_starts(frames: int) -> list[int]:
    """First frames of windows of 1.6 s that overlap by half.

    Args:
        frames: Number of frames of 10 ms.
    """
    last = max(0, frames - PARTIAL_FRAMES)
    count = max(1, round(last / (PARTIAL_FRAMES // 2)) + 1)
    return [round(last * n / max(1, count - 1)) for n in range(count)]


def embed_windows(samples: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Speaker embeddings of windows of 1.6 s.

    Args:
        samples: float32 [n] at 24 kHz, without long pauses.

    Returns:
        float32 [windows, 256], each of length 1.
    """
    weights = dvector_weights()
    mel = mel_power(samples)
    batch = np.stack([mel[start : start + PARTIAL_FRAMES] for start in window_starts(len(mel))])
    for layer in range(N_LAYERS):
        batch = _lstm(batch, weights, layer)
    raw = np.maximum(0, batch[:, -1] @ weights["linear.weight"].T + weights["linear.bias"])
    embeddings: NDArray[np.float32] = raw / np.maximum(
        np.linalg.norm(raw, axis=1, keepdims=True), 1e-6
    )
    return embeddings


def mean_embedding(embeddings: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Mean of embeddings, scaled to length 1: float32 [256].

    Args:
        embeddings: float32 [n, 256].
    """
    mean = embeddings.mean(axis=0)
    embedding: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return embedding


def _lstm(
    inputs: "NDArray[np.float32]", weights: "dict[str, NDArray[np.float32]]", layer: int
) -> "NDArray[np.float32]":
    """A layer of torch's LSTM: float32 [windows, frames, n] to float32 [windows, frames, 256]."""
    projected = inputs @ weights[f"lstm.weight_ih_l{layer}"].T
    projected += weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    recurrent = weights[f"lstm.weight_hh_l{layer}"].T
    hidden = np.zeros((len(inputs), _UNITS), np.float32)
    cell = np.zeros_like(hidden)
    outputs = np.empty((*inputs.shape[:2], _UNITS), np.float32)
    for frame in range(inputs.shape[1]):
        gates = projected[:, frame] + hidden @ recurrent
        input_gate, forget_gate, candidate, output_gate = np.split(gates, 4, axis=1)
        cell = _sigmoid(forget_gate) * cell + _sigmoid(input_gate) * np.tanh(candidate)
        hidden = _sigmoid(output_gate) * np.tanh(cell)
        outputs[:, frame] = hidden
    return outputs


def _sigmoid(value: "NDArray[np.float32]") -> "NDArray[np.float32]":
    half: NDArray[np.float32] = np.float32(0.5) * (1 + np.tanh(np.float32(0.5) * value))
    return half
