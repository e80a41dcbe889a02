"""Speaker embeddings by CAM++ (Wang et al. 2023, arXiv:2303.00332) on torch, differentiable.

Its 192 values tell people apart far better than a d-vector does: the cosine similarity to another
recording of the same person is about 0.9, to one of a stranger 0.1.
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from phemius_core.cloning._packaged_arrays import read_arrays
from phemius_core.dimensions import SAMPLE_RATE

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

__all__ = ["CamPlusPlus"]

_WINDOW_SAMPLES: Final = 600
_HOP_SAMPLES: Final = 240
_FFT_SAMPLES: Final = 768
_N_MELS: Final = 80
_BAND_HZ: Final = (20, 8_000)
_TRAINED_RATE: Final = 16_000
"""The network was trained on windows of 400 samples at this rate, after pre-emphasis in the time
domain; here it is applied to the spectrum.
"""
_PREEMPHASIS: Final = 0.97
_POWER_FLOOR: Final = 2.0**-23
_SEGMENT_FRAMES: Final = 100
"""Frames whose mean is the context of each of them."""
_DENSE_BLOCKS: Final = ((12, 1), (24, 2), (16, 2))
"""Number of layers and dilation of each dense block."""


class CamPlusPlus:
    """The published network with its batch norms folded and its weights in 8 bits."""

    def __init__(self) -> None:
        import torch

        self._torch: Any = torch
        self._weights = {name: torch.from_numpy(value) for name, value in _read().items()}
        self._filters = torch.from_numpy(_filters())
        self._window = torch.hann_window(_WINDOW_SAMPLES, periodic=False) ** 0.85

    def __call__(self, samples: "torch.Tensor") -> "torch.Tensor":
        """Speaker embedding.

        Args:
            samples: float32 [n] at 24 kHz, within ±1; at least 50 ms.

        Returns:
            float32 [192], of length 1.
        """
        hidden = self._head(self.features(samples))
        hidden = self._torch.relu(self._conv(hidden, "tdnn", stride=2))
        for block, (layers, dilation) in enumerate(_DENSE_BLOCKS):
            for layer in range(layers):
                hidden = self._dense(hidden, f"block{block}.{layer}", dilation)
            hidden = self._conv(self._activated(hidden, f"transit{block}"), f"transit{block}")
        hidden = self._activated(hidden, "out")
        pooled = self._torch.cat([hidden.mean(-1), hidden.std(-1)], dim=1)[..., None]
        embedding = self._conv(pooled, "embedding").reshape(-1)
        return embedding / embedding.norm()

    def features(self, samples: "torch.Tensor") -> "torch.Tensor":
        """Logarithms of mel power less the mean of their band: float32 [1, 80, frames].

        Args:
            samples: float32 [n] at 24 kHz.
        """
        frames = samples.unfold(0, _WINDOW_SAMPLES, _HOP_SAMPLES)
        frames = frames - frames.mean(dim=1, keepdim=True)
        spectrum = self._torch.fft.rfft(frames * self._window, _FFT_SAMPLES)
        power = spectrum.real.square() + spectrum.imag.square()
        mel = (power @ self._filters).clamp_min(_POWER_FLOOR).log()
        return (mel - mel.mean(dim=0)).T[None]

    def _head(self, features: "torch.Tensor") -> "torch.Tensor":
        """Residual convolutions over bands and frames: float32 [1, 320, frames]."""
        relu = self._torch.relu
        hidden = relu(self._conv(features[None], "head.in"))
        for block in range(4):
            name, stride = f"head.{block}", 2 - block % 2
            shortcut = hidden if stride == 1 else self._conv(hidden, f"{name}.past", stride=stride)
            inner = relu(self._conv(hidden, f"{name}.a", stride=stride))
            hidden = relu(shortcut + self._conv(inner, f"{name}.b"))
        return relu(self._conv(hidden, "head.out", stride=2)).flatten(1, 2)

    def _dense(self, hidden: "torch.Tensor", name: str, dilation: int) -> "torch.Tensor":
        """A layer whose output, masked by its context, is concatenated to its input."""
        torch = self._torch
        inner = torch.relu(self._conv(self._activated(hidden, name), f"{name}.in"))
        means = torch.nn.functional.avg_pool1d(
            inner, _SEGMENT_FRAMES, _SEGMENT_FRAMES, ceil_mode=True
        )
        means = means.repeat_interleave(_SEGMENT_FRAMES, dim=-1)[..., : inner.shape[-1]]
        context = inner.mean(dim=-1, keepdim=True) + means
        context = torch.relu(self._conv(context, f"{name}.context"))
        mask = torch.sigmoid(self._conv(context, f"{name}.mask"))
        return torch.cat([hidden, mask * self._conv(inner, f"{name}.out", dilation)], dim=1)

    def _activated(self, hidden: "torch.Tensor", name: str) -> "torch.Tensor":
        scale, shift = self._weights[f"{name}.scale"], self._weights[f"{name}.shift"]
        return self._torch.relu(hidden * scale[:, None] + shift[:, None])

    def _conv(
        self, hidden: "torch.Tensor", name: str, dilation: int = 1, *, stride: int = 1
    ) -> "torch.Tensor":
        """A 1-D or 2-D convolution with "same" padding; a 2-D stride is that of the bands."""
        weight, bias = self._weights[f"{name}.weight"], self._weights.get(f"{name}.bias")
        padding = weight.shape[-1] // 2 * dilation
        functional = self._torch.nn.functional
        if weight.ndim == 4:
            return functional.conv2d(hidden, weight, bias, (stride, 1), padding)
        return functional.conv1d(hidden, weight, bias, stride, padding, dilation)


def _read() -> "dict[str, NDArray[np.float32]]":
    """The network's weights: stored in 8 bits with a scale for each output, or in float16."""
    stored = read_arrays("campplus.npz")
    return {
        name: value.astype(np.float32) * stored.get(f"{name}.step", np.float32(1))
        for name, value in stored.items()
        if not name.endswith(".step")
    }


def _filters() -> "NDArray[np.float32]":
    """Mel filters that also apply the pre-emphasis: float32 [385, 80]."""
    hz = np.arange(_FFT_SAMPLES // 2 + 1) * SAMPLE_RATE / _FFT_SAMPLES
    mels = 1127 * np.log(1 + hz / 700)
    low, high = (1127 * np.log(1 + edge / 700) for edge in _BAND_HZ)
    edges = np.linspace(low, high, _N_MELS + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising = (mels[:, None] - left) / (centre - left)
    falling = (right - mels[:, None]) / (right - centre)
    emphasis = np.abs(1 - _PREEMPHASIS * np.exp(-2j * np.pi * hz / _TRAINED_RATE)) ** 2
    triangles = np.maximum(0, np.minimum(rising, falling)) * emphasis[:, None]
    filters: NDArray[np.float32] = triangles.astype(np.float32)
    return filters * np.float32((_TRAINED_RATE / SAMPLE_RATE) ** 2)
