"""The torch-free engine: on native kernels, or on OpenVINO where there are none."""

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._native import NativeModel, PackedModel, lanes_agree, pack_model
from phemius_core.engine._openvino import OpenVino, OpenVinoModel
from phemius_core.engine._packing import (
    PackedContour,
    PackedConv,
    PackedDecoder,
    PackedDense,
    PackedStyles,
)
from phemius_core.engine._packing_text import (
    PackedEncoder,
    PackedLstm,
    PackedReading,
    PackedText,
    PackedWhole,
)
from phemius_core.engine._paths import CpuPath, best_path
from phemius_core.engine._prepared import Prepared, prepare, store_arrays, stored_arrays
from phemius_core.engine._prosody import LSTMS, Prosody, ProsodyWeights
from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine._source import Excitation, overlap_add
from phemius_core.engine._statistics import told_statistics
from phemius_core.engine._units import NotWhole
from phemius_core.engine._weights import Weights
from phemius_core.engine._windows import STEP_SAMPLES, Joiner, Window, windows
from phemius_core.errors import SynthesisFailed
from phemius_core.text._vocabulary import phoneme_ids

__all__ = ["CpuEngine"]

logger = logging.getLogger(__name__)

_FORMAT: Final = 6
"""Changes when what is prepared does: files of another format are made anew."""
_PACKED: Final = (
    PackedModel,
    PackedText,
    PackedReading,
    PackedEncoder,
    PackedLstm,
    PackedContour,
    PackedDecoder,
    PackedStyles,
    PackedConv,
    PackedDense,
    PackedWhole,
)
_MODEL: Final = "model.bin"
_PROSODY: Final = "prosody.bin"
_GRAPHS: Final = ("text", *LSTMS, "contour", "body", "generator")
_NATIVE: Final = ("avx512", "avx2")

_WINDOWED_FROM: Final = 120
"""Steps of an utterance that is worth windows: shorter ones are soon made, and their silences
weigh so much that their statistics cannot be told well."""
_WINDOWED_SPEEDS: Final = (0.7, 1.5)
"""Statistics were fitted at normal speed; beyond these they are told less well."""
_ONSET: Final = 10
"""Steps before the end of the leading pad in which speech may already be heard."""


