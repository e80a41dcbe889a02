"""The d-vector network on torch, so that gradients reach the samples."""

from typing import TYPE_CHECKING, Any

from phemius_core.cloning._dvector import (
    HOP_SAMPLES,
    N_LAYERS,
    N_MELS,
    PARTIAL_FRAMES,
    POWER_SCALE,
    TARGET_RMS,
    WINDOW_SAMPLES,
    dvector_weights,
    mel_filters,
    window_starts,
)

if TYPE_CHECKING:
    import torch

__all__ = ["DVectorEncoder"]

_UNITS = 256


class DVectorEncoder:
    """The network of `embed_windows`, differentiable; its weights are frozen."""

    def __init__(self) -> None:
        import torch

        state = {name: torch.from_numpy(value) for name, value in dvector_weights().items()}
        self._lstm = torch.nn.LSTM(N_MELS, _UNITS, N_LAYERS, batch_first=True)
        self._linear = torch.nn.Linear(_UNITS, _UNITS)
        for prefix, module in (("lstm.", self._lstm), ("linear.", self._linear)):
            module.load_state_dict(
                {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            )
            module.requires_grad_(requires_grad=False)
        self._filters = torch.from_numpy(mel_filters())
        self._window = torch.hann_window(WINDOW_SAMPLES)
        self._torch: Any = torch

    def mel(self, samples: "torch.Tensor") -> "torch.Tensor":
        """Mel power, float32 [frames, 40], after the samples are scaled to `TARGET_RMS`.

        Args:
            samples: float32 [n] at 24 kHz.
        """
        level = samples.square().mean().sqrt().clamp_min(1e-5)
        spectrum = self._torch.stft(
            samples * (TARGET_RMS / level),
            WINDOW_SAMPLES,
            HOP_SAMPLES,
            window=self._window,
            pad_mode="constant",
            return_complex=True,
        )
        power = spectrum.real.square() + spectrum.imag.square()
        return (self._filters @ power).T / POWER_SCALE

    def embed(self, mel: "torch.Tensor") -> "torch.Tensor":
        """Speaker embedding: the mean over windows of 1.6 s that overlap by half.

        Args:
            mel: Mel power as `mel` returns it; less than 1.6 s is one window.

        Returns:
            float32 [256], of length 1.
        """
        torch = self._torch
        batch = torch.stack(
            [mel[start : start + PARTIAL_FRAMES] for start in window_starts(len(mel))]
        )
        _, (hidden, _) = self._lstm(batch)
        each = torch.relu(self._linear(hidden[-1]))
        each = each / each.norm(dim=1, keepdim=True).clamp_min(1e-6)
        mean = each.mean(dim=0)
        return mean / mean.norm()

    def spectrum(self, mel: "torch.Tensor") -> "torch.Tensor":
        """Mean spectrum of the frames that are loud enough to be speech.

        Args:
            mel: Mel power as `mel` returns it.

        Returns:
            float32 [40]: mean of the logarithm of mel power, in nepers.
        """
        torch = self._torch
        energy = mel.detach().sum(dim=1)
        speech = mel[energy > 0.01 * torch.quantile(energy, 0.95)]
        return torch.log(speech + 1e-7).mean(dim=0)
