"""Prepared files of the CPU engine: damaged ones are noticed and prepared again."""

import logging

import numpy as np
import pytest

from phemius_core.engine import ModelFiles
from phemius_core.engine.cpu import CpuEngine
from phemius_core.engine.cpu.native import best_isa
from phemius_core.settings import default_data_dir
from tests.engine.test_contract import render, utterance

BACKEND, MODEL = ("avx2", "model.bin") if best_isa() else ("float32", "generator.blob")
"""Native kernels if they are built, and the largest of the prepared files."""

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data directory with prepared files, a function that speaks with them, and its audio."""
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    model_file = files.ensure()
    data_dir = tmp_path_factory.mktemp("data")

    def speak():
        engine = CpuEngine(model_file, data_dir, backend=BACKEND)
        try:
            return render(engine, utterance())[1].tobytes()
        finally:
            engine.close()

    return data_dir, speak, speak()


def damage(path, how):
    size = path.stat().st_size
    with path.open("r+b") as file:
        if how == "cut short":
            file.truncate(size // 2)
        else:
            file.seek(size // 2)
            file.write(np.random.default_rng(0).bytes(64))


@pytest.mark.parametrize("how", ["cut short", "overwritten"])
@pytest.mark.parametrize("name", [MODEL, "durations.bin", "meta.json"])
def test_damaged_files_are_prepared_again(prepared, caplog, name, how):
    data_dir, speak, expected = prepared
    (path,) = data_dir.glob(f"prepared/*/{name}")
    damage(path, how)
    with caplog.at_level(logging.WARNING):
        assert speak() == expected
    assert "damaged" in caplog.text


def test_intact_files_are_not_prepared_again(prepared):
    data_dir, speak, expected = prepared
    before = {path: path.stat().st_mtime_ns for path in data_dir.glob("prepared/*/*")}
    assert speak() == expected
    assert {path: path.stat().st_mtime_ns for path in data_dir.glob("prepared/*/*")} == before
