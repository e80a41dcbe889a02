"""Adapters to other people's Kokoro, each used as its own users use it.

They speak with the weights that we speak with, where they can take them.
"""

import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.bench._ours import walk
from phemius_core.bench._speakers import VOICE, Speaker
from phemius_core.engine import ModelFiles
from phemius_core.errors import SetupError
from phemius_core.settings import Settings
from phemius_core.voices import VoiceCatalogue

__all__ = ["open_peer"]

_PACK_ROWS: Final = 510
_LANG: Final = "en-us"
_PCM_SCALE: Final = 1 / 32768


def open_peer(name: str, *, threads: int, scratch: Path) -> Speaker:
    """Loads a peer by the name of its distribution."""
    return _OPENERS[name](threads, scratch)


class _Kokoro:
    """`kokoro`: the KPipeline on torch, weight norm in place as it ships."""

    def __init__(self, threads: int, scratch: Path) -> None:
        import torch

        from phemius_core.bench._kokoro import open_pipeline

        torch.set_num_threads(threads)
        self.version = version("kokoro")
        self._pipeline, self.weights = open_pipeline(scratch)
        self._pack = torch.from_numpy(_pack())

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        del low_latency  # it has one way
        for result in self._pipeline(text, voice=self._pack):
            yield result.audio.numpy()

    def close(self) -> None:
        del self._pipeline


class _KokoroOnnx:
    """`kokoro-onnx`, and what offers the same methods."""

    def __init__(self, model: Any, *, version: str, weights: str) -> None:
        self.version = version
        self.weights = weights
        self._model = model

    def stream(self, text: str, *, low_latency: bool) -> Iterator[NDArray[np.float32]]:
        if low_latency:
            for samples, _ in walk(self._model.create_stream(text, voice=VOICE, lang=_LANG)):
                yield samples
        else:
            yield self._model.create(text, voice=VOICE, lang=_LANG)[0]

    def close(self) -> None:
        del self._model


def _kokoro_onnx(threads: int, scratch: Path) -> Speaker:
    import onnxruntime
    from kokoro_onnx import Kokoro

    # Its own constructor takes every core; the session is the one place to say otherwise.
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
        raise SetupError("its models are built by itself: kokoro-pi build") from error
    weights = f"its own, {model.variant}"
    return _KokoroOnnx(model, version=version("kokoro-pi"), weights=weights)


class _FastKokoro:
    """`fastkokoro` in process: what its server calls."""

    def __init__(self, threads: int, scratch: Path) -> None:
        # Its settings are read from the environment; this process speaks with nothing else.
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
        asked = {"voice": VOICE, "response_format": "pcm", "lang": _LANG}
        if low_latency:
            for frame in walk(self._model.create_stream(text, **asked)):
                yield _from_pcm(frame)
        else:
            yield _from_pcm(self._model.create(text, **asked))

    def close(self) -> None:
        del self._model


def _from_pcm(pcm: bytes) -> NDArray[np.float32]:
    return np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(_PCM_SCALE)


def _model_file() -> Path:
    """The int8 ONNX export that comes with our packages."""
    settings = Settings()
    return ModelFiles(settings.data_dir, given=settings.model_dir).ensure()


def _pack() -> NDArray[np.float32]:
    """float32 [510, 1, 256]: the voicepack as the peers know it."""
    voice = VoiceCatalogue().resolve(VOICE)
    return np.stack([voice.style(n + 1) for n in range(_PACK_ROWS)])[:, None, :]


def _voices_file(scratch: Path) -> Path:
    """The archive of voices that kokoro-onnx and fastkokoro read."""
    path = scratch / "voices.npz"
    if not path.exists():
        np.savez(path, **{VOICE: _pack()})  # type: ignore[arg-type]
    return path


_OPENERS: Final[dict[str, Callable[[int, Path], Speaker]]] = {
    "kokoro": _Kokoro,
    "kokoro-onnx": _kokoro_onnx,
    "fastkokoro": _FastKokoro,
    "kokoro-pi": _kokoro_pi,
}