class CpuEngine:
    """Kokoro-82M on the CPU, without torch.

    The model is prepared at the first start and kept in `data_dir/prepared`; later starts load
    it from there.

    Args:
        model_file: The int8 ONNX export, or the official checkpoint.
        data_dir: Where the prepared model is kept.
        threads: Cores to use; all of this process by default.
        path: How to compute; the fastest that this CPU has by default. Weights other than the
            int8 export's compute in float.

    Raises:
        MissingExtra: OpenVINO or onnx is not installed.
        ModelFilesError: The model file cannot be read.
    """

    name = "cpu"

    def __init__(
        self,
        model_file: Path,
        data_dir: Path,
        *,
        threads: int | None = None,
        path: CpuPath | None = None,
    ) -> None:
        self.threads = threads or len(os.sched_getaffinity(0))
        wanted = path or best_path()
        stat = model_file.stat()
        # The native kernels take the same files with any number of threads.
        whole = wanted in _NATIVE and model_file.suffix == ".onnx"
        compiled = () if whole else (self.threads, _openvino_version())
        prepared = prepare(
            data_dir / "prepared",
            (_FORMAT, stat.st_size, stat.st_mtime_ns, wanted, *compiled),
            lambda folder: _make(folder, model_file, self.threads, wanted),
        )
        facts = prepared.facts
        self.path: CpuPath = facts["path"]
        # Integer sums are the same with any lanes: one version for both native paths.
        kind = "int16" if self.path in _NATIVE else self.path
        self.version = f"{_FORMAT}-{kind}"
        self._excitation = Excitation(np.array(facts["mixing"], np.float32), facts["bias"])
        self._model = _open(prepared, self.path, self.threads)
        between = stored_arrays(prepared.path(_PROSODY), facts["prosody"], (ProsodyWeights,))
        self._prosody = Prosody(between, self._model.lstm)
        self._lock = threading.Lock()
        self._closed = False

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        style = np.ascontiguousarray(utterance.style, np.float32)
        tokens = np.array([0, *phoneme_ids(utterance.phonemes), 0], np.int64)
        with self._open():
            of_bert, of_encoder = self._model.read(tokens)
            frames, features = self._prosody.durations(of_bert, style, utterance.speed)
            encoded = self._prosody.encoded(of_encoder)
        owner = np.repeat(np.arange(len(frames)), frames)
        return Rendering(
            frames, self._audio(features[owner], encoded[owner], style, utterance, int(frames[0]))
        )

    def close(self) -> None:
        """Frees the model."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._model.close()

    def _audio(
        self,
        features: NDArray[np.float32],
        encoded: NDArray[np.float32],
        style: NDArray[np.float32],
        utterance: Utterance,
        lead_frames: int,
    ) -> Iterator[NDArray[np.float32]]:
        with self._open():
            f0, energy = self._model.contour(self._prosody.shared(features), style)
            harmonics = self._excitation.spectrum(f0, utterance.seed)
            hidden = self._model.hidden(encoded, f0, energy, style)
        if not np.isfinite(hidden).all():
            raise SynthesisFailed("the model gave unusable audio")
        steps = len(hidden)
        told = None
        slowest, fastest = _WINDOWED_SPEEDS
        if utterance.prompt and steps >= _WINDOWED_FROM and slowest <= utterance.speed <= fastest:
            told = told_statistics(hidden.T, harmonics, style)
        if told is None:
            yield self._window(hidden, harmonics, style, Window(0, steps, 0, steps), None)
            return
        # What the model's own leading pad holds is silence, trimmed by whoever hears it.
        first = max(0, 2 * lead_frames - _ONSET)
        silence = np.zeros(first * STEP_SAMPLES, np.float32)
        joiner = Joiner()
        for window in windows(first, steps):
            samples = self._window(hidden, harmonics, style, window, told)
            yield np.concatenate((silence, joiner.join(window, samples)))
            silence = silence[:0]

    def _window(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        window: Window,
        told: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """Audio of a window and what is around it, float32 [steps * `STEP_SAMPLES`]."""
        low, high = window.low, window.high
        with self._open():
            spectrum = self._model.spectrum(
                hidden[low:high], harmonics.T[60 * low : 60 * high + 1], style, told
            )
        samples = overlap_add(spectrum.T)
        if not np.isfinite(samples).all():
            raise SynthesisFailed("the model gave unusable audio")
        return np.clip(samples, -1, 1)

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise SynthesisFailed("the engine is closed")
            yield


def _open(prepared: Prepared, path: CpuPath, threads: int) -> NativeModel | OpenVinoModel:
    if path in _NATIVE:
        packed = stored_arrays(prepared.path(_MODEL), prepared.facts["model"], _PACKED)
        return NativeModel(packed, threads=threads, lanes=16 if path == "avx512" else 8)
    openvino = OpenVino(threads)
    return OpenVinoModel({name: openvino.load(prepared.path(f"{name}.blob")) for name in _GRAPHS})


def _make(folder: Path, model_file: Path, threads: int, wanted: CpuPath) -> Mapping[str, Any]:
    """Prepares the model in a folder; returns what is to be known of it."""
    from phemius_core.engine._weights import read_weights

    weights = read_weights(model_file)
    source = "decoder.generator.m_source.l_linear"
    facts: dict[str, Any] = {
        "mixing": weights[f"{source}.weight"][0].tolist(),
        "bias": float(weights[f"{source}.bias"][0]),
        "path": wanted,
        "prosody": store_arrays(folder / _PROSODY, ProsodyWeights.of(weights)),
    }
    if wanted in _NATIVE:
        try:
            packed = pack_model(weights)
        except NotWhole:
            facts["path"] = "float32"
        else:
            facts["model"] = store_arrays(folder / _MODEL, packed)
            if wanted == "avx512" and not lanes_agree(packed):
                logger.warning("AVX-512 does not compute here what AVX2 does: taking AVX2")
                facts["path"] = "avx2"
            return facts
    _compile(folder, weights, OpenVino(threads), half=facts["path"] == "bfloat16")
    return facts


def _compile(folder: Path, weights: Weights, openvino: OpenVino, *, half: bool) -> None:
    from phemius_core.engine import _decoder as decoder
    from phemius_core.engine import _graph as graph

    graphs = {
        "text": lambda: graph.text_graph(weights),
        "contour": lambda: graph.contour_graph(weights),
        "body": lambda: decoder.body_graph(weights),
        "generator": lambda: decoder.generator_graph(weights, half=half),
    }
    graphs |= {name: partial(graph.lstm_graph, weights, name) for name in LSTMS}
    openvino.compile(graphs, folder)


def _openvino_version() -> str:
    """What it compiles, other versions may not read; it is not imported to be asked."""
    try:
        return version("openvino")
    except PackageNotFoundError:
        return ""
