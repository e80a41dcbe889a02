"""Speech engines: phonemes and a style in, audio out; and the scheduler that shares them.

`create_engine` opens an engine; `cpu/` and `torch/` hold the two that speak, `kokoro/` what both
share, `files/` the model files. Importing this room imports neither torch, openvino nor onnx.
Modules inside the room import each other directly, never from here.
"""

from phemius_core.engine._cached_engine import CachedEngine, RenderingCache
from phemius_core.engine._create_engine import create_engine, torch_module
from phemius_core.engine._protocol import (
    FRAME_SAMPLES,
    MAX_PHONEMES,
    SAMPLE_RATE,
    Engine,
    Rendering,
    Utterance,
)
from phemius_core.engine._scheduler import Priority, RenderTask, Scheduler, SchedulerStats
from phemius_core.engine._threads import default_threads
from phemius_core.engine.cpu import CpuBackend, best_backend, explain_backend
from phemius_core.engine.files import ModelFiles

__all__ = [
    "FRAME_SAMPLES",
    "MAX_PHONEMES",
    "SAMPLE_RATE",
    "CachedEngine",
    "CpuBackend",
    "Engine",
    "ModelFiles",
    "Priority",
    "RenderTask",
    "Rendering",
    "RenderingCache",
    "Scheduler",
    "SchedulerStats",
    "Utterance",
    "best_backend",
    "create_engine",
    "default_threads",
    "explain_backend",
    "torch_module",
]
