"""The CPU engine: Kokoro-82M without torch, on native kernels or on OpenVINO.

Importing this room imports neither openvino nor onnx: opening an engine does, if it needs them.
"""

from phemius_core.engine.cpu._engine import CpuEngine
from phemius_core.engine.cpu._instruction_set import CpuBackend, best_backend, explain_backend
from phemius_core.engine.cpu._threads import default_threads

__all__ = ["CpuBackend", "CpuEngine", "best_backend", "default_threads", "explain_backend"]
