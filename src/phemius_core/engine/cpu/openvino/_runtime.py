"""The model on OpenVINO, where there are no native kernels."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.errors import MissingExtra

if TYPE_CHECKING:
    import openvino as ov

__all__ = ["OpenVino", "OpenVinoModel"]

_RUNTIME_CACHE: Final = 8
"""Input lengths that OpenVINO keeps kernels for. More costs memory and brings no speed:
`docs/performance.md`."""
_STATISTICS: Final = 9216
"""As `_decoder.STATISTICS`, without the import of all that builds graphs."""


class OpenVino:
    """OpenVINO on the CPU.

    Args:
        threads: Cores to use.

    Raises:
        MissingExtra: It is not installed.
    """

    def __init__(self, threads: int) -> None:
        try:
            import openvino
        except ModuleNotFoundError as error:
            raise MissingExtra("openvino", "speech") from error
        self._core = openvino.Core()
        self._core.set_property("CPU", {"CPU_RUNTIME_CACHE_CAPACITY": _RUNTIME_CACHE})
        self._options: dict[str, object] = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
        }

    def compile(self, graphs: Mapping[str, "Callable[[], ov.Model]"], folder: Path) -> None:
        """Compiles graphs into files, one after the other: each takes memory."""
        for name, build in graphs.items():
            compiled = self._core.compile_model(build(), "CPU", self._options)
            (folder / f"{name}.blob").write_bytes(compiled.export_model().getvalue())

    def load(self, path: Path) -> Any:
        """An infer request of a compiled graph."""
        blob = path.read_bytes()
        return self._core.import_model(blob, "CPU", self._options).create_infer_request()


class OpenVinoModel:
    """Kokoro on OpenVINO; see `NativeModel`.

    Args:
        requests: By the names of their graphs.
    """

    def __init__(self, requests: Mapping[str, Any]) -> None:
        self._requests = dict(requests)

    def text_features(
        self, tokens: NDArray[np.int64], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The text side; see `NativeModel.text_features`."""
        del int16_only  # there is one way
        of_bert, of_encoder = self._run("text", tokens[None])
        return of_bert, of_encoder

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """A recurrent layer; see `Lstm`."""
        found: NDArray[np.float32] = self._run(name, np.ascontiguousarray(x)[None])[0][0]
        return found

    def f0_energy(
        self, features: NDArray[np.float32], style: NDArray[np.float32], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Pitch and energy; see `NativeModel.f0_energy`."""
        del int16_only  # there is one way
        f0, energy = self._run("contour", features[None], style[None])
        return f0[0, 0], energy[0, 0]

    def decoder_body(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
        told: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The body; see `NativeModel.decoder_body`. It cannot be told statistics."""
        assert told is None  # noqa: S101 - nobody does
        columns = np.ascontiguousarray(encoded.T)[None]
        (found,) = self._run("body", columns, f0[None, None], energy[None, None], style[None])
        return np.ascontiguousarray(found[0].T)

    def generator(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        told: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The generator; see `NativeModel.generator`."""
        spectrum, statistics = self._run(
            "generator",
            np.ascontiguousarray(hidden.T)[None],
            np.ascontiguousarray(harmonics.T)[None],
            style[None],
            np.zeros((2, _STATISTICS), np.float32) if told is None else told,
            np.array([told is not None], np.float32),
        )
        if computed is not None:
            computed[:] = statistics
        rows: NDArray[np.float32] = spectrum[0].T
        return rows

    def close(self) -> None:
        """Frees the graphs."""
        self._requests.clear()

    def _run(self, name: str, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Infers, and copies what OpenVINO will overwrite at the next call."""
        request = self._requests[name]
        request.infer(list(inputs))
        return [np.array(tensor.data) for tensor in request.output_tensors]
