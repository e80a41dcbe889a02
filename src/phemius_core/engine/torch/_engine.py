"""The engine on kokoro's own torch modules, for CUDA and as the reference of the other."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine.kokoro._harmonic_source import Excitation
from phemius_core.engine.kokoro._weights import read_weights
from phemius_core.errors import MissingExtra, SynthesisFailed
from phemius_core.phonemes import VOCABULARY, phoneme_ids

__all__ = ["TorchEngine"]

_CONFIG: Final[dict[str, Any]] = {
    "istftnet": {
        "upsample_kernel_sizes": [20, 12],
        "upsample_rates": [10, 6],
        "gen_istft_hop_size": 5,
        "gen_istft_n_fft": 20,
        "resblock_dilation_sizes": [[1, 3, 5]] * 3,
        "resblock_kernel_sizes": [3, 7, 11],
        "upsample_initial_channel": 512,
    },
    "hidden_dim": 512,
    "max_dur": 50,
    "n_layer": 3,
    "n_mels": 80,
    "n_token": 178,
    "style_dim": 128,
    "dropout": 0.2,
    "text_encoder_kernel_size": 5,
    "plbert": {
        "hidden_size": 768,
        "num_attention_heads": 12,
        "intermediate_size": 2048,
        "max_position_embeddings": 512,
        "num_hidden_layers": 12,
        "dropout": 0.1,
    },
}
"""Dimensions of Kokoro-82M v1.0, as in its `config.json`."""


class TorchEngine:
    """Kokoro-82M on torch, float32, with weight norm folded.

    The harmonic source is ours: the noise comes from the utterance's seed, and is the same
    that the CPU engine uses.

    Args:
        model_file: The int8 ONNX export, or the official `kokoro-v1_0.pth`.
        threads: CPU threads for torch, process-wide; torch's own default where none are given.
        device: `cuda` where there is a GPU, else `cpu`, unless named.

    Raises:
        MissingExtra: torch or kokoro is not installed.
        ModelFilesError: The model file cannot be read.
    """

    name = "torch"

    def __init__(
        self, model_file: Path, *, threads: int | None = None, device: str | None = None
    ) -> None:
        try:
            import torch
            from kokoro.model import KModel
        except ModuleNotFoundError as error:
            raise MissingExtra(str(error.name), "torch") from error
        if threads:
            torch.set_num_threads(threads)
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.version = f"2-{self.device}"
        weights = read_weights(model_file)
        model = _empty_model(torch, KModel)
        state = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
        model.load_state_dict(state, strict=False)
        generator = model.decoder.generator
        self._source = _Source(
            torch,
            Excitation(
                weights["decoder.generator.m_source.l_linear.weight"][0],
                float(weights["decoder.generator.m_source.l_linear.bias"][0]),
            ),
        )
        generator.m_source = self._source.module
        self._model: Any = model.to(self.device).eval()
        self._torch = torch
        self._lock = threading.Lock()

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        torch = self._torch
        tokens = torch.tensor([[0, *phoneme_ids(utterance.phonemes), 0]], device=self.device)
        style = torch.from_numpy(np.array(utterance.style, np.float32)[None]).to(self.device)
        with self._lock:
            if self._model is None:
                raise SynthesisFailed("the engine is closed")
            self._source.seed = utterance.seed
            audio, frames = self._model.forward_with_tokens(tokens, style, utterance.speed)
        durations = frames.reshape(-1).cpu().numpy().astype(np.int64)
        return Rendering(durations, _checked(audio.reshape(-1).cpu().numpy()))

    @property
    def module(self) -> Any:
        """Kokoro's modules."""
        return self._model

    def close(self) -> None:
        """Frees the model."""
        with self._lock:
            self._model = None


def _empty_model(torch: Any, kmodel: Any) -> Any:
    """Kokoro's modules without weights, weight norm folded.

    KModel reads a checkpoint as it is built, and asks the hub for one where none is named;
    it is given one that is empty.
    """
    import io
    import warnings

    empty = io.BytesIO()
    torch.save({}, empty)
    empty.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch deprecates what kokoro's modules use
        model = kmodel(
            repo_id="hexgrad/Kokoro-82M", config={**_CONFIG, "vocab": dict(VOCABULARY)}, model=empty
        )
        for module in model.modules():
            if hasattr(module, "weight_g"):
                torch.nn.utils.remove_weight_norm(module)
    return model


class _Source:
    """Our excitation in the place of kokoro's `m_source`."""

    def __init__(self, torch: Any, excitation: Excitation) -> None:
        self.seed = 0
        source = self

        class Module(torch.nn.Module):  # type: ignore[misc]
            def forward(self, f0: Any) -> tuple[Any, None, None]:
                # Upsampled to one value per sample, 300 equal ones for each step of F0.
                steps = f0[0, ::300, 0].cpu().numpy()
                signal = torch.from_numpy(excitation.signal(steps, source.seed))
                return signal.to(f0.device)[None, :, None], None, None

        self.module = Module()


def _checked(samples: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    if not np.isfinite(samples).all():
        raise SynthesisFailed("the model gave unusable audio")
    yield np.clip(samples, -1, 1)
