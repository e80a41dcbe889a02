"""Files in the working directory run only if the user names them."""

import os
import subprocess
import sys

import pytest

SCRIPT = "import sys; sys.path.pop(0); from phemius_core.cli import main; main()"
"""As the script `phemius`, for which Python does not put the working directory on the path."""


@pytest.fixture
def folder(tmp_path):
    for name in ("random", "colorsys", "espeakng_loader", "phemius_core"):
        (tmp_path / f"{name}.py").write_text(f"print('STRAY {name}')\nraise SystemExit(9)\n")
    (tmp_path / "mine.py").write_text(
        "import colorsys\n\ndef start(settings):\n    print('mine')\n"
    )
    return tmp_path


def phemius(folder, *arguments, **env):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=folder,
        env={**os.environ, "PHEMIUS_DATA_DIR": str(folder), "PHEMIUS_ENGINE": "tone", **env},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert "STRAY" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_stray_file_does_not_take_the_place_of_a_module(folder):
    phemius(folder, "speak", "Hello.", "-o", "x.wav")
    assert (folder / "x.wav").exists()


def test_a_module_in_the_working_directory_is_found_by_its_name_after_all_others(folder):
    assert "mine" in phemius(folder, "serve", "--adapter", "mine:start")
