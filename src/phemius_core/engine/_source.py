"""The excitation of Kokoro's vocoder: harmonics of F0 plus noise, and their spectrum.

Computed by numpy for every engine, so that engines agree and the noise is ours to seed.
The model is the harmonic-plus-noise source of Wang, Takaki and Yamagishi, "Neural
source-filter waveform models", 2019, with Kokoro's constants.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._product import product
from phemius_core.engine._protocol import FRAME_SAMPLES, SAMPLE_RATE

__all__ = ["HOP", "N_FFT", "Excitation", "overlap_add"]

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

    def spectrum(self, f0: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
        """Its short-time spectrum: float32 [22, 120 * frames + 1], magnitude, then phase, of 11
        bins every 5 samples. Arguments as for `signal`.
        """
        padded = np.pad(self.signal(f0, seed), N_FFT // 2, mode="reflect")
        windows = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]
        bins = np.fft.rfft(windows * _hann().astype(np.float32), axis=1)
        return np.concatenate((np.abs(bins).T, np.angle(bins).T)).astype(np.float32)


def overlap_add(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turns a spectrum back into samples: the inverse of the transform of `Excitation.spectrum`.

    Args:
        spectrum: float32 [22, n + 1], real then imaginary part of 11 bins, every 5 samples.

    Returns:
        float32 [5 * n].
    """
    frames = product(spectrum.T, _inverse_basis())
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
    harmonics = np.arange(1, len(mixing) + 1)
    # Cycles per F0 step; only the fraction matters, and float64 keeps it over minutes.
    step = (f0.astype(np.float64)[:, None] * harmonics / SAMPLE_RATE) % 1.0 * _F0_SAMPLES
    ends = np.cumsum(step, axis=0)
    # The phase is linear between the middles of the steps and constant before and after.
    middles = (np.arange(len(f0)) + 0.5) * _F0_SAMPLES
    at = np.clip(np.arange(len(f0) * _F0_SAMPLES) + 0.5, middles[0], middles[-1])
    left = np.minimum(((at - middles[0]) // _F0_SAMPLES).astype(np.intp), max(0, len(f0) - 2))
    share = ((at - middles[left]) / _F0_SAMPLES).astype(np.float32)[:, None]
    start = (ends % 1.0).astype(np.float32)
    rise = (ends[np.minimum(np.arange(len(f0)) + 1, len(f0) - 1)] - ends).astype(np.float32)
    cycles = start[left] + share * rise[left]
    sines = product(np.sin((2 * np.pi) * cycles, dtype=np.float32), mixing.astype(np.float32))
    voiced = np.repeat(f0 > _VOICED_HZ, _F0_SAMPLES)
    # Independent noise on each harmonic, mixed, is one noise with the mixture's norm.
    noise = np.random.Generator(np.random.Philox(seed)).standard_normal(len(at), np.float32)
    level = np.where(voiced, _NOISE_VOICED, _NOISE_UNVOICED) * np.linalg.norm(mixing)
    mixed = voiced * sines * _SINE_AMPLITUDE + level * noise
    excited: NDArray[np.float32] = np.tanh(mixed + bias).astype(np.float32)
    return excited


def _hann() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
