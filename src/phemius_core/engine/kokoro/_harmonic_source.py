"""The harmonic source of Kokoro's vocoder: harmonics of F0 plus noise.

Computed by numpy for every engine, so that engines agree and the noise can be seeded. The model
is the harmonic-plus-noise source of Wang, Takaki and Yamagishi, "Neural source-filter waveform
models", 2019, with Kokoro's constants.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._protocol import SAMPLE_RATE
from phemius_core.engine.kokoro._layer_dimensions import STEP_SAMPLES

__all__ = ["VOICED_HZ", "HarmonicSource"]

VOICED_HZ: Final = 10.0
"""F0 above which a step is voiced."""
_SINE_AMPLITUDE: Final = 0.1
_NOISE_VOICED: Final = 0.003
_NOISE_UNVOICED: Final = _SINE_AMPLITUDE / 3


@dataclass(frozen=True, slots=True)
class HarmonicSource:
    """The harmonic source of one model: how its harmonics are mixed into one signal."""

    mixing: NDArray[np.float32]
    """float32 [harmonics]: weight of each harmonic, the fundamental first."""
    bias: float

    def signal(self, f0: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
        """The excitation signal at 24 kHz: tanh of the mixed harmonics and noise.

        Args:
            f0: float32 [steps], fundamental frequency in Hz; 10 Hz and below is unvoiced.
            seed: Seed of the noise.

        Returns:
            float32 [300 * steps], within ±1.
        """
        # Cycles at the end of each step of F0; float64 keeps their fraction over minutes.
        ends = np.cumsum(f0.astype(np.float64) * (STEP_SAMPLES / SAMPLE_RATE))
        # The phase is linear between the middles of the steps and constant before and after.
        half = np.full(STEP_SAMPLES // 2, 1, np.float32)
        start = (ends % 1.0).astype(np.float32)
        rise = np.diff(ends).astype(np.float32)
        share = np.arange(0.5, STEP_SAMPLES, dtype=np.float32) / STEP_SAMPLES
        between = start[:-1, None] + rise[:, None] * share
        cycles = np.concatenate((start[0] * half, between.reshape(-1), start[-1] * half))
        voiced = np.repeat(f0 > VOICED_HZ, STEP_SAMPLES)
        # Independent noises on the harmonics, mixed, are one noise with the mixture's norm.
        noise = np.random.Generator(np.random.Philox(seed)).standard_normal(len(cycles), np.float32)
        norm = np.float32(np.linalg.norm(self.mixing))
        level = np.where(
            voiced, norm * np.float32(_NOISE_VOICED), norm * np.float32(_NOISE_UNVOICED)
        )
        sines = np.float32(_SINE_AMPLITUDE) * _harmonics(
            np.float32(2 * np.pi) * cycles, self.mixing
        )
        excitation: NDArray[np.float32] = np.tanh(
            voiced * sines + level * noise + np.float32(self.bias)
        )
        return excitation


def _harmonics(angle: NDArray[np.float32], mixing: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum of `mixing[k] * sin((k + 1) * angle)`, float32 [n], by Clenshaw's recurrence."""
    twice_cosine = 2 * np.cos(angle)
    previous = np.zeros_like(angle)
    current = np.zeros_like(angle)
    for weight in mixing[::-1]:
        previous, current = current, weight + twice_cosine * current - previous
    total: NDArray[np.float32] = current * np.sin(angle)
    return total
