"""The drills, shortened; the full ones are run by hand (`python -m tests.drill --help`).

They take minutes of starting servers, and what they show is tested piece by piece elsewhere: all
but the soak run only with PHEMIUS_TEST_DRILL=1.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.redis]


on_request = pytest.mark.skipif(
    not os.environ.get("PHEMIUS_TEST_DRILL"), reason="PHEMIUS_TEST_DRILL is not set"
)


def drill(*arguments):
    finished = subprocess.run(
        [sys.executable, "-m", "tests.drill", *arguments, "--smoke"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if "Skipped" in finished.stderr:
        pytest.skip(finished.stderr.strip().splitlines()[-1])
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@on_request
def test_faults_lose_nothing_and_give_nothing_away():
    said = drill(
        "faults", "--fault", "PostgreSQL crashed, 15 s", "--fault", "kill -9 gunicorn master"
    )
    assert "reserved: 0" in said


@on_request
def test_rude_clients_do_not_keep_a_normal_one_waiting():
    drill("rude")


def test_a_soak_charges_what_was_delivered():
    assert "reserved: 0" in drill("soak")
