"""Chooses and loads an engine."""

from pathlib import Path
from typing import Literal

from phemius_core.engine._protocol import Engine

__all__ = ["EngineName", "create_engine"]

EngineName = Literal["cpu", "torch", "tone"]


def create_engine(
    name: EngineName,
    *,
    data_dir: Path,
    model_dir: Path | None = None,
    threads: int | None = None,
) -> Engine:
    """Loads an engine with the model files of this machine.

    Args:
        name: `cpu` needs no torch; `torch` runs on CUDA where there is a GPU; `tone` hums
            instead of speaking, for tests of everything else.
        data_dir: Where model files are joined and prepared.
        model_dir: Where to look for model files first.
        threads: Cores to use; all of this process by default.

    Raises:
        MissingExtra: A package of this engine is not installed.
        ModelFilesError: The model files are missing or damaged.
    """
    if name == "tone":
        from phemius_core.testing._engine import ToneEngine

        return ToneEngine()
    from phemius_core.engine._files import ModelFiles

    model_file = ModelFiles(data_dir, given=model_dir).ensure()
    if name == "torch":
        from phemius_core.engine._torch import TorchEngine

        return TorchEngine(model_file, threads=threads)
    from phemius_core.engine._cpu import CpuEngine

    return CpuEngine(model_file, data_dir, threads=threads)
