"""Chooses and loads an engine."""

from pathlib import Path
from typing import Any, Literal, cast

from phemius_core.engine._protocol import Engine
from phemius_core.plugins import load_object

__all__ = ["WeightsName", "create_engine", "torch_module"]

WeightsName = Literal["int8", "official"]

_ALIASES = {"tone": "phemius_core.testing:ToneEngine"}


def create_engine(
    name: str,
    *,
    data_dir: Path,
    model_dir: Path | None = None,
    weights: WeightsName = "int8",
    threads: int | None = None,
) -> Engine:
    """Loads an engine with the model files of this machine.

    Args:
        name: `cpu` needs no torch; `torch` runs on CUDA where there is a GPU; `tone` hums
            instead of speaking, for tests of everything else. Or one of your own, as
            `module:factory`: called without arguments.
        data_dir: Where model files are joined and prepared.
        model_dir: Where to look for model files first.
        weights: `int8` come with the packages; `official` are the published float32 ones, from
            the hub if they are not here yet. Preparing those takes torch, once.
        threads: Cores to use; all of this process by default.

    Raises:
        InvalidRequest: There is no such engine.
        MissingExtra: A package of this engine is not installed.
        ModelFilesError: The model files are missing or damaged.
    """
    name = _ALIASES.get(name, name)
    if ":" in name:
        return cast("Engine", load_object(name, kind="engine")())
    from phemius_core.engine.files._model_files import ModelFiles

    files = ModelFiles(data_dir, given=model_dir)
    model_file = files.fetch_official() if weights == "official" else files.ensure()
    if name == "torch":
        from phemius_core.engine.torch._engine import TorchEngine

        return TorchEngine(model_file, threads=threads)
    from phemius_core.engine.cpu._engine import CpuEngine

    return CpuEngine(model_file, data_dir, threads=threads)


def torch_module(
    *,
    data_dir: Path,
    model_dir: Path | None = None,
    weights: WeightsName = "int8",
    threads: int | None = None,
) -> Any:
    """Kokoro's own torch modules with our harmonic source, for work that needs gradients.

    Arguments and errors as for `create_engine`.
    """
    engine = create_engine(
        "torch", data_dir=data_dir, model_dir=model_dir, weights=weights, threads=threads
    )
    return engine.module  # type: ignore[attr-defined]
