"""Opens an engine by its name."""

from pathlib import Path
from typing import Any, Literal, cast

from phemius_core.engine._protocol import Engine
from phemius_core.engine.files import ModelFiles
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
    """Opens an engine with the model files of this machine.

    Args:
        name: `cpu`, which needs no torch; `torch`, which runs on CUDA where there is a GPU;
            `tone`, which gives tones instead of speech, for tests; or `module:factory`, a function
            without arguments that returns an engine.
        data_dir: Where model files are joined and prepared.
        model_dir: Where to look for model files first.
        weights: `int8`, which come with the packages, or `official`, the published float32
            weights, which are downloaded if they are missing. Preparing the official weights
            needs torch, once.
        threads: Threads of the engine; `default_threads()` by default.

    Raises:
        InvalidRequest: The engine `module:factory` cannot be imported.
        MissingExtra: A package that the engine needs is not installed.
        ModelFilesError: The model files are missing or damaged.
    """
    name = _ALIASES.get(name, name)
    if ":" in name:
        return cast("Engine", load_object(name, kind="engine")())
    files = ModelFiles(data_dir, given=model_dir)
    model_file = files.fetch_official() if weights == "official" else files.ensure()
    if name == "torch":
        from phemius_core.engine.torch import TorchEngine

        return TorchEngine(model_file, threads=threads)
    from phemius_core.engine.cpu import CpuEngine

    return CpuEngine(model_file, data_dir, threads=threads)


def torch_module(
    *,
    data_dir: Path,
    model_dir: Path | None = None,
    weights: WeightsName = "int8",
    threads: int | None = None,
) -> Any:
    """Opens Kokoro's own torch modules with the seeded harmonic source, for gradients.

    Arguments and errors as for `create_engine`.
    """
    engine = create_engine(
        "torch", data_dir=data_dir, model_dir=model_dir, weights=weights, threads=threads
    )
    return engine.module  # type: ignore[attr-defined]
