"""The excitation of Kokoro's vocoder: harmonics of F0 plus noise, and their spectrum.

Computed by numpy for every engine, so that engines agree and the noise is ours to seed.
The model is the harmonic-plus-noise source of Wang, Takaki and Yamagishi, "Neural
source-filter waveform models", 2019, with Kokoro's constants.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import product
from phemius_core.engine._protocol import FRAME_SAMPLES, SAMPLE_RATE

__all__ = ["HOP", "N_FFT", "Excitation", "overlap_add", "short_time_spectrum"]

N_FFT: Final = 20
HOP: Final = 5
_F0_SAMPLES: Final = FRAME_SAMPLES // 2
"""F0 is predicted twice per duration frame."""
_VOICED_HZ: Final = 10.0
_SINE_AMPLITUDE: Final = 0.1
_NOISE_VOICED: Final = 0.003
_NOISE_UNVOICED: Final = _SINE_AMPLITUDE / 3


@dataclass(frozen=True, slots=True)
class Excitation:
    """The source of one model: how its harmonics are mixed into one signal."""

    mixing: NDArray[np.float32]
    """float32 [harmonics]."""
    bias: float

    def signal(self, f0: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
        """The excitation in time.

        Args:
            f0: float32 [2 * frames], fundamental in Hz; 10 Hz and below is unvoiced.
            seed: Seeds the noise.

        Returns:
            float32 [600 * frames], within ±1.
        """
        return _excitation(f0, self.mixing, self.bias, seed)


def short_time_spectrum(
    signal: NDArray[np.float32], first: int = 0, last: int | None = None
) -> NDArray[np.float32]:
    """Magnitude, then phase, of 11 bins every 5 samples.

    Args:
        signal: float32 [5 * n]; mirrored at its ends.
        first: The first row that is wanted.
        last: The row after the last one; all n + 1 by default.

    Returns:
        float32 [last - first, 22].
    """
    padded = np.pad(signal, N_FFT // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP][first:last]
    real, imaginary = np.split(product(windows, _basis()), 2, axis=1)
    # Real bins are so exactly: their phase is 0 or pi, not what rounding would make of it.
    imaginary[:, [0, -1]] = 0
    spectrum = np.empty((len(windows), N_FFT + 2), np.float32)
    np.sqrt(real * real + imaginary * imaginary, out=spectrum[:, : N_FFT // 2 + 1])
    np.arctan2(imaginary, real, out=spectrum[:, N_FFT // 2 + 1 :])
    return spectrum


def overlap_add(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turns a spectrum back into samples: the inverse of `short_time_spectrum`.

    Args:
        spectrum: float32 [n + 1, 22], real then imaginary part of 11 bins, every 5 samples.

    Returns:
        float32 [5 * n].
    """
    frames = product(spectrum, _inverse_basis())
    count = len(frames)
    out = np.zeros(HOP * (count - 1) + N_FFT, np.float32)
    weight = np.zeros_like(out)
    window = (_hann() ** 2).astype(np.float32)
    for start in range(0, N_FFT, HOP):
        part = slice(start, start + HOP * count)
        out[part] += frames[:, start : start + HOP].reshape(-1)
        weight[part] += np.tile(window[start : start + HOP], count)
    inner = slice(N_FFT // 2, -(N_FFT // 2))
    samples: NDArray[np.float32] = out[inner] / weight[inner]
    return samples


@cache
def _basis() -> NDArray[np.float32]:
    """float32 [20, 22]: the windowed DFT, real and imaginary parts."""
    angle = 2 * np.pi * np.arange(N_FFT)[:, None] * np.arange(N_FFT // 2 + 1) / N_FFT
    basis = np.concatenate((np.cos(angle), -np.sin(angle)), axis=1) * _hann()[:, None]
    return basis.astype(np.float32)


@cache
def _inverse_basis() -> NDArray[np.float32]:
    """float32 [22, 20]: the windowed inverse DFT of real and imaginary parts."""
    bins = np.arange(N_FFT // 2 + 1)[:, None]
    angle = 2 * np.pi * bins * np.arange(N_FFT) / N_FFT
    weight = np.where((bins == 0) | (bins == N_FFT // 2), 1.0, 2.0) / N_FFT
    basis = np.concatenate((weight * np.cos(angle), -weight * np.sin(angle))) * _hann()
    return basis.astype(np.float32)


def _excitation(
    f0: NDArray[np.float32], mixing: NDArray[np.float32], bias: float, seed: int
) -> NDArray[np.float32]:
    """float32 [600 * frames]: tanh of the mixed harmonics and noise."""
    # Cycles at the end of each step of F0; float64 keeps their fraction over minutes.
    ends = np.cumsum(f0.astype(np.float64) * (_F0_SAMPLES / SAMPLE_RATE))
    # The phase is linear between the middles of the steps and constant before and after.
    half = np.full(_F0_SAMPLES // 2, 1, np.float32)
    start = (ends % 1.0).astype(np.float32)
    rise = np.diff(ends).astype(np.float32)
    share = np.arange(0.5, _F0_SAMPLES, dtype=np.float32) / _F0_SAMPLES
    between = start[:-1, None] + rise[:, None] * share
    cycles = np.concatenate((start[0] * half, between.reshape(-1), start[-1] * half))
    voiced = np.repeat(f0 > _VOICED_HZ, _F0_SAMPLES)
    # Independent noise on each harmonic, mixed, is one noise with the mixture's norm.
    noise = np.random.Generator(np.random.Philox(seed)).standard_normal(len(cycles), np.float32)
    norm = np.float32(np.linalg.norm(mixing))
    level = np.where(voiced, norm * np.float32(_NOISE_VOICED), norm * np.float32(_NOISE_UNVOICED))
    sines = np.float32(_SINE_AMPLITUDE) * _harmonics(np.float32(2 * np.pi) * cycles, mixing)
    excited: NDArray[np.float32] = np.tanh(voiced * sines + level * noise + np.float32(bias))
    return excited


def _harmonics(angle: NDArray[np.float32], mixing: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum of `mixing[k] * sin((k + 1) * angle)`, float32 [n], by Clenshaw's recurrence."""
    twice = 2 * np.cos(angle)
    last = np.zeros_like(angle)
    total = np.zeros_like(angle)
    for share in mixing[::-1]:
        last, total = total, share + twice * total - last
    found: NDArray[np.float32] = total * np.sin(angle)
    return found


def _hann() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
