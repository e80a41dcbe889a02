"""Database engines: connections, their timeouts, and how their transactions begin."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from phemius_core.errors import MissingExtra, SetupError
from phemius_core.private_files import make_private_directory, make_private_file

__all__ = [
    "PING_TIMEOUT_S",
    "READ",
    "TRANSACTION_TIMEOUT_S",
    "WRITE",
    "WRITE_NOT_DURABLE",
    "connection_arguments",
    "create_engine",
    "parse_url",
    "replace_pool",
]

_READ_ONLY = "phemius_read_only"
_DURABLE = "phemius_durable"
READ: Final = MappingProxyType({_READ_ONLY: True})
"""Execution options of a transaction that only reads."""
WRITE: Final = MappingProxyType({_READ_ONLY: False, _DURABLE: True})
"""Execution options of a transaction that waits until it is on the disk."""
WRITE_NOT_DURABLE: Final = MappingProxyType({_READ_ONLY: False, _DURABLE: False})
"""Execution options of a transaction that, on SQLite, does not wait for the disk."""
_SQLITE_LOCK_TIMEOUT_S = 10
_POOL_TIMEOUT_S: Final = 10
PING_TIMEOUT_S = 3
"""A pooled connection that does not answer for this long is replaced."""
TRANSACTION_TIMEOUT_S = 20
"""A transaction of PostgreSQL that takes longer loses its connection."""
_CONNECTION_ARGUMENTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "connect_timeout": 5,
        # A peer that is gone without a word: 10 + 2 · 5 s while idle, 20 s with data on its way.
        "keepalives": 1,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,
    }
)
_SERVER_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lock_timeout": "5s",
        "statement_timeout": "15s",
        # The other way round: locks of a replica that is gone without a word.
        "idle_in_transaction_session_timeout": "30s",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "2",
        "tcp_user_timeout": "20000",
    }
)


def parse_url(url: str) -> sa.URL:
    """Parse a database URL and choose its driver.

    Raises:
        SetupError: The URL cannot be parsed, or its database is not supported.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # The URL may hold a password, which the cause may quote: neither is repeated.
        raise SetupError(
            "the database URL cannot be parsed: give sqlite:/// or postgresql+psycopg://, with "
            "special characters of the password percent-encoded"
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise SetupError(
            f"{parsed.drivername} is not supported: give sqlite:/// or postgresql+psycopg://"
        )
    return parsed


def connection_arguments(url: sa.URL, *, timeouts: bool = True) -> dict[str, Any]:
    """Returns psycopg's arguments of a connection, beside those of the URL, which come first.

    Args:
        url: URL of a PostgreSQL.
        timeouts: Whether statements and locks have timeouts.
    """
    arguments = {
        name: value for name, value in _CONNECTION_ARGUMENTS.items() if name not in url.query
    }
    settings = [
        f"-c {name}={value}"
        for name, value in _SERVER_SETTINGS.items()
        if timeouts or name not in {"lock_timeout", "statement_timeout"}
    ]
    given = url.query.get("options", "")
    settings += given if isinstance(given, tuple) else [given]
    return {**arguments, "options": " ".join(settings).strip()}


def create_engine(url: sa.URL, *, connections: int = 1, timeouts: bool = True) -> sa.Engine:
    """Create a SQLAlchemy engine that begins transactions as `Store` requires.

    Args:
        url: URL of the database.
        connections: Maximum of pooled connections.
        timeouts: Whether statements and locks of PostgreSQL have timeouts; upgrades need none.
    """
    if url.get_backend_name() == "sqlite":
        return _create_sqlite_engine(url, connections)
    try:
        import psycopg  # noqa: F401
    except ImportError as exc:
        raise MissingExtra("psycopg", "postgres") from exc
    return sa.create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_POOL_TIMEOUT_S,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args=connection_arguments(url, timeouts=timeouts),
    )


def replace_pool(engine: sa.Engine) -> None:
    """Let later transactions have new connections; those in use are closed when they come back."""
    old = engine.pool
    engine.dispose()

    @sa.event.listens_for(old, "checkin")
    def _close(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        record.invalidate()


def _make_private(database: Path) -> None:
    """Creates a SQLite file, or takes others' permissions from one, so that only we can read it."""
    if not database.parent.exists():
        make_private_directory(database.parent)
    make_private_file(database)
    # SQLite gives new files beside the database its mode.
    for suffix in ("-wal", "-shm", "-journal"):
        beside = database.with_name(database.name + suffix)
        if beside.exists():
            make_private_file(beside)


def _create_sqlite_engine(url: sa.URL, connections: int) -> sa.Engine:
    pooling: dict[str, Any] = {"pool_size": connections + 1, "max_overflow": 0}
    if url.database in {None, "", ":memory:"}:
        pooling = {"poolclass": StaticPool}
    else:
        _make_private(Path(str(url.database)))
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": _SQLITE_LOCK_TIMEOUT_S},
        **pooling,
    )

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        # The handler of "begin" begins transactions; the driver would begin deferred ones.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten, not only left out.
        connection.execute("PRAGMA secure_delete = ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get(_READ_ONLY):
            connection.exec_driver_sql("BEGIN")
            return
        # Charges must survive a power cut as well, not only a crash. The write-ahead log is one
        # file: a transaction that waits for it to reach the disk waits for all before it.
        level = "FULL" if options.get(_DURABLE, True) else "NORMAL"
        if connection.info.get(_DURABLE) != level:
            connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
            connection.info[_DURABLE] = level
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
