"""Real server processes on free ports, and API keys for them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx2
import pytest

from phemius_core.errors import NotFound
from phemius_core.services import open_services
from phemius_core.settings import Settings
from tests.services import redis_url

__all__ = ["redis_url"]

START_TIMEOUT_S = 120
SHIPPED = tuple(os.environ.get("PHEMIUS_ADAPTER", "fastapi,flask").split(","))
ADAPTERS = (*SHIPPED, "examples.asgi_adapter:serve")
TESTED = ADAPTERS if os.environ.get("PHEMIUS_TEST_EXAMPLE_ADAPTER") else SHIPPED


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process of `phemius serve`, ready to answer."""

    def __init__(self, data_dir, *, adapter="fastapi", key=None, port=None, **env):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "PHEMIUS_DATA_DIR": str(data_dir),
            "PHEMIUS_PORT": str(self.port),
            **env,
        }
        self.log = data_dir / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "phemius_core.cli",
                    "serve",
                    "--adapter",
                    adapter,
                    "--print-key",
                ],
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()
        self.key = key or re.search(r"sk_test_\w+", self.log.read_text()).group()

    def run(self, *arguments):
        """Run a `phemius` command in the server's environment; returns its output."""
        return subprocess.run(
            [sys.executable, "-m", "phemius_core.cli", *arguments],
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def new_key(self, account, plan="free"):
        """Create a key as `phemius keys create` does, without another process."""

        async def main():
            data_dir = Path(self.env["PHEMIUS_DATA_DIR"])
            async with open_services(Settings(data_dir=data_dir)) as services:
                accounts = services.accounts
                try:
                    owner = await accounts.find_account(account)
                except NotFound:
                    owner = await accounts.create_account(account, plan=plan)
                return (await accounts.keys.create(owner.id))[1]

        return anyio.run(main)

    def client(self, key=None, **options):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=60, **options)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def kill(self):
        """Send SIGKILL to the process and its workers."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)

    def _wait(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            try:
                if httpx2.get(f"{self.url}/readyz").status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the server did not become ready:\n{self.log.read_text()}")


@contextmanager
def running(data_dir, **options):
    server = Server(data_dir, **options)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session", params=TESTED)
def adapter(request):
    """Every adapter; the one in the examples where PHEMIUS_TEST_EXAMPLE_ADAPTER is set."""
    return request.param


@pytest.fixture(scope="session", params=SHIPPED)
def shipped(request):
    """The adapters of the distribution."""
    return request.param


@pytest.fixture(scope="session")
def server(tmp_path_factory, adapter):
    """A server with the tone engine, which is fast and deterministic to the byte."""
    folder = tmp_path_factory.mktemp("server")
    with running(folder, adapter=adapter, PHEMIUS_ENGINE="tone") as server:
        yield server


@pytest.fixture(scope="session")
def speaking_server(tmp_path_factory, shipped):
    """A server with the real model."""
    with running(tmp_path_factory.mktemp(f"speaking-{shipped}"), adapter=shipped) as server:
        yield server


@pytest.fixture
def http(server):
    with server.client() as client:
        yield client
