"""What is heard in speech: who speaks, to two networks at once, and with what spectrum."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from phemius_core.cloning._campplus import CamPlusPlus
from phemius_core.cloning._torch_encoder import TorchEncoder

if TYPE_CHECKING:
    import torch

__all__ = ["Heard", "Listener"]

_KOKORO_DB: Final = -25.0
"""RMS that its voices speak at, on average, against full scale."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Of a stretch of speech."""

    embedding: "torch.Tensor"
    """float32 [448], of length 1: the d-vector's 256 numbers and CAM++'s 192, so that a cosine is
    the mean of theirs."""
    spectrum: "torch.Tensor"
    """float32 [40]: mean logarithm of mel power, in nepers."""


class Listener:
    """Two speaker encoders, which are seldom fooled by the same sound."""

    def __init__(self) -> None:
        import torch

        self._torch: Any = torch
        self._dvector = TorchEncoder()
        self._campplus = CamPlusPlus()

    def __call__(self, samples: "torch.Tensor") -> Heard:
        """Gradients reach the samples.

        Args:
            samples: float32 [n] at 24 kHz, within ±1; at least 50 ms.
        """
        mel = self._dvector.mel(samples)
        both = [self._dvector.embed(mel), self._campplus(samples)]
        embedding = self._torch.cat(both) / math.sqrt(len(both))
        return Heard(embedding, self._dvector.spectrum(mel))

    def recording(self, samples: "torch.Tensor") -> Heard:
        """Of a recording, as if it were as loud as Kokoro: CAM++ hears nothing below a level.

        Args:
            samples: As above.
        """
        level = samples.square().mean().sqrt().clamp_min(1e-5)
        with self._torch.no_grad():
            return self(samples * (10 ** (_KOKORO_DB / 20) / level))
