"""Every benchmark still works: each runs with `--smoke`, in seconds, as a process of its own."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PHEMIUS_THREADS"), "1")
"""Threads that wait for each other would take most of the time of runs this short."""
TIMEOUT_S = 240
"""Long enough for the first run on a machine, which also prepares the model."""


def has_main(script):
    tree = ast.parse(script.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def smoke_run(script):
    """The finished process."""
    return subprocess.run(
        [sys.executable, str(script), "--smoke"],
        check=False,
        env={**os.environ, **ONE_THREAD},
        cwd=script.parent.parent,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )


def check_smoke_run(finished):
    assert finished.returncode == 0, finished.stderr
    assert "smoke run" in finished.stderr, "the script does not know --smoke"
    assert finished.stdout.strip(), "the script prints nothing"


SCRIPTS = sorted(script for script in BENCHMARKS.glob("*.py") if has_main(script))


@pytest.mark.timeout(TIMEOUT_S + 10)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_benchmark_runs_in_smoke_mode(script):
    finished = smoke_run(script)
    check_smoke_run(finished)
    if finished.stdout.startswith("skipped: "):
        pytest.skip(finished.stdout.strip())


def test_all_scripts_without_an_underscore_are_benchmarks():
    public = {script for script in BENCHMARKS.glob("*.py") if not script.name.startswith("_")}
    assert public == set(SCRIPTS)


@pytest.mark.parametrize(
    "body",
    [
        "import argparse\nargparse.ArgumentParser().parse_args()\nprint('a figure')",
        "print('a figure')",
        "import sys\nprint('smoke run', file=sys.stderr)\nraise ValueError",
    ],
    ids=["unknown option", "option ignored", "failure"],
)
def test_a_script_without_a_working_smoke_mode_fails(tmp_path, body):
    script = tmp_path / "benchmarks" / "new.py"
    script.parent.mkdir()
    script.write_text(body)
    with pytest.raises(AssertionError):
        check_smoke_run(smoke_run(script))
