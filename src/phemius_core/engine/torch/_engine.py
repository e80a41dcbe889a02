"""The engine on kokoro's own torch modules, for CUDA and as the reference of the CPU engine."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._process_guard import ProcessGuard
from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine._threads import default_threads
from phemius_core.engine.kokoro import (
    CONFIG,
    STEP_SAMPLES,
    HarmonicSource,
    check_frames,
    read_weights,
)
from phemius_core.errors import MissingExtra, SynthesisFailed
from phemius_core.phonemes import VOCABULARY, phoneme_ids

__all__ = ["TorchEngine"]


class TorchEngine:
    """Kokoro-82M on torch, float32, with weight norm folded.

    The harmonic source is Phemius' own, so that its noise is seeded by the utterance and is the
    same as the CPU engine's.

    Args:
        model_file: The int8 ONNX export, or the official `kokoro-v1_0.pth`.
        threads: CPU threads of torch, for the whole process; `default_threads()` by default.
        device: A torch device; by default `cuda` where there is a GPU, else `cpu`.

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
        torch.set_num_threads(threads or default_threads())
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.version = f"2-{self.device}"
        weights = read_weights(model_file)
        model = _model_without_weights(torch, KModel)
        state = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
        model.load_state_dict(state, strict=False)
        generator = model.decoder.generator
        self._source = _SeededSource(
            torch,
            HarmonicSource(
                weights["decoder.generator.m_source.l_linear.weight"][0],
                float(weights["decoder.generator.m_source.l_linear.bias"][0]),
            ),
        )
        generator.m_source = self._source.module
        self._speed: float | None = None
        model.predictor.duration_proj.register_forward_hook(self._check_durations)
        self._model: Any = model.to(self.device).eval()
        self._torch = torch
        self._process = ProcessGuard("engine")
        self._lock = threading.Lock()

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        self._process.check()
        torch = self._torch
        tokens = torch.tensor([[0, *phoneme_ids(utterance.phonemes), 0]], device=self.device)
        style = torch.from_numpy(np.array(utterance.style, np.float32)[None]).to(self.device)
        with self._lock:
            if self._model is None:
                raise SynthesisFailed("the engine is closed")
            self._source.seed = utterance.seed
            self._speed = utterance.speed
            try:
                audio, frames = self._model.forward_with_tokens(tokens, style, utterance.speed)
            finally:
                self._speed = None
        durations = frames.reshape(-1).cpu().numpy().astype(np.int64)
        return Rendering(durations, _check_and_clip(audio.reshape(-1).cpu().numpy()))

    def _check_durations(self, _module: Any, _inputs: Any, logits: Any) -> None:
        """Computes the frames as the model will, and refuses an utterance that has too many."""
        if self._speed is not None:
            durations = self._torch.sigmoid(logits).sum(axis=-1) / self._speed
            check_frames(int(self._torch.round(durations).clamp(min=1).sum()))

    @property
    def module(self) -> Any:
        """Kokoro's `KModel`, with weights, on `device`."""
        return self._model

    def close(self) -> None:
        """Frees the model."""
        if self._process.forked:
            return
        with self._lock:
            self._model = None


def _model_without_weights(torch: Any, kmodel: Any) -> Any:
    """A `KModel` with weight norm folded and no weights loaded.

    The constructor of `KModel` reads a checkpoint, by default from the hub; it is given an empty
    one.
    """
    import io
    import warnings

    empty = io.BytesIO()
    torch.save({}, empty)
    empty.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # kokoro's modules use deprecated parts of torch
        model = kmodel(
            repo_id="hexgrad/Kokoro-82M", config={**CONFIG, "vocab": dict(VOCABULARY)}, model=empty
        )
        for module in model.modules():
            if hasattr(module, "weight_g"):
                torch.nn.utils.remove_weight_norm(module)
    return model


class _SeededSource:
    """A harmonic source in the place of kokoro's `m_source`, with the noise of `seed`."""

    def __init__(self, torch: Any, harmonic_source: HarmonicSource) -> None:
        self.seed = 0
        outer = self

        class Module(torch.nn.Module):  # type: ignore[misc]
            def forward(self, f0: Any) -> tuple[Any, None, None]:
                # F0 comes upsampled to one value per sample.
                steps = f0[0, ::STEP_SAMPLES, 0].cpu().numpy()
                signal = torch.from_numpy(harmonic_source.signal(steps, outer.seed))
                return signal.to(f0.device)[None, :, None], None, None

        self.module = Module()


def _check_and_clip(samples: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    if not np.isfinite(samples).all():
        raise SynthesisFailed("the model gave unusable audio: try again")
    yield np.clip(samples, -1, 1)
