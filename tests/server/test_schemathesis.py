"""The server against its own OpenAPI document: every check, examples to stateful runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = os.environ.get("PHEMIUS_TEST_EXAMPLES", "20")
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.slow
def test_no_generated_request_breaks_the_document(server):
    key = server.new_key("fuzz", "growth")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
            *("run", f"{server.url}/openapi.json", "-H", f"Authorization: Bearer {key}"),
            *("--checks", "all", "--max-examples", EXAMPLES, "--continue-on-failure"),
            *("--no-color", "--generation-database", ":memory:"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.server.schemathesis_hooks"},
        cwd=CONFIG.parents[2],
    )
    assert run.returncode == 0, run.stdout + run.stderr
