"""Kokoro as a differentiable function of the style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import torch

__all__ = ["DifferentiableKokoro", "EncodedText", "Prosody"]

_TIMBRE_SIZE: Final = 128
"""The first half of a style is timbre, the second prosody."""
_VOICED_HZ: Final = 40
_SURELY_VOICED: Final = 0.7
"""Share of the median pitch; a lower predicted pitch is on its way to unvoiced speech."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A sentence with all that the model computes of it before the style comes in."""

    ids: "torch.Tensor"
    """Phoneme ids between pads: int64 [1, n + 2]."""
    encoded: "torch.Tensor"
    """Output of the text encoder: float32 [1, 512, n + 2]."""
    plbert: "torch.Tensor"
    """Output of PL-BERT: float32 [1, 512, n + 2]."""

    @property
    def n_phonemes(self) -> int:
        return int(self.ids.shape[-1]) - 2


@dataclass(frozen=True, slots=True)
class Prosody:
    """Durations, pitch and energy of a sentence in a voice, with frames of 25 ms."""

    encoded: "torch.Tensor"
    """Output of the text encoder for each frame: float32 [1, 512, frames]."""
    pitch: "torch.Tensor"
    """Hz: float32 [1, 2 * frames]; near zero where unvoiced."""
    energy: "torch.Tensor"
    """float32 [1, 2 * frames]."""
    timbre: "torch.Tensor"
    """First half of the style: float32 [1, 128]."""

    @property
    def n_frames(self) -> int:
        return int(self.encoded.shape[-1])

    @property
    def voiced_hz(self) -> "torch.Tensor":
        """Pitch where it is voiced: float32 [voiced]."""
        return self.pitch[self.pitch > _VOICED_HZ]

    @property
    def log_pitch(self) -> "torch.Tensor":
        """Mean natural logarithm of the voiced pitch.

        For 28 voices it is on average within 2 % of what is measured in their speech.
        """
        voiced = self.voiced_hz
        if not len(voiced):
            return self.pitch.mean().clamp_min(1).log()
        return voiced[voiced > _SURELY_VOICED * voiced.median()].log().mean()


class DifferentiableKokoro:
    """Kokoro's torch model with frozen weights, as a function of the style.

    No gradient passes durations, which are rounded, nor the harmonic source, which is random.

    Args:
        model: Kokoro's modules, weight norm folded.
        bfloat16: Whether the decoder computes in bfloat16, which is faster on CPUs that have it.
    """

    def __init__(self, model: Any, *, bfloat16: bool) -> None:
        import torch

        self._model = model.requires_grad_(False)
        self._bfloat16 = bfloat16
        self._torch: Any = torch

    def encode_text(self, ids: Sequence[int]) -> EncodedText:
        """Compute all of a sentence that does not depend on the style.

        Args:
            ids: Phoneme ids, without pads.
        """
        torch, model = self._torch, self._model
        padded = torch.tensor([[0, *ids, 0]])
        lengths, mask = self._lengths(padded)
        with torch.no_grad():
            bert = model.bert(padded, attention_mask=(~mask).int())
            plbert = model.bert_encoder(bert).transpose(-1, -2)
            return EncodedText(padded, model.text_encoder(padded, lengths, mask), plbert)

    def predict_prosody(self, text: EncodedText, style: "torch.Tensor") -> Prosody:
        """Durations, pitch and energy of a sentence in a style.

        Args:
            text: The sentence.
            style: float32 [256].
        """
        torch, predictor = self._torch, self._model.predictor
        lengths, mask = self._lengths(text.ids)
        timbre, prosody = style[None, :_TIMBRE_SIZE], style[None, _TIMBRE_SIZE:]
        hidden = predictor.text_encoder(text.plbert, prosody, lengths, mask)
        with torch.no_grad():
            features, _ = predictor.lstm(hidden)
            duration = torch.sigmoid(predictor.duration_proj(features)).sum(dim=-1)
            frames = torch.round(duration).clamp(min=1).long().reshape(-1)
            at = torch.repeat_interleave(torch.arange(len(frames)), frames)
            alignment = torch.zeros(len(frames), len(at))
            alignment[at, torch.arange(len(at))] = 1
        pitch, energy = predictor.F0Ntrain(hidden.transpose(-1, -2) @ alignment, prosody)
        return Prosody(text.encoded @ alignment, pitch, energy, timbre)

    def render(
        self, prosody: Prosody, start: int = 0, n_frames: int | None = None
    ) -> "torch.Tensor":
        """Audio of a sentence or of a part of it.

        Args:
            prosody: The sentence in a voice.
            start: First frame of the part.
            n_frames: Length of the part; None is up to the end.

        Returns:
            float32 [n], 24 kHz.
        """
        end = prosody.n_frames if n_frames is None else min(prosody.n_frames, start + n_frames)
        with self._torch.autocast("cpu", self._torch.bfloat16, enabled=self._bfloat16):
            samples = self._model.decoder(
                prosody.encoded[..., start:end],
                prosody.pitch[:, 2 * start : 2 * end],
                prosody.energy[:, 2 * start : 2 * end],
                prosody.timbre,
            )
        return samples.float().reshape(-1)

    def speak(self, texts: Sequence[EncodedText], pack: "torch.Tensor") -> "torch.Tensor":
        """Audio of sentences one after the other, without gradients.

        Args:
            texts: The sentences.
            pack: Voicepack, float32 [510, 256].

        Returns:
            float32 [n], 24 kHz.
        """
        with self._torch.no_grad():
            spoken = [self.predict_prosody(text, pack[text.n_phonemes - 1]) for text in texts]
            return self._torch.cat([self.render(prosody) for prosody in spoken])

    def _lengths(self, ids: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
        torch = self._torch
        return torch.tensor([ids.shape[-1]]), torch.zeros(1, ids.shape[-1], dtype=torch.bool)
