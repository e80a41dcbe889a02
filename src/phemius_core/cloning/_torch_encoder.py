"""The speaker encoder on torch, so that gradients reach the samples."""

from typing import TYPE_CHECKING, Any

from phemius_core.cloning._encoder import (
    LAYERS,
    LOUDNESS,
    MELS,
    PARTIAL,
    POWER,
    STEP,
    WINDOW,
    encoder_weights,
    mel_filters,
    window_starts,
)

if TYPE_CHECKING:
    import torch

__all__ = ["TorchEncoder"]

_UNITS = 256


class TorchEncoder:
    """The network of `embed_windows`, with gradients."""

    def __init__(self) -> None:
        import torch

        state = {name: torch.from_numpy(value) for name, value in encoder_weights().items()}
        self._lstm = torch.nn.LSTM(MELS, _UNITS, LAYERS, batch_first=True)
        self._linear = torch.nn.Linear(_UNITS, _UNITS)
        for prefix, module in (("lstm.", self._lstm), ("linear.", self._linear)):
            module.load_state_dict(
                {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            )
            module.requires_grad_(requires_grad=False)
        self._filters = torch.from_numpy(mel_filters())
        self._window = torch.hann_window(WINDOW)
        self._torch: Any = torch

    def mel(self, samples: "torch.Tensor") -> "torch.Tensor":
        """float32 [frames, 40]: mel power of float32 [n] samples at 24 kHz, at one loudness."""
        level = samples.square().mean().sqrt().clamp_min(1e-5)
        spectrum = self._torch.stft(
            samples * (LOUDNESS / level),
            WINDOW,
            STEP,
            window=self._window,
            pad_mode="constant",
            return_complex=True,
        )
        power = spectrum.real.square() + spectrum.imag.square()
        return (self._filters @ power).T / POWER

    def embed(self, mel: "torch.Tensor") -> "torch.Tensor":
        """float32 [256], of length 1: the mean over windows of 1.6 s that overlap by half.

        Args:
            mel: What `mel` gave; less than 1.6 s is taken as one window.
        """
        torch = self._torch
        batch = torch.stack([mel[start : start + PARTIAL] for start in window_starts(len(mel))])
        _, (hidden, _) = self._lstm(batch)
        each = torch.relu(self._linear(hidden[-1]))
        each = each / each.norm(dim=1, keepdim=True).clamp_min(1e-6)
        mean = each.mean(dim=0)
        return mean / mean.norm()

    def spectrum(self, mel: "torch.Tensor") -> "torch.Tensor":
        """float32 [40]: the mean logarithm, in nepers, of what is loud enough to be speech.

        Args:
            mel: What `mel` gave.
        """
        torch = self._torch
        energy = mel.detach().sum(dim=1)
        speech = mel[energy > 0.01 * torch.quantile(energy, 0.95)]
        return torch.log(speech + 1e-7).mean(dim=0)
