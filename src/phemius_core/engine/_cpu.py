"""The torch-free engine: Kokoro on OpenVINO."""

import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine._source import Excitation, overlap_add
from phemius_core.engine._statistics import told_statistics
from phemius_core.engine._windows import STEP_SAMPLES, Joiner, Window, windows
from phemius_core.errors import MissingExtra, ModelFilesError, SynthesisFailed
from phemius_core.text._vocabulary import phoneme_ids

if TYPE_CHECKING:
    import openvino as ov

__all__ = ["CpuEngine", "Precision", "native_precision"]

logger = logging.getLogger(__name__)

Precision = Literal["float32", "bfloat16"]

_FORMAT: Final = 3
"""Changes when the graphs do: prepared files of another format are made anew."""
_GRAPHS: Final = ("text", "contour", "body", "generator")
_RUNTIME_CACHE: Final = 8
"""Input lengths that OpenVINO keeps kernels for. More costs memory and brings no speed:
`docs/performance.md`."""

_STATISTICS: Final = 9216
"""As `_decoder.STATISTICS`, without the import of all that builds graphs."""
_WINDOWED_FROM: Final = 120
"""Steps of an utterance that is worth windows: shorter ones are soon made, and their silences
weigh so much that their statistics cannot be told well."""
_WINDOWED_SPEEDS: Final = (0.7, 1.5)
"""Statistics were fitted at normal speed; beyond these they are told less well."""
_ONSET: Final = 10
"""Steps before the end of the leading pad in which speech may already be heard."""


def native_precision() -> Precision:
    """bfloat16 where the CPU multiplies it in hardware, float32 elsewhere."""
    try:
        flags = (
            Path("/proc/cpuinfo")
            .read_text(encoding="utf-8")
            .partition("flags")[2]
            .partition("\n")[0]
        )
    except OSError:
        return "float32"
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags.split()) else "float32"


