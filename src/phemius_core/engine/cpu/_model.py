"""What the CPU engine computes on: prepared at the first start, opened at every other."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np

from phemius_core.engine.cpu._instruction_set import CpuPath
from phemius_core.engine.cpu.native import (
    PACKED_TYPES,
    NativeModel,
    NotInt8,
    avx512_matches_avx2,
    pack_model,
)
from phemius_core.engine.cpu.openvino._runtime import OpenVino, OpenVinoModel
from phemius_core.engine.files._prepared import Prepared, prepare, store_arrays, stored_arrays
from phemius_core.engine.kokoro._durations import LSTMS, Prosody, ProsodyWeights
from phemius_core.engine.kokoro._harmonic_source import Excitation
from phemius_core.engine.kokoro._weights import Weights

__all__ = ["NATIVE", "CpuModel", "open_model"]

logger = logging.getLogger(__name__)

_FORMAT: Final = 9
"""Changes when what is prepared does: files of another format are made anew."""
_AUDIO: Final = 7
"""Part of the engine's version: changes when the audio does."""
_MODEL: Final = "model.bin"
_PROSODY: Final = "prosody.bin"
_GRAPHS: Final = ("text", *LSTMS, "contour", "body", "generator")
NATIVE: Final = ("avx512", "avx2")


@dataclass(frozen=True, slots=True)
class CpuModel:
    """An opened model."""

    path: CpuPath
    version: str
    networks: NativeModel | OpenVinoModel
    prosody: Prosody
    excitation: Excitation


def open_model(model_file: Path, data_dir: Path, *, threads: int, wanted: CpuPath) -> CpuModel:
    """Opens a model, prepared now if it never was. Arguments and errors as for `CpuEngine`."""
    stat = model_file.stat()
    # The native kernels take the same files with any number of threads.
    whole = wanted in NATIVE and model_file.suffix == ".onnx"
    compiled = () if whole else (threads, _openvino_version())
    prepared = prepare(
        data_dir / "prepared",
        (_FORMAT, stat.st_size, stat.st_mtime_ns, wanted, *compiled),
        lambda folder: _make(folder, model_file, threads, wanted),
    )
    facts = prepared.facts
    path: CpuPath = facts["path"]
    # Integer sums are the same with any lanes: one version for both native paths.
    kind = "int16" if path in NATIVE else path
    networks = _networks(prepared, path, threads)
    between = stored_arrays(prepared.path(_PROSODY), facts["prosody"], (ProsodyWeights,))
    return CpuModel(
        path,
        f"{_AUDIO}-{kind}",
        networks,
        Prosody(between, networks.lstm),
        Excitation(np.array(facts["mixing"], np.float32), facts["bias"]),
    )


def _networks(prepared: Prepared, path: CpuPath, threads: int) -> NativeModel | OpenVinoModel:
    if path in NATIVE:
        packed = stored_arrays(prepared.path(_MODEL), prepared.facts["model"], PACKED_TYPES)
        return NativeModel(
            packed, threads=threads, isa="avx512_vnni" if path == "avx512" else "avx2"
        )
    openvino = OpenVino(threads)
    return OpenVinoModel({name: openvino.load(prepared.path(f"{name}.blob")) for name in _GRAPHS})


def _make(folder: Path, model_file: Path, threads: int, wanted: CpuPath) -> Mapping[str, Any]:
    """Prepares the model in a folder; returns what is to be known of it."""
    from phemius_core.engine.kokoro._weights import read_weights

    weights = read_weights(model_file)
    source = "decoder.generator.m_source.l_linear"
    facts: dict[str, Any] = {
        "mixing": weights[f"{source}.weight"][0].tolist(),
        "bias": float(weights[f"{source}.bias"][0]),
        "path": wanted,
        "prosody": store_arrays(folder / _PROSODY, ProsodyWeights.of(weights)),
    }
    if wanted in NATIVE:
        try:
            packed = pack_model(weights)
        except NotInt8:
            facts["path"] = "float32"
        else:
            facts["model"] = store_arrays(folder / _MODEL, packed)
            if wanted == "avx512" and not avx512_matches_avx2(packed):
                logger.warning("AVX-512 does not compute here what AVX2 does: taking AVX2")
                facts["path"] = "avx2"
            return facts
    _compile(folder, weights, OpenVino(threads), half=facts["path"] == "bfloat16")
    return facts


def _compile(folder: Path, weights: Weights, openvino: OpenVino, *, half: bool) -> None:
    from phemius_core.engine.cpu.openvino import _decoder as decoder
    from phemius_core.engine.cpu.openvino import _graph as graph

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
