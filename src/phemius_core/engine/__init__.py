from phemius_core.engine._create import create_engine, torch_module
from phemius_core.engine._files import ModelFiles
from phemius_core.engine._paths import CpuPath, best_path, explain_path
from phemius_core.engine._protocol import (
    FRAME_SAMPLES,
    MAX_PHONEMES,
    SAMPLE_RATE,
    Engine,
    Rendering,
    Utterance,
)
from phemius_core.engine._reuse import RenderingCache, ReusingEngine
from phemius_core.engine._scheduler import Priority, Scheduler, SchedulerStats, Task

__all__ = [
    "FRAME_SAMPLES",
    "MAX_PHONEMES",
    "SAMPLE_RATE",
    "CpuPath",
    "Engine",
    "ModelFiles",
    "Priority",
    "Rendering",
    "RenderingCache",
    "ReusingEngine",
    "Scheduler",
    "SchedulerStats",
    "Task",
    "Utterance",
    "best_path",
    "create_engine",
    "explain_path",
    "torch_module",
]
