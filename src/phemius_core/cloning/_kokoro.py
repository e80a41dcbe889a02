"""Kokoro as a function of the style that gradients can go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import torch

__all__ = ["DifferentiableKokoro", "Prosody", "Text"]

_HALF: Final = 128
"""The first half of a style is timbre, the second prosody."""
FRAME_SAMPLES: Final = 600
"""Of the decoder's input; its pitch has two steps in each."""
_VOICED_HZ: Final = 40
_SURELY: Final = 0.7
"""Of the median pitch: below that the model's curve falls where nothing is voiced in the end."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence, as the model takes it, with all that does not depend on the voice."""

    ids: "torch.Tensor"
    """int64 [1, n + 2]."""
    encoded: "torch.Tensor"
    """Of the text encoder: float32 [1, 512, n + 2]."""
    prosodic: "torch.Tensor"
    """Of PL-BERT: float32 [1, 512, n + 2]."""

    @property
    def phonemes(self) -> int:
        return int(self.ids.shape[-1]) - 2


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a voice would say a sentence."""

    encoded: "torch.Tensor"
    """Of the text encoder, frame by frame of 25 ms: float32 [1, 512, frames]."""
    pitch: "torch.Tensor"
    """Hz, two for each frame; near zero where nothing is voiced."""
    energy: "torch.Tensor"
    timbre: "torch.Tensor"

    @property
    def frames(self) -> int:
        return int(self.encoded.shape[-1])

    @property
    def voiced(self) -> "torch.Tensor":
        """Hz, of what is voiced."""
        return self.pitch[self.pitch > _VOICED_HZ]

    @property
    def log_pitch(self) -> "torch.Tensor":
        """Natural logarithm; of 28 voices 2 % off what is measured in their speech, on average."""
        voiced = self.voiced
        if not len(voiced):
            return self.pitch.mean().clamp_min(1).log()
        return voiced[voiced > _SURELY * voiced.median()].log().mean()


class DifferentiableKokoro:
    """The torch model, frozen but for the style.

    Durations are rounded and the harmonic source is drawn: no gradient goes through either.

    Args:
        model: Kokoro's modules, weight norm folded.
        hasty: Whether the decoder computes in bfloat16, where that is faster.
    """

    def __init__(self, model: Any, *, hasty: bool) -> None:
        import torch

        self._model = model.requires_grad_(False)
        self._hasty = hasty
        self._torch: Any = torch

    def text(self, ids: Sequence[int]) -> Text:
        """Prepares a sentence.

        Args:
            ids: Of its phonemes, without pads.
        """
        torch, model = self._torch, self._model
        padded = torch.tensor([[0, *ids, 0]])
        lengths, mask = self._lengths(padded)
        with torch.no_grad():
            bert = model.bert(padded, attention_mask=(~mask).int())
            prosodic = model.bert_encoder(bert).transpose(-1, -2)
            return Text(padded, model.text_encoder(padded, lengths, mask), prosodic)

    def prosody(self, text: Text, style: "torch.Tensor") -> Prosody:
        """How a voice would say a sentence.

        Args:
            text: What `text` gave.
            style: float32 [256].
        """
        torch, predictor = self._torch, self._model.predictor
        lengths, mask = self._lengths(text.ids)
        timbre, prosody = style[None, :_HALF], style[None, _HALF:]
        hidden = predictor.text_encoder(text.prosodic, prosody, lengths, mask)
        with torch.no_grad():
            features, _ = predictor.lstm(hidden)
            duration = torch.sigmoid(predictor.duration_proj(features)).sum(dim=-1)
            frames = torch.round(duration).clamp(min=1).long().reshape(-1)
            at = torch.repeat_interleave(torch.arange(len(frames)), frames)
            alignment = torch.zeros(len(frames), len(at))
            alignment[at, torch.arange(len(at))] = 1
        pitch, energy = predictor.F0Ntrain(hidden.transpose(-1, -2) @ alignment, prosody)
        return Prosody(text.encoded @ alignment, pitch, energy, timbre)

    def speak(self, said: Prosody, start: int = 0, frames: int | None = None) -> "torch.Tensor":
        """float32 [n], 24 kHz: a sentence, or a cut of it.

        Args:
            said: What `prosody` gave.
            start: First frame of 25 ms.
            frames: How many; all where none are given.
        """
        end = said.frames if frames is None else min(said.frames, start + frames)
        with self._torch.autocast("cpu", self._torch.bfloat16, enabled=self._hasty):
            samples = self._model.decoder(
                said.encoded[..., start:end],
                said.pitch[:, 2 * start : 2 * end],
                said.energy[:, 2 * start : 2 * end],
                said.timbre,
            )
        return samples.float().reshape(-1)

    def say(self, texts: Sequence[Text], pack: "torch.Tensor") -> "torch.Tensor":
        """float32 [n], 24 kHz: sentences one after the other, without gradients.

        Args:
            texts: What `text` gave.
            pack: float32 [510, 256].
        """
        with self._torch.no_grad():
            said = [self.prosody(text, pack[text.phonemes - 1]) for text in texts]
            return self._torch.cat([self.speak(each) for each in said])

    def _lengths(self, ids: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
        torch = self._torch
        return torch.tensor([ids.shape[-1]]), torch.zeros(1, ids.shape[-1], dtype=torch.bool)
