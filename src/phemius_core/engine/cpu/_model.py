"""The CPU engine's model: prepared for this machine at the first start, loaded at later ones."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from phemius_core.engine.cpu._instruction_set import CpuBackend
from phemius_core.engine.cpu._networks import Networks
from phemius_core.engine.cpu.native import (
    PACKED_TYPES,
    NativeModel,
    NotInt8,
    avx512_matches_avx2,
    pack_model,
)
from phemius_core.engine.cpu.openvino import OpenVino, OpenVinoModel
from phemius_core.engine.files import PreparedFiles, load_arrays, prepare, store_arrays
from phemius_core.engine.kokoro import (
    LSTMS,
    DurationPredictor,
    DurationWeights,
    HarmonicSource,
    Weights,
    read_weights,
)

__all__ = ["NATIVE_BACKENDS", "CpuModel", "open_model"]

logger = logging.getLogger(__name__)

NATIVE_BACKENDS: Final = ("avx512", "avx2")
_AUDIO_VERSION: Final = 7
"""Part of the engine's version and so of cache keys: changes when the audio does."""
_FILES_FORMAT: Final = 10
"""Changes when the prepared files do: files of another format are prepared again."""
_MODEL_FILE: Final = "model.bin"
_DURATIONS_FILE: Final = "durations.bin"
_GRAPHS: Final = ("text", *LSTMS, "f0_energy", "body", "generator")


@dataclass(frozen=True, slots=True)
class CpuModel:
    """A loaded model."""

    backend: CpuBackend
    version: str
    networks: Networks
    durations: DurationPredictor
    harmonic_source: HarmonicSource


def open_model(model_file: Path, data_dir: Path, *, threads: int, backend: CpuBackend) -> CpuModel:
    """Loads a model, and prepares it first if it has not been prepared for these arguments.

    Arguments and errors as for `CpuEngine`.
    """
    stat = model_file.stat()
    # Files of the native kernels serve any number of threads; compiled graphs do not.
    packed = backend in NATIVE_BACKENDS and model_file.suffix == ".onnx"
    compiled_for = () if packed else (threads, _openvino_version())
    prepared = prepare(
        data_dir / "prepared",
        (_FILES_FORMAT, stat.st_size, stat.st_mtime_ns, backend, *compiled_for),
        lambda folder: _write_files(folder, model_file, threads, backend),
    )
    facts = prepared.facts
    actual: CpuBackend = facts["backend"]
    # Integer sums do not depend on the instruction set: one version for both native backends.
    arithmetic = "int16" if actual in NATIVE_BACKENDS else actual
    networks = _load_networks(prepared, actual, threads)
    duration_weights = load_arrays(
        prepared.path(_DURATIONS_FILE), facts["durations"], (DurationWeights,)
    )
    return CpuModel(
        actual,
        f"{_AUDIO_VERSION}-{arithmetic}",
        networks,
        DurationPredictor(duration_weights, networks.lstm),
        HarmonicSource(np.array(facts["mixing"], np.float32), facts["bias"]),
    )


def _load_networks(prepared: PreparedFiles, backend: CpuBackend, threads: int) -> Networks:
    if backend in NATIVE_BACKENDS:
        packed = load_arrays(prepared.path(_MODEL_FILE), prepared.facts["model"], PACKED_TYPES)
        return NativeModel(
            packed, threads=threads, isa="avx512_vnni" if backend == "avx512" else "avx2"
        )
    openvino = OpenVino(threads)
    return OpenVinoModel({name: openvino.load(prepared.path(f"{name}.blob")) for name in _GRAPHS})


def _write_files(
    folder: Path, model_file: Path, threads: int, backend: CpuBackend
) -> Mapping[str, Any]:
    """Writes the prepared files; returns the facts that `open_model` needs to load them."""
    weights = read_weights(model_file)
    source = "decoder.generator.m_source.l_linear"
    facts: dict[str, Any] = {
        "mixing": weights[f"{source}.weight"][0].tolist(),
        "bias": float(weights[f"{source}.bias"][0]),
        "backend": backend,
        "durations": store_arrays(folder / _DURATIONS_FILE, DurationWeights.of(weights)),
    }
    if backend in NATIVE_BACKENDS:
        try:
            packed = pack_model(weights)
        except NotInt8:
            facts["backend"] = "float32"
        else:
            facts["model"] = store_arrays(folder / _MODEL_FILE, packed)
            if backend == "avx512" and not avx512_matches_avx2(packed):
                logger.warning("AVX-512 kernels disagree with AVX2 kernels on this CPU: using AVX2")
                facts["backend"] = "avx2"
            return facts
    bfloat16 = facts["backend"] == "bfloat16"
    _compile_graphs(folder, weights, OpenVino(threads), bfloat16=bfloat16)
    return facts


def _compile_graphs(folder: Path, weights: Weights, openvino: OpenVino, *, bfloat16: bool) -> None:
    # These modules import openvino, which takes a second; only preparing needs them.
    from phemius_core.engine.cpu.openvino import _decoder as decoder
    from phemius_core.engine.cpu.openvino import _predictor as predictor

    graphs = {
        "text": lambda: predictor.text_graph(weights),
        "f0_energy": lambda: predictor.f0_energy_graph(weights),
        "body": lambda: decoder.body_graph(weights),
        "generator": lambda: decoder.generator_graph(weights, bfloat16=bfloat16),
    }
    graphs |= {name: partial(predictor.lstm_graph, weights, name) for name in LSTMS}
    openvino.compile(graphs, folder)


def _openvino_version() -> str:
    """Version of the installed OpenVINO: others may not read what it compiles. Not imported."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("openvino")
    except PackageNotFoundError:
        return ""
