"""Real engines, loaded once for all tests."""

import importlib.util
from pathlib import Path

import pytest

from phemius_core.engine import ModelFiles, create_engine
from phemius_core.settings import default_data_dir
from phemius_core.testing import ToneEngine


def open_engine(name: str, data_dir: Path):
    if name == "tone":
        return ToneEngine()
    if name == "torch" and importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    files = ModelFiles(data_dir)
    if not files.status().ready:
        pytest.skip(f"no model files: {', '.join(files.status().missing)}")
    return create_engine(name, data_dir=data_dir)


@pytest.fixture(scope="session")
def engines():
    """A function from name to engine, which opens each at its first use.

    The data directory is the user's own, so that the model is prepared once and not in every run.
    """
    loaded = {}

    def get(name: str):
        if name not in loaded:
            loaded[name] = open_engine(name, default_data_dir())
        return loaded[name]

    yield get
    for engine in loaded.values():
        engine.close()


@pytest.fixture(
    params=[
        "tone",
        pytest.param("cpu", marks=pytest.mark.model),
        pytest.param("torch", marks=[pytest.mark.model, pytest.mark.torch]),
    ]
)
def engine(request, engines):
    return engines(request.param)


@pytest.fixture(scope="session")
def cpu_engine(engines):
    return engines("cpu")
