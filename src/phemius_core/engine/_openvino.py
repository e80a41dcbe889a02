"""Graphs on OpenVINO: all of the model where there are no native kernels, else what reads the
text and what draws the contour.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import openvino as ov

__all__ = ["OpenVino", "OpenVinoDecoder", "run"]

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
        ModuleNotFoundError: It is not installed.
    """

    def __init__(self, threads: int) -> None:
        import openvino

        self.version: str = openvino.__version__
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


def run(request: Any, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
    """Infers, and copies what OpenVINO will overwrite at the next call."""
    request.infer(list(inputs))
    return [np.array(tensor.data) for tensor in request.output_tensors]


class OpenVinoDecoder:
    """What CPUs without native kernels compute instead; see `NativeDecoder`."""

    def __init__(self, body: Any, generator: Any, lstms: Mapping[str, Any]) -> None:
        self._body = body
        self._generator = generator
        self._lstms = dict(lstms)

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """A recurrent layer; see `Lstm`."""
        found: NDArray[np.float32] = run(self._lstms[name], np.ascontiguousarray(x)[None])[0][0]
        return found

    def hidden(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """The body; see `NativeDecoder.hidden`."""
        columns = np.ascontiguousarray(encoded.T)[None]
        (found,) = run(self._body, columns, f0[None, None], energy[None, None], style[None])
        return np.ascontiguousarray(found[0].T)

    def spectrum(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        told: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The generator; see `NativeDecoder.spectrum`."""
        spectrum, statistics = run(
            self._generator,
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
        self._body = self._generator = None
        self._lstms.clear()
