"""What computes Kokoro's networks on the CPU: native kernels or OpenVINO."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Networks"]


class Networks(Protocol):
    """Kokoro's networks; `CpuEngine` and `DurationPredictor` compute what stands between them.

    Arrays that are returned belong to the caller. Not safe to call from two threads at once.
    """

    def text_features(
        self, tokens: NDArray[np.int64], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """PL-BERT, and the text encoder without its LSTM.

        Args:
            tokens: int64 [n], phoneme ids between two pads of 0.
            int16_only: Whether activations may be quantised to 16 bits without a second term for
                the rest, which takes half the time: a duration may then be a frame off.

        Returns:
            float32 [n, 512] of each.
        """
        ...

    def lstm(self, name: str, x: NDArray[np.float32], /) -> NDArray[np.float32]:
        """A recurrent layer of `kokoro.LSTMS`: float32 [n, inputs] to float32 [n, 512]."""
        ...

    def f0_energy(
        self, features: NDArray[np.float32], style: NDArray[np.float32], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The F0 and energy predictors.

        Args:
            features: float32 [frames, 512], output of `kokoro.SHARED_LSTM`.
            style: float32 [256].
            int16_only: As for `text_features`.

        Returns:
            F0 in Hz and energy, float32 [2 * frames] each.
        """
        ...

    def decoder_body(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        /,
    ) -> NDArray[np.float32]:
        """The decoder before the generator.

        Args:
            encoded: float32 [frames, 512], the encoded text, aligned to frames.
            f0: float32 [2 * frames], Hz.
            energy: float32 [2 * frames].
            style: float32 [256].
            norm_statistics: float32 [2, channels], means and mean squares to normalise by; those
                of the signal by default. Native kernels alone take them.

        Returns:
            float32 [2 * frames, 512].
        """
        ...

    def generator(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        /,
    ) -> NDArray[np.float32]:
        """The generator, up to the spectrum of the audio.

        Args:
            hidden: float32 [steps, 512], output of `decoder_body`.
            harmonics: float32 [60 * steps + 1, 22], the `kokoro.stft` of the harmonic source.
            style: float32 [256].
            norm_statistics: float32 [2, `GENERATOR_NORM_CHANNELS`], means and mean squares to
                normalise by; those of the signal by default.

        Returns:
            float32 [60 * steps + 1, 22]: per row the real, then the imaginary part of 11 bins.
        """
        ...

    def close(self) -> None:
        """Frees the networks. Calling it again does nothing."""
        ...
