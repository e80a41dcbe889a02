from phemius_core.engine._cached_engine import CachedEngine, RenderingCache
from phemius_core.engine._create import create_engine, torch_module
from phemius_core.engine._protocol import (
    FRAME_SAMPLES,
    MAX_PHONEMES,
    SAMPLE_RATE,
    Engine,
    Rendering,
    Utterance,
)
from phemius_core.engine._scheduler import Priority, Scheduler, SchedulerStats, Task
from phemius_core.engine.cpu._instruction_set import CpuPath, best_path, explain_path
from phemius_core.engine.files._model_files import ModelFiles

__all__ = [
    "FRAME_SAMPLES",
    "MAX_PHONEMES",
    "SAMPLE_RATE",
    "CachedEngine",
    "CpuPath",
    "Engine",
    "ModelFiles",
    "Priority",
    "Rendering",
    "RenderingCache",
    "Scheduler",
    "SchedulerStats",
    "Task",
    "Utterance",
    "best_path",
    "create_engine",
    "explain_path",
    "torch_module",
]
