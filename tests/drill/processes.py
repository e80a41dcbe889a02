"""The processes of a deployment on loopback, each started again when it exits."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import anyio
import httpx2
import sqlalchemy as sa

from phemius_core.services import open_services
from phemius_core.settings import Settings
from phemius_core.store import upgrade_database
from tests.services import PostgresServer, RedisServer, free_port

__all__ = ["Deployment", "Restarted"]

PHEMIUS = (sys.executable, "-m", "phemius_core.cli")
_RESTART_S = 1.0
"""What `RestartSec` is to a systemd unit with `Restart=always`."""


class Restarted:
    """A process that is started again when it exits, as systemd or Kubernetes would do.

    Args:
        name: Names the log file.
        command: Program and arguments.
        env: Environment.
        folder: Directory of the log file.
    """

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self.exits: list[int] = []
        """Exit statuses of the processes that have ended."""
        self._command = list(command)
        self._env = dict(env)
        self._stopping = threading.Event()
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """Process id of the process that runs now."""
        return self._process.pid

    def children(self) -> list[int]:
        """Process ids of the children of the process, such as gunicorn's workers."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def signal(self, number: int) -> None:
        """Sends a signal to the process, not to its children."""
        os.kill(self.pid, number)

    def stop(self) -> None:
        """Ends the process for good."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._watcher.join(60)

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command, env=self._env, stdout=log, stderr=log, start_new_session=True
            )

    def _watch(self) -> None:
        while True:
            status = self._process.wait()
            if self._stopping.is_set():
                return
            self.exits.append(status)
            time.sleep(_RESTART_S)
            if self._stopping.is_set():
                return
            self._process = self._start()


class Deployment:
    """Servers of both adapters, a worker, PostgreSQL and Redis, as processes on loopback.

    Args:
        folder: Directory of data and logs.
        engine: Value of PHEMIUS_ENGINE.
        env: Further environment variables of all processes.
    """

    def __init__(self, folder: Path, *, engine: str, **env: str) -> None:
        self.folder = folder
        self.counts = folder / "counts"
        self.counts.mkdir()
        self.postgres = PostgresServer()
        self.redis = RedisServer(folder / "redis")
        self.postgres.start()
        self.redis.start()
        self.database_url = self.postgres.url
        upgrade_database(self.database_url)
        data_dir = folder / "data"
        data_dir.mkdir()
        _link_models(data_dir)
        self.settings = Settings(data_dir=data_dir, database_url=self.database_url, _env_file=None)
        self.env = {
            **os.environ,
            "PHEMIUS_DATA_DIR": str(data_dir),
            "PHEMIUS_DATABASE_URL": self.database_url,
            "PHEMIUS_REDIS_URL": self.redis.url,
            "PHEMIUS_ENGINE": engine,
            "PHEMIUS_JOBS": "workers",
            "PHEMIUS_DRILL_COUNTS": str(self.counts),
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
            **env,
        }
        self.ports: dict[str, int] = {}
        self.processes: dict[str, Restarted] = {}

    def start_server(self, adapter: str) -> None:
        """Starts a server and waits until it is ready."""
        port = self.ports.setdefault(adapter, free_port())
        command = [*PHEMIUS, "serve", "--adapter", f"tests.drill.observed:{adapter}"]
        env = {**self.env, "PHEMIUS_PORT": str(port)}
        self.processes[adapter] = Restarted(adapter, command, env, self.folder)
        self.wait_ready(adapter)

    def start_worker(self) -> None:
        """Starts a `phemius worker`."""
        self.processes["worker"] = Restarted("worker", [*PHEMIUS, "worker"], self.env, self.folder)

    def url(self, adapter: str) -> str:
        return f"http://127.0.0.1:{self.ports[adapter]}"

    def wait_ready(self, adapter: str, timeout_s: float = 120) -> float:
        """Waits until a server answers `/readyz` with 200; returns the seconds that it took."""
        started = time.monotonic()
        while time.monotonic() < started + timeout_s:
            try:
                if httpx2.get(f"{self.url(adapter)}/readyz", timeout=5).status_code == 200:
                    return time.monotonic() - started
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)
        log = self.processes[adapter].log.read_text()[-3000:]
        raise TimeoutError(f"{adapter} is not ready after {timeout_s} s:\n{log}")

    def create_keys(self, account: str, plan: str, number: int = 1) -> list[str]:
        """Creates an account and keys of it."""

        async def create() -> list[str]:
            async with open_services(self.settings) as services:
                owner = await services.accounts.create_account(account, plan=plan)
                return [(await services.accounts.keys.create(owner.id))[1] for _ in range(number)]

        return anyio.run(create)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Runs a query on the database."""
        engine = sa.create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(sql).all()]
        finally:
            engine.dispose()

    def reserved_chars(self) -> int:
        """Characters that are reserved, of all accounts."""
        (row,) = self.query("SELECT coalesce(sum(reserved), 0) FROM balances")
        return int(str(row[0]))

    def memory_mib(self, adapter: str) -> int:
        """Resident memory of a server: of gunicorn, its worker."""
        return _rss_mib(self._server_pid(adapter))

    def resources(self, adapter: str) -> dict[str, int]:
        """Memory, threads, tasks and file descriptors of a server: of gunicorn, its worker."""
        pid = self._server_pid(adapter)
        answer = self.counts / f"{pid}.json"
        answer.unlink(missing_ok=True)
        (self.counts / "ask").touch()
        deadline = time.monotonic() + 10
        while not answer.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        counts = json.loads(answer.read_text())
        return {
            "rss_mib": _rss_mib(pid),
            "fds": len(list(Path(f"/proc/{pid}/fd").iterdir())),
            **counts,
        }

    def _server_pid(self, adapter: str) -> int:
        process = self.processes[adapter]
        return (process.children() or [process.pid])[0]

    def close(self) -> None:
        """Stops everything."""
        for process in self.processes.values():
            process.stop()
        self.redis.stop()
        self.postgres.close()


def _rss_mib(pid: int) -> int:
    """Resident memory of a process, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return int(status["VmRSS"].split()[0]) // 1024


def _link_models(data_dir: Path) -> None:
    """Uses the prepared model of the user's data directory, which takes a minute to make."""
    for name in ("models", "prepared"):
        if (kept := Settings(_env_file=None).data_dir / name).exists():
            (data_dir / name).symlink_to(kept)