class CpuEngine:
    """Kokoro-82M on the CPU, without torch.

    The graphs are built from the model file and compiled at the first start, and kept in
    `data_dir/prepared`; later starts load them from there.

    Args:
        model_file: The int8 ONNX export; its weights are used as float32.
        data_dir: Where prepared graphs are kept.
        threads: Cores to use; all of this process by default.
        precision: Of the generator's blocks. `None` chooses by what the CPU has.

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
        precision: Precision | None = None,
    ) -> None:
        try:
            import openvino
        except ModuleNotFoundError as error:
            raise MissingExtra("openvino", "speech") from error
        self.precision: Precision = precision or native_precision()
        self.threads = threads or len(os.sched_getaffinity(0))
        self.version = f"{_FORMAT}-{self.precision}"
        core = openvino.Core()
        core.set_property("CPU", {"CPU_RUNTIME_CACHE_CAPACITY": _RUNTIME_CACHE})
        options: dict[str, object] = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": self.threads,
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
        }
        prepared = _prepared_dir(
            model_file, data_dir, self.precision, self.threads, openvino.__version__
        )
        found = _read_prepared(prepared)
        if found is None:
            _prepare(core, model_file, prepared, options, half=self.precision == "bfloat16")
            found = _read_prepared(prepared)
        if found is None:
            raise ModelFilesError(
                f"{prepared} cannot be read back after writing it: check the disk, then delete it"
            )
        meta, blobs = found
        self._excitation = Excitation(np.array(meta["mixing"], np.float32), meta["bias"])
        compiled = [core.import_model(blobs.pop(name), "CPU", options) for name in _GRAPHS]
        self._text, self._contour, self._body, self._generator = (
            model.create_infer_request() for model in compiled
        )
        self._lock = threading.Lock()
        self._closed = False

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        style = np.ascontiguousarray(utterance.style, np.float32).reshape(1, 256)
        tokens = np.array([[0, *phoneme_ids(utterance.phonemes), 0]], np.int64)
        speed = np.array([utterance.speed], np.float32)
        with self._open():
            durations, features, encoded = _run(self._text, tokens, style, speed)
        frames = durations.astype(np.int64)
        owner = np.repeat(np.arange(len(frames)), frames)
        return Rendering(
            frames, self._audio(features[owner], encoded[owner], style, utterance, int(frames[0]))
        )

    def close(self) -> None:
        """Frees the model."""
        with self._lock:
            self._closed = True
            self._text = self._contour = self._body = self._generator = None

    def _audio(
        self,
        features: NDArray[np.float32],
        encoded: NDArray[np.float32],
        style: NDArray[np.float32],
        utterance: Utterance,
        lead_frames: int,
    ) -> Iterator[NDArray[np.float32]]:
        with self._open():
            f0, energy = _run(self._contour, features[None], style)
            harmonics = self._excitation.spectrum(f0[0, 0], utterance.seed)
            columns = np.ascontiguousarray(encoded.T)[None]
            (hidden,) = _run(self._body, columns, f0, energy, style)
        steps = hidden.shape[2]
        told = None
        slowest, fastest = _WINDOWED_SPEEDS
        if utterance.prompt and steps >= _WINDOWED_FROM and slowest <= utterance.speed <= fastest:
            told = told_statistics(hidden[0], harmonics, style[0])
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
        trust = np.array([told is not None], np.float32)
        with self._open():
            spectrum, _ = _run(
                self._generator,
                np.ascontiguousarray(hidden[:, :, low:high]),
                np.ascontiguousarray(harmonics[None, :, 60 * low : 60 * high + 1]),
                style,
                np.zeros((2, _STATISTICS), np.float32) if told is None else told,
                trust,
            )
        samples = overlap_add(spectrum[0])
        if not np.isfinite(samples).all():
            raise SynthesisFailed("the model gave unusable audio")
        return np.clip(samples, -1, 1)

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise SynthesisFailed("the engine is closed")
            yield


def _run(request: Any, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
    """Infers, and copies what OpenVINO will overwrite at the next call."""
    request.infer(list(inputs))
    return [np.array(tensor.data) for tensor in request.output_tensors]


def _prepared_dir(
    model_file: Path, data_dir: Path, precision: Precision, threads: int, runtime: str
) -> Path:
    stat = model_file.stat()
    facts = (
        _FORMAT,
        stat.st_size,
        stat.st_mtime_ns,
        precision,
        threads,
        runtime,
        platform.processor(),
    )
    key = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    return data_dir / "prepared" / key


def _read_prepared(prepared: Path) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    """The facts and the graphs in `prepared`; nothing if they are missing or damaged.

    OpenVINO checks only the header of what it imports: damage further in would be spoken.
    """
    try:
        meta = json.loads((prepared / "meta.json").read_text(encoding="utf-8"))
        blobs = {name: (prepared / f"{name}.blob").read_bytes() for name in _GRAPHS}
        whole = all(_checksum(blobs[name]) == meta["crc32"][name] for name in _GRAPHS)
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        logger.warning("the prepared model in %s is damaged: preparing it again", prepared)
        return None
    return meta, blobs


def _checksum(blob: bytes) -> int:
    """Against accidents, not attackers: crc32 reads the graphs in a tenth of a second."""
    return zlib.crc32(blob)


def _prepare(
    core: "ov.Core", model_file: Path, target: Path, options: dict[str, object], *, half: bool
) -> None:
    """Builds, compiles and exports the graphs into `target`, all of it or nothing."""
    from phemius_core.engine import _decoder, _graph
    from phemius_core.engine._weights import read_weights

    logger.info("preparing the model for this machine in %s: once, some seconds", target)
    weights = read_weights(model_file)
    models = {
        "text": lambda: _graph.text_graph(weights),
        "contour": lambda: _graph.contour_graph(weights),
        "body": lambda: _decoder.body_graph(weights),
        "generator": lambda: _decoder.generator_graph(weights, half=half),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as folder:
        made = Path(folder) / "made"
        made.mkdir()
        checksums = {}
        for name in _GRAPHS:
            blob = core.compile_model(models[name](), "CPU", options).export_model().getvalue()
            (made / f"{name}.blob").write_bytes(blob)
            checksums[name] = _checksum(blob)
        mixing = weights["decoder.generator.m_source.l_linear.weight"][0]
        bias = weights["decoder.generator.m_source.l_linear.bias"][0]
        meta = {"mixing": mixing.tolist(), "bias": float(bias), "crc32": checksums}
        (made / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
        try:
            made.rename(target)
        except OSError:
            # Another process was first; or damaged files are in the way.
            if _read_prepared(target) is None:
                shutil.rmtree(target)
                made.rename(target)
