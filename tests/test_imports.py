"""What an import costs, and what it must not bring along."""

import json
import subprocess
import sys

import pytest

HEAVY = {"torch", "onnxruntime", "openvino", "onnx", "spacy", "sqlalchemy", "fastapi", "flask"}

PROBE = """
import json, sys, time
before = set(sys.modules)
started = time.perf_counter()
import {module}
spent = time.perf_counter() - started
print(json.dumps([spent, sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})]))
"""


def probe(module: str) -> tuple[float, set[str]]:
    runs = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", PROBE.format(module=module)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for _ in range(3)
    ]
    return min(spent for spent, _ in runs), set(runs[0][1])


@pytest.mark.parametrize("module", ["phemius_core", "phemius_core.wire", "phemius_client"])
def test_import_brings_nothing_heavy(module):
    _, loaded = probe(module)
    assert not loaded & HEAVY


def test_core_imports_quickly():
    spent, _ = probe("phemius_core")
    assert spent < 0.3


def test_every_public_name_of_the_core_exists():
    import phemius_core

    for name in phemius_core.__all__:
        assert getattr(phemius_core, name)
    assert set(phemius_core.__all__) <= set(dir(phemius_core))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = phemius_core.nonsense
