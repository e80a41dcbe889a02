"""Server processes for the benchmarks, on loopback."""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2

COMMAND = (sys.executable, "-m", "phemius_core.cli")
PORT = 8765


@contextmanager
def server(*, adapter: str = "fastapi", **more: str):
    """`phemius serve` with caches as they come; yields a function that makes keys."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path.home() / ".local/share/phemius"
        for name in ("models", "prepared"):
            if (data / name).exists():
                (Path(folder) / name).symlink_to(data / name)
        env = {**os.environ, "PHEMIUS_DATA_DIR": folder, "PHEMIUS_PORT": str(PORT), **more}

        def make_key(name: str) -> str:
            made = subprocess.run(
                [*COMMAND, "keys", "create", "--plan", "growth", "--account", name],
                env=env,
                check=True,
                capture_output=True,
                text=True,
            )
            return made.stdout.strip()

        with process([*COMMAND, "serve", "--adapter", adapter], "/readyz", env=env):
            yield make_key


@contextmanager
def process(command: list[str], probe: str, *, env: dict[str, str] | None = None):
    """A server process, from when `probe` answers 200."""
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            while not _answers(probe):
                if running.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(log.read().decode())
                time.sleep(0.1)
            yield
        finally:
            running.terminate()
            running.wait(40)


def _answers(probe: str) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{PORT}{probe}").status_code == 200
    except httpx2.HTTPError:
        return False
