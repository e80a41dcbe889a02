"""Runs Kokoro's networks on OpenVINO, where there are no native kernels."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.kokoro import GENERATOR_NORM_CHANNELS
from phemius_core.errors import MissingExtra

if TYPE_CHECKING:
    import openvino as ov

__all__ = ["OpenVino", "OpenVinoModel"]

_RUNTIME_CACHE_CAPACITY: Final = 8
"""Input lengths that OpenVINO keeps kernels for. More costs memory and brings no speed:
`docs/performance.md`."""


class OpenVino:
    """Compiles and loads graphs for the CPU.

    Args:
        threads: Threads of each inference.

    Raises:
        MissingExtra: OpenVINO is not installed.
    """

    def __init__(self, threads: int) -> None:
        try:
            import openvino
        except ModuleNotFoundError as error:
            raise MissingExtra("openvino", "speech") from error
        self._core = openvino.Core()
        self._core.set_property("CPU", {"CPU_RUNTIME_CACHE_CAPACITY": _RUNTIME_CACHE_CAPACITY})
        self._options: dict[str, object] = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
        }

    def compile(self, graphs: Mapping[str, "Callable[[], ov.Model]"], folder: Path) -> None:
        """Compiles graphs into files, one after the other: each compilation takes memory.

        Args:
            graphs: Functions that build the graphs, by name.
            folder: Where `NAME.blob` is written for each.
        """
        for name, build in graphs.items():
            compiled = self._core.compile_model(build(), "CPU", self._options)
            (folder / f"{name}.blob").write_bytes(compiled.export_model().getvalue())

    def load(self, path: Path) -> Any:
        """Loads a compiled graph; returns an infer request."""
        blob = path.read_bytes()
        return self._core.import_model(blob, "CPU", self._options).create_infer_request()


class OpenVinoModel:
    """Kokoro's networks on OpenVINO; `Networks` describes them.

    Args:
        requests: Infer requests by the names of their graphs.
    """

    def __init__(self, requests: Mapping[str, Any]) -> None:
        self._requests = dict(requests)

    def text_features(
        self, tokens: NDArray[np.int64], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """PL-BERT and the text encoder; see `Networks.text_features`."""
        del int16_only  # always float32
        of_bert, of_encoder = self._infer("text", tokens[None])
        return of_bert, of_encoder

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """A recurrent layer; see `Networks.lstm`."""
        rows: NDArray[np.float32] = self._infer(name, np.ascontiguousarray(x)[None])[0][0]
        return rows

    def f0_energy(
        self, features: NDArray[np.float32], style: NDArray[np.float32], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """F0 and energy; see `Networks.f0_energy`."""
        del int16_only  # always float32
        f0, energy = self._infer("f0_energy", features[None], style[None])
        return f0[0, 0], energy[0, 0]

    def decoder_body(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The decoder body, without given norm statistics; see `Networks.decoder_body`."""
        assert norm_statistics is None  # noqa: S101 - the engine never gives any
        columns = np.ascontiguousarray(encoded.T)[None]
        (hidden,) = self._infer("body", columns, f0[None, None], energy[None, None], style[None])
        return np.ascontiguousarray(hidden[0].T)

    def generator(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The generator; see `Networks.generator`.

        Args:
            hidden: float32 [steps, 512].
            harmonics: float32 [60 * steps + 1, 22].
            style: float32 [256].
            norm_statistics: float32 [2, channels], used instead of those of the signal.
            computed: float32 [2, channels], filled with the statistics of the signal.
        """
        shape = (2, GENERATOR_NORM_CHANNELS)
        spectrum, statistics = self._infer(
            "generator",
            np.ascontiguousarray(hidden.T)[None],
            np.ascontiguousarray(harmonics.T)[None],
            style[None],
            np.zeros(shape, np.float32) if norm_statistics is None else norm_statistics,
            np.array([norm_statistics is not None], np.float32),
        )
        if computed is not None:
            computed[:] = statistics
        rows: NDArray[np.float32] = spectrum[0].T
        return rows

    def close(self) -> None:
        """Frees the graphs."""
        self._requests.clear()

    def _infer(self, name: str, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Runs a graph and copies its outputs, which OpenVINO overwrites at the next call."""
        request = self._requests[name]
        request.infer(list(inputs))
        return [np.array(tensor.data) for tensor in request.output_tensors]
