"""The CPU engine: Kokoro-82M without torch, on native kernels or on OpenVINO.

`CpuEngine` is imported when it is first used, so that choosing a backend stays cheap; openvino and
onnx are imported when an engine that needs them is opened.
"""

from typing import TYPE_CHECKING, Any

from phemius_core.engine.cpu._instruction_set import CpuBackend, best_backend, explain_backend

if TYPE_CHECKING:
    from phemius_core.engine.cpu._engine import CpuEngine

__all__ = ["CpuBackend", "CpuEngine", "best_backend", "explain_backend"]


def __getattr__(name: str) -> Any:
    if name != "CpuEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from phemius_core.engine.cpu._engine import CpuEngine

    return CpuEngine
