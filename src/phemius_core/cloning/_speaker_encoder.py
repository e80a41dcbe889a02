"""The ensemble of speaker encoders that the search compares voices by."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from phemius_core.cloning._campplus import CamPlusPlus
from phemius_core.cloning._dvector_torch import DVectorEncoder

if TYPE_CHECKING:
    import torch

__all__ = ["SpeakerEncoderEnsemble", "SpeakerFeatures"]

_KOKORO_RMS_DB: Final = -25.0
"""Average level of Kokoro's voices against full scale."""


@dataclass(frozen=True, slots=True)
class SpeakerFeatures:
    """What the ensemble measures in speech."""

    embedding: "torch.Tensor"
    """float32 [448], of length 1: the d-vector's 256 values and CAM++'s 192, so that the cosine
    similarity is the mean of theirs.
    """
    spectrum: "torch.Tensor"
    """float32 [40]: mean of the logarithm of mel power, in nepers."""


class SpeakerEncoderEnsemble:
    """Two speaker encoders, d-vector and CAM++, which the same audio seldom misleads together."""

    def __init__(self) -> None:
        import torch

        self._torch: Any = torch
        self._dvector = DVectorEncoder()
        self._campplus = CamPlusPlus()

    def __call__(self, samples: "torch.Tensor") -> SpeakerFeatures:
        """Features of speech; gradients reach the samples.

        Args:
            samples: float32 [n] at 24 kHz, within ±1; at least 50 ms.
        """
        mel = self._dvector.mel(samples)
        embeddings = [self._dvector.embed(mel), self._campplus(samples)]
        embedding = self._torch.cat(embeddings) / math.sqrt(len(embeddings))
        return SpeakerFeatures(embedding, self._dvector.spectrum(mel))

    def encode_recording(self, samples: "torch.Tensor") -> SpeakerFeatures:
        """Features of a recording, scaled to the level of Kokoro's voices, without gradients.

        Without the scaling, a faint recording would be below the power floor of CAM++.

        Args:
            samples: float32 [n] at 24 kHz, within ±1; at least 50 ms.
        """
        rms = samples.square().mean().sqrt().clamp_min(1e-5)
        with self._torch.no_grad():
            return self(samples * (10 ** (_KOKORO_RMS_DB / 20) / rms))
