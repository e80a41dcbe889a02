"""Real PostgreSQL, Redis and S3 servers for the tests, and a clock that tests set.

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
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

import pytest

__all__ = [
    "FakeClock",
    "PostgresServer",
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


class PostgresServer:
    """A PostgreSQL server that a test may stop, start and make read-only.

    Args:
        durable: Whether it survives a crash: a drill needs that, and other tests are faster
            without.
    """

    def __init__(self, *, durable: bool = True) -> None:
        programs = _postgres_programs()
        if programs is None:
            pytest.skip("PostgreSQL's initdb and postgres are not installed")
        # Not below a directory of pytest's, which PostgreSQL's own user cannot enter.
        self._folder = Path(tempfile.mkdtemp(prefix="phemius-pg-"))
        self._postgres = str(programs / "postgres")
        self._durable = durable
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        user = _postgres_user()
        self._as_user: dict[str, Any] = {"cwd": self._folder}
        if user is not None:
            shutil.chown(self._folder, user)
            self._as_user |= {"user": user, "extra_groups": []}
        initdb = [programs / "initdb", "-D", self._folder / "data", "-U", "phemius"]
        subprocess.run(
            [*initdb, "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            capture_output=True,
            **self._as_user,
        )
        self.url = f"postgresql+psycopg://phemius@127.0.0.1:{self._port}/postgres"

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """A running server with the current schema, for one test."""
        pytest.importorskip("psycopg")
        from phemius_core.store import upgrade_database

        server = cls(durable=False)
        try:
            server.start()
            upgrade_database(server.url)
            yield server
        finally:
            server.close()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}"]
        settings += ["max_connections=200", f"port={self._port}"]
        if not self._durable:
            settings.append("fsync=off")
        log = self._folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [self._postgres, "-D", str(self._folder / "data")]
                + [part for setting in settings for part in ("-c", setting)],
                stdout=output,
                stderr=output,
                **self._as_user,
            )
        _wait_until_ready(lambda: _postgres_answers(self.url), self._process, log)

    def stop(self, *, immediately: bool = False) -> None:
        """Stop the server: with its connections, or as in a crash."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if immediately else signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def close(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def set_read_only(self, *, read_only: bool) -> None:
        """Let transactions that write fail, as on the standby of a failover, or allow them."""
        import psycopg

        value = "on" if read_only else "off"
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
            connection.execute("SELECT pg_reload_conf()")


@cache
def _postgres_server_url() -> str:
    """Start a server, once; return the URL of its maintenance database."""
    if given := os.environ.get("PHEMIUS_TEST_DATABASE_URL"):
        return given
    server = PostgresServer(durable=False)
    atexit.register(server.close)
    server.start()
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
        folder.mkdir(parents=True, exist_ok=True)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self, *options: str) -> None:
        log = self._folder / "redis.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *(self._program, "--port", str(self._port), "--bind", "127.0.0.1"),
                    *("--save", "", "--dir", str(self._folder)),
                    *options,
                ],
                stdout=output,
                stderr=output,
            )
        _wait_until_ready(self._answers, self._process, log)

    def hang(self) -> None:
        """Stop the process as a debugger does: it accepts connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End `hang`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self.go_on()
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
