"""Real PostgreSQL and Redis servers for the tests, and a clock that tests set.

PHEMIUS_TEST_DATABASE_URL and PHEMIUS_TEST_REDIS_URL name servers to use. Without them servers
are started on free ports of the loopback address from the programs that are installed; if there
are none, the tests that need them are skipped with the reason.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal, Self

import pytest

__all__ = [
    "FakeClock",
    "PostgresServer",
    "RedisServer",
    "clock",
    "database_url",
    "free_port",
    "new_postgres_database",
    "postgres_url",
    "redis_server",
    "redis_url",
]

NOVEMBER = 1_793_491_200.0  # 2026-11-01T00:00:00Z


class FakeClock:
    """A clock in seconds since 1970 that only tests advance."""

    def __init__(self, now: float = NOVEMBER + 12 * 86_400) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def free_port() -> int:
    """Return a free port of the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path
) -> None:
    until = time.monotonic() + 30
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            pytest.fail(f"{process.args[0]} did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def _postgres_programs() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        result = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(result.stdout.strip()))
    if found := shutil.which("postgres"):
        folders.append(Path(found).parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _postgres_user() -> str | None:
    """Name of a user to run PostgreSQL as, which refuses root; None: the current user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class PostgresServer:
    """A PostgreSQL server that a test may stop and start."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._programs = programs
        self._folder = folder
        user = _postgres_user()
        if user is not None:
            shutil.chown(folder, user)
        self._common = (
            {"user": user, "extra_groups": [], "cwd": folder} if user else {"cwd": folder}
        )
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql+psycopg://phemius@127.0.0.1:{self._port}/postgres"
        subprocess.run(
            [
                *(programs / "initdb", "-D", folder / "data"),
                *("-U", "phemius", "-A", "trust", "-E", "UTF8", "-N"),
            ],
            check=True,
            capture_output=True,
            **self._common,
        )

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """A running server with the current schema, for one test."""
        pytest.importorskip("psycopg")
        from phemius_core.store import upgrade_database

        programs = _postgres_programs()
        if programs is None:
            pytest.skip("PostgreSQL's initdb and postgres are not installed")
        # Not below pytest's folder, which PostgreSQL's user may not enter.
        folder = Path(tempfile.mkdtemp(prefix="phemius-pg-"))
        server = cls(folder, programs)
        try:
            server.start()
            upgrade_database(server.url)
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        folder = self._folder
        settings = ["fsync=off", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        settings += ["max_connections=200", f"port={self._port}"]
        log = folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(folder / "data")]
                + [part for setting in settings for part in ("-c", setting)],
                stdout=output,
                stderr=output,
                **self._common,
            )
        _wait_until_ready(lambda: _postgres_answers(self.url), self._process, log)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server as `pg_ctl stop -m` does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if mode == "immediate" else signal.SIGINT)
            self._process.wait(30)
            self._process = None


@cache
def _postgres_server_url() -> str:
    """Start a server, once; return the URL of its maintenance database."""
    if given := os.environ.get("PHEMIUS_TEST_DATABASE_URL"):
        return given
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and postgres are not installed")
    folder = Path(tempfile.mkdtemp(prefix="phemius-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = PostgresServer(folder, programs)
    server.start()
    atexit.register(server.stop)
    return server.url


def _postgres_answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def new_postgres_database() -> str:
    """Create an empty database; return its URL."""
    import psycopg
    import sqlalchemy as sa

    url = sa.make_url(_postgres_server_url())
    name = f"phemius_{uuid.uuid4().hex}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def postgres_url() -> str:
    """URL of a new PostgreSQL database with the current schema."""
    pytest.importorskip("psycopg")
    from phemius_core.store import upgrade_database

    url = new_postgres_database()
    upgrade_database(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a new database, on each backend that several processes can share."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'phemius.db'}"
    return request.getfixturevalue("postgres_url")


class RedisServer:
    """A Redis server that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        self._program = program
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        log = self._folder / "redis.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *(self._program, "--port", str(self._port), "--bind", "127.0.0.1"),
                    *("--save", "", "--dir", str(self._folder)),
                ],
                stdout=output,
                stderr=output,
            )
        _wait_until_ready(self._answers, self._process, log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A running Redis server that only this test uses."""
    pytest.importorskip("redis")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@cache
def _redis_server_url() -> str:
    if given := os.environ.get("PHEMIUS_TEST_REDIS_URL"):
        return given
    folder = Path(tempfile.mkdtemp(prefix="phemius-redis-"))
    server = RedisServer(folder)
    server.start()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.stop)
    return server.url


@pytest.fixture
def redis_url() -> str:
    """URL of a running Redis server that tests share: use unique keys."""
    pytest.importorskip("redis")
    return _redis_server_url()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
