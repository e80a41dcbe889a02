"""Short-time Fourier transform of Kokoro's generator, and its inverse.

Hann windows of 20 samples every 5 samples, as `torch.stft(center=True)` computes them.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine.kokoro._layer_dimensions import HOP, N_BINS, N_FFT

__all__ = ["istft", "stft"]


def stft(
    signal: NDArray[np.float32], start: int = 0, stop: int | None = None
) -> NDArray[np.float32]:
    """Magnitude and phase of a signal.

    Args:
        signal: float32 [5 * n]; reflected at both ends.
        start: First row to compute.
        stop: Row after the last one; n + 1 by default.

    Returns:
        float32 [stop - start, 22]: per row the magnitude, then the phase, of 11 bins.
    """
    padded = np.pad(signal, N_FFT // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP][start:stop]
    real, imaginary = np.split(matmul_single_threaded(windows, _dft_basis()), 2, axis=1)
    # The first and the last bin are real: their phase is exactly 0 or pi, whatever rounding leaves.
    imaginary[:, [0, -1]] = 0
    spectrum = np.empty((len(windows), 2 * N_BINS), np.float32)
    np.sqrt(real * real + imaginary * imaginary, out=spectrum[:, :N_BINS])
    np.arctan2(imaginary, real, out=spectrum[:, N_BINS:])
    return spectrum


def istft(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples of a spectrum, by windowed overlap-add.

    Args:
        spectrum: float32 [n + 1, 22]: per row the real, then the imaginary part of 11 bins.

    Returns:
        float32 [5 * n].
    """
    frames = matmul_single_threaded(spectrum, _inverse_dft_basis())
    count = len(frames)
    out = np.zeros(HOP * (count - 1) + N_FFT, np.float32)
    weight = np.zeros_like(out)
    window = (_hann_window() ** 2).astype(np.float32)
    for start in range(0, N_FFT, HOP):
        part = slice(start, start + HOP * count)
        out[part] += frames[:, start : start + HOP].reshape(-1)
        weight[part] += np.tile(window[start : start + HOP], count)
    inner = slice(N_FFT // 2, -(N_FFT // 2))
    samples: NDArray[np.float32] = out[inner] / weight[inner]
    return samples


@cache
def _dft_basis() -> NDArray[np.float32]:
    """float32 [20, 22]: the windowed DFT, real and imaginary parts."""
    angle = 2 * np.pi * np.arange(N_FFT)[:, None] * np.arange(N_BINS) / N_FFT
    basis = np.concatenate((np.cos(angle), -np.sin(angle)), axis=1) * _hann_window()[:, None]
    return basis.astype(np.float32)


@cache
def _inverse_dft_basis() -> NDArray[np.float32]:
    """float32 [22, 20]: the windowed inverse DFT of real and imaginary parts."""
    bins = np.arange(N_BINS)[:, None]
    angle = 2 * np.pi * bins * np.arange(N_FFT) / N_FFT
    weight = np.where((bins == 0) | (bins == N_FFT // 2), 1.0, 2.0) / N_FFT
    basis = np.concatenate((weight * np.cos(angle), -weight * np.sin(angle))) * _hann_window()
    return basis.astype(np.float32)


def _hann_window() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
