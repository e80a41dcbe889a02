"""Server processes on free ports of loopback."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from phemius_core.settings import Settings

HOST = "127.0.0.1"
COMMAND = (sys.executable, "-m", "phemius_core.cli")
STOP_TIMEOUT_S = 40


@dataclass(frozen=True, slots=True)
class Server:
    """A running `phemius serve`."""

    port: int
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def create_keys(self, account: str, number: int) -> list[str]:
        """API keys of so many new accounts with the plan `growth`."""
        return [self._create_key(f"{account}-{n}") for n in range(number)]

    def _create_key(self, account: str) -> str:
        created = subprocess.run(
            [*COMMAND, "keys", "create", "--plan", "growth", "--account", account],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return created.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def phemius_server(adapter: str = "fastapi", **environment: str) -> Iterator[Server]:
    """`phemius serve` with the default caches and an empty database.

    Args:
        adapter: Name of an adapter, or `module:function`.
        environment: Further environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as folder:
        for name in ("models", "prepared"):
            if (kept := Settings().data_dir / name).exists():
                (Path(folder) / name).symlink_to(kept)
        port = free_port()
        env = {**os.environ, "PHEMIUS_DATA_DIR": folder, "PHEMIUS_PORT": str(port), **environment}
        server = Server(port, env)
        with process([*COMMAND, "serve", "--adapter", adapter], f"{server.url}/readyz", env):
            yield server


@contextmanager
def process(command: list[str], probe_url: str, env: Mapping[str, str]) -> Iterator[None]:
    """A server process, ready once `probe_url` answers 200.

    Raises:
        RuntimeError: The process ended before it was ready; the message is its output.
    """
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            while not _is_ready(probe_url):
                if running.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(log.read().decode())
                time.sleep(0.1)
            yield
        finally:
            running.terminate()
            running.wait(STOP_TIMEOUT_S)


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.HTTPError:
        return False
