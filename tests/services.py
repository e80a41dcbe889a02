"""Real PostgreSQL, Redis and S3 servers for the tests, and a clock that tests set.

PHEMIUS_TEST_DATABASE_URL and PHEMIUS_TEST_REDIS_URL name servers to use. Without them servers
are started on free ports of the loopback address from the programs that are installed; if there
are none, the tests that need them are skipped with the reason.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

__all__ = [
    "FakeClock",
    "RedisServer",
    "S3Server",
    "clock",
    "database_url",
    "free_port",
    "new_postgres_database",
    "postgres_url",
    "redis_server",
    "redis_url",
    "s3_credentials",
    "s3_server",
    "s3_url",
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
    user = _postgres_user()
    if user is not None:
        shutil.chown(folder, user)
    log = folder / "log"
    data = folder / "data"
    common = {"user": user, "extra_groups": [], "cwd": folder} if user else {"cwd": folder}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "phemius", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        capture_output=True,
        **common,
    )
    port = free_port()
    settings = ["fsync=off", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    settings += ["max_connections=200", f"port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data)]
            + [part for setting in settings for part in ("-c", setting)],
            stdout=output,
            stderr=output,
            **common,
        )
    atexit.register(process.wait)
    atexit.register(process.terminate)
    url = f"postgresql+psycopg://phemius@127.0.0.1:{port}/postgres"
    _wait_until_ready(lambda: _postgres_answers(url), process, log)
    return url


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


class S3Server:
    """A server with the API of S3 that a test may stop and start; its buckets are in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoint_url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        log = self._folder / "s3.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-p", str(self._port)],
                stdout=output,
                stderr=output,
            )
        _wait_until_ready(self._answers, self._process, log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def new_bucket(self) -> str:
        """Create an empty bucket; return the URL of a storage in it."""
        name = f"b-{uuid.uuid4().hex}"
        request = urllib.request.Request(f"{self.endpoint_url}/{name}", method="PUT")
        with urllib.request.urlopen(request, timeout=10):
            pass
        return f"s3://{name}/some/prefix?endpoint_url={self.endpoint_url}"

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint_url}/moto-api/", timeout=2):
                return True
        except OSError:
            return False


@pytest.fixture
def s3_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def s3_server(tmp_path: Path, s3_credentials: None) -> Iterator[S3Server]:
    """A running S3 server that only this test uses."""
    pytest.importorskip("moto")
    server = S3Server(tmp_path)
    server.start()
    yield server
    server.stop()


@cache
def _shared_s3_server() -> S3Server:
    folder = Path(tempfile.mkdtemp(prefix="phemius-s3-"))
    server = S3Server(folder)
    server.start()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.stop)
    return server


@pytest.fixture
def s3_url(s3_credentials: None) -> str:
    """URL of a storage in a new bucket of a server that tests share."""
    pytest.importorskip("moto")
    return _shared_s3_server().new_bucket()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
