"""Who speaks, as a vector: the d-vector network of Resemblyzer (Wan et al. 2018, arXiv:1710.10467).

In numpy, for checks that need no gradient; `TorchEncoder` is the same network for those that do.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._data import read_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "LAYERS",
    "LOUDNESS",
    "MELS",
    "PARTIAL",
    "POWER",
    "STEP",
    "WINDOW",
    "embed_windows",
    "encoder_weights",
    "joined",
    "mel_filters",
    "window_starts",
]

_RATE: Final = 24_000
STEP: Final = 240
WINDOW: Final = 600
MELS: Final = 40
_TOP_HZ: Final = 8_000
LAYERS: Final = 3
_UNITS: Final = 256
PARTIAL: Final = 160
"""Frames of 10 ms that the network was trained on at once."""
LOUDNESS: Final = 10 ** (-30 / 20)
POWER: Final = 1.5**2
"""It was trained on windows of 400 samples at 16 kHz; ours has 600 at 24 kHz."""
_LOG_STEP: Final = np.log(6.4) / 27


def encoder_weights() -> "dict[str, NDArray[np.float32]]":
    """The network's tensors, by torch's names."""
    stored = read_arrays("speaker_encoder.npz")
    return {name: value.astype(np.float32) for name, value in stored.items()}


@lru_cache(1)
def mel_filters() -> "NDArray[np.float32]":
    """float32 [40, 301]: triangles on Slaney's mel scale, of equal area."""
    knee, step = 1000.0, 200 / 3
    top = knee / step + float(np.log(_TOP_HZ / knee)) / _LOG_STEP
    mels = np.linspace(0, top, MELS + 2)
    edges = np.where(
        mels < knee / step, mels * step, knee * np.exp(_LOG_STEP * (mels - knee / step))
    )
    bins = np.arange(WINDOW // 2 + 1) * _RATE / WINDOW
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - left) / (centre - left), (right - bins) / (right - centre)
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)
    filters: NDArray[np.float32] = triangles.astype(np.float32)
    return filters


def mel_power(samples: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """float32 [frames, 40]: mel power of float32 [n] samples at 24 kHz, at one loudness."""
    level = max(float(np.sqrt(np.square(samples, dtype=np.float64).mean())), 1e-5)
    padded = np.pad(samples * np.float32(LOUDNESS / level), WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1))).astype(np.float32)
    mel: NDArray[np.float32] = power @ mel_filters().T / np.float32(POWER)
    return mel


def window_starts(frames: int) -> list[int]:
    """Where the windows of 1.6 s begin, which overlap by half."""
    last = max(0, frames - PARTIAL)
    count = max(1, round(last / (PARTIAL // 2)) + 1)
    return [round(last * n / max(1, count - 1)) for n in range(count)]


def embed_windows(samples: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """float32 [windows, 256]: who speaks in each 1.6 s, each of length 1.

    Args:
        samples: float32 [n] at 24 kHz, without long pauses.
    """
    weights = encoder_weights()
    mel = mel_power(samples)
    batch = np.stack([mel[start : start + PARTIAL] for start in window_starts(len(mel))])
    for layer in range(LAYERS):
        batch = _lstm(batch, weights, layer)
    raw = np.maximum(0, batch[:, -1] @ weights["linear.weight"].T + weights["linear.bias"])
    each: NDArray[np.float32] = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-6)
    return each


def joined(windows: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """float32 [256]: the mean of windows, of length 1."""
    mean = windows.mean(axis=0)
    embedding: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return embedding


def _lstm(
    inputs: "NDArray[np.float32]", weights: "dict[str, NDArray[np.float32]]", layer: int
) -> "NDArray[np.float32]":
    """One layer of torch's LSTM: float32 [windows, frames, n] to [windows, frames, 256]."""
    into = inputs @ weights[f"lstm.weight_ih_l{layer}"].T
    into += weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    again = weights[f"lstm.weight_hh_l{layer}"].T
    hidden = np.zeros((len(inputs), _UNITS), np.float32)
    cell = np.zeros_like(hidden)
    outputs = np.empty((*inputs.shape[:2], _UNITS), np.float32)
    for frame in range(inputs.shape[1]):
        gates = into[:, frame] + hidden @ again
        entry, forget, fresh, out = np.split(gates, 4, axis=1)
        cell = _sigmoid(forget) * cell + _sigmoid(entry) * np.tanh(fresh)
        hidden = _sigmoid(out) * np.tanh(cell)
        outputs[:, frame] = hidden
    return outputs


def _sigmoid(value: "NDArray[np.float32]") -> "NDArray[np.float32]":
    half: NDArray[np.float32] = np.float32(0.5) * (1 + np.tanh(np.float32(0.5) * value))
    return half
