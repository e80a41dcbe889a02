"""The real model, for speech of many voices."""

import pytest

from phemius_core.engine import ModelFiles
from phemius_core.settings import Settings, default_data_dir
from phemius_core.synthesis import open_synthesizer


@pytest.fixture(scope="session")
def cpu_synthesizer():
    if not ModelFiles(default_data_dir()).status().ready:
        pytest.skip("no model files")
    synthesizer = open_synthesizer(Settings())
    yield synthesizer
    synthesizer.close()
