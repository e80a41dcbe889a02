"""Who speaks, by CAM++ (Wang et al. 2023, arXiv:2303.00332), on torch, so that gradients pass.

Its 192 numbers tell people apart far better than a d-vector does: another recording of the same
person is at 0.9, a stranger at 0.1.
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from phemius_core.cloning._data import read_arrays

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

__all__ = ["CamPlusPlus"]

_RATE: Final = 24_000
_WINDOW: Final = 600
_STEP: Final = 240
_FFT: Final = 768
_MELS: Final = 80
_RANGE_HZ: Final = (20, 8_000)
_TRAINED_RATE: Final = 16_000
"""Its windows have 400 samples of it and are pre-emphasised, here in the spectrum."""
_PREEMPHASIS: Final = 0.97
_FLOOR: Final = 2.0**-23
_SEGMENT: Final = 100
"""Frames whose mean is the context of each."""
_BLOCKS: Final = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of the dense blocks."""


class CamPlusPlus:
    """The published network, its batch norms folded, its weights in 8 bits."""

    def __init__(self) -> None:
        import torch

        self._torch: Any = torch
        self._weights = {name: torch.from_numpy(value) for name, value in _read().items()}
        self._filters = torch.from_numpy(_filters())
        self._window = torch.hann_window(_WINDOW, periodic=False) ** 0.85

    def __call__(self, samples: "torch.Tensor") -> "torch.Tensor":
        """float32 [192], of length 1.

        Args:
            samples: float32 [n] at 24 kHz, within ±1; at least 50 ms.
        """
        hidden = self._head(self.features(samples))
        hidden = self._torch.relu(self._conv(hidden, "tdnn", stride=2))
        for block, (layers, dilation) in enumerate(_BLOCKS):
            for layer in range(layers):
                hidden = self._dense(hidden, f"block{block}.{layer}", dilation)
            hidden = self._conv(self._activated(hidden, f"transit{block}"), f"transit{block}")
        hidden = self._activated(hidden, "out")
        pooled = self._torch.cat([hidden.mean(-1), hidden.std(-1)], dim=1)[..., None]
        embedding = self._conv(pooled, "embedding").reshape(-1)
        return embedding / embedding.norm()

    def features(self, samples: "torch.Tensor") -> "torch.Tensor":
        """float32 [1, 80, frames]: logarithms of mel power, each band about its mean."""
        frames = samples.unfold(0, _WINDOW, _STEP)
        frames = frames - frames.mean(dim=1, keepdim=True)
        spectrum = self._torch.fft.rfft(frames * self._window, _FFT)
        power = spectrum.real.square() + spectrum.imag.square()
        mel = (power @ self._filters).clamp_min(_FLOOR).log()
        return (mel - mel.mean(dim=0)).T[None]

    def _head(self, features: "torch.Tensor") -> "torch.Tensor":
        """float32 [1, 320, frames]: residual convolutions over bands and frames."""
        relu = self._torch.relu
        hidden = relu(self._conv(features[None], "head.in"))
        for block in range(4):
            name, stride = f"head.{block}", 2 - block % 2
            past = hidden if stride == 1 else self._conv(hidden, f"{name}.past", stride=stride)
            inner = relu(self._conv(hidden, f"{name}.a", stride=stride))
            hidden = relu(past + self._conv(inner, f"{name}.b"))
        return relu(self._conv(hidden, "head.out", stride=2)).flatten(1, 2)

    def _dense(self, hidden: "torch.Tensor", name: str, dilation: int) -> "torch.Tensor":
        """A layer whose output, masked by its context, is put beside its input."""
        torch = self._torch
        inner = torch.relu(self._conv(self._activated(hidden, name), f"{name}.in"))
        means = torch.nn.functional.avg_pool1d(inner, _SEGMENT, _SEGMENT, ceil_mode=True)
        means = means.repeat_interleave(_SEGMENT, dim=-1)[..., : inner.shape[-1]]
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
        """Of one or two dimensions, as long as its input; the stride is of the first of them."""
        weight, bias = self._weights[f"{name}.weight"], self._weights.get(f"{name}.bias")
        padding = weight.shape[-1] // 2 * dilation
        functional = self._torch.nn.functional
        if weight.ndim == 4:
            return functional.conv2d(hidden, weight, bias, (stride, 1), padding)
        return functional.conv1d(hidden, weight, bias, stride, padding, dilation)


def _read() -> "dict[str, NDArray[np.float32]]":
    """The network's tensors: 8 bits and a scale for each output, or float16."""
    stored = read_arrays("campplus.npz")
    return {
        name: value.astype(np.float32) * stored.get(f"{name}.step", np.float32(1))
        for name, value in stored.items()
        if not name.endswith(".step")
    }


def _filters() -> "NDArray[np.float32]":
    """float32 [385, 80]: triangles on the mel scale, which pre-emphasise as well."""
    hz = np.arange(_FFT // 2 + 1) * _RATE / _FFT
    mels = 1127 * np.log(1 + hz / 700)
    low, high = (1127 * np.log(1 + edge / 700) for edge in _RANGE_HZ)
    edges = np.linspace(low, high, _MELS + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising = (mels[:, None] - left) / (centre - left)
    falling = (right - mels[:, None]) / (right - centre)
    emphasis = np.abs(1 - _PREEMPHASIS * np.exp(-2j * np.pi * hz / _TRAINED_RATE)) ** 2
    triangles = np.maximum(0, np.minimum(rising, falling)) * emphasis[:, None]
    filters: NDArray[np.float32] = triangles.astype(np.float32)
    return filters * np.float32((_TRAINED_RATE / _RATE) ** 2)
