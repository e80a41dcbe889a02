"""Transactions in worker threads, on SQLite and on PostgreSQL."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from phemius_core.errors import MissingExtra, Overloaded, PhemiusError, SetupError

try:
    import sqlalchemy as sa
    from sqlalchemy.pool import StaticPool
except ImportError as exc:  # pragma: no cover - a test of the extras runs without it
    raise MissingExtra("sqlalchemy", "store") from exc

__all__ = ["ClosedStore", "Store"]

logger = logging.getLogger(__name__)

T = TypeVar("T")
_READ = "phemius_read"
_LASTING = "phemius_lasting"
_READING: Final = MappingProxyType({_READ: True})
_WRITING: Final = MappingProxyType({_READ: False, _LASTING: True})
_WRITING_PASSING: Final = MappingProxyType({_READ: False, _LASTING: False})
_BUSY_S = 30
_DEADLOCKS = {"40001", "40P01"}


class ClosedStore(SetupError):
    """The store is used outside its `async with`."""


class Store:
    """Runs whole transactions, each in one worker thread.

    On SQLite a writing transaction takes the write lock at its start (BEGIN IMMEDIATE), so
    that it never fails in its middle; writers of one process queue for it here, those of
    several in SQLite. On PostgreSQL a deadlock is tried again.

    Args:
        url: `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql+psycopg://…`.
        connections: Transactions at once, and connections kept.
    """

    def __init__(self, url: str, *, connections: int = 8) -> None:
        self.url = _parsed(url)
        self._memory = self.is_sqlite and self.url.database in {None, "", ":memory:"}
        self._connections = 1 if self._memory else connections
        self._engine: sa.Engine | None = None
        self._one_at_a_time = threading.Lock()
        self._readers: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-store-readers-{id(self)}"
        )
        self._writers: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-store-writers-{id(self)}"
        )

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    async def __aenter__(self) -> Self:
        await anyio.to_thread.run_sync(self.open)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self.close)

    def open(self) -> None:
        """Connects and sees to the schema: SQLite is migrated, PostgreSQL only checked.

        Raises:
            SetupError: The schema is behind or ahead, or the database cannot be reached.
        """
        from phemius_core.store._migrate import ensure_schema

        if self._engine is None:
            engine = create_engine(self.url, connections=self._connections)
            try:
                ensure_schema(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        """Runs `work` in a transaction that may write; what it raises rolls it back.

        Once begun it is not cancelled, so its outcome is always known.

        Args:
            work: Reads and writes.
            durable: False where nobody minds if a power cut undoes it together with all that came
                after it: on SQLite it then does not wait for the disk. A crash of the process
                undoes it no more than any other.

        Raises:
            Overloaded: The database does not answer, or stays locked.
        """
        limiter = self._limiter(self._writers if self.is_sqlite else self._readers)
        call = self.write_sync if durable else self._write_passing_sync
        return await anyio.to_thread.run_sync(call, work, limiter=limiter)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Runs `work` in a transaction that only reads.

        Raises:
            Overloaded: The database does not answer.
        """
        limiter = self._limiter(self._writers if self._memory else self._readers)
        return await anyio.to_thread.run_sync(self.read_sync, work, limiter=limiter)

    def write_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """`write`, in the calling thread."""
        return self._transact(work, _WRITING)

    def _write_passing_sync(self, work: Callable[[sa.Connection], T]) -> T:
        return self._transact(work, _WRITING_PASSING)

    def read_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """`read`, in the calling thread."""
        return self._transact(work, _READING)

    def _transact(
        self, work: Callable[[sa.Connection], T], options: Mapping[str, bool], tries: int = 5
    ) -> T:
        if self._engine is None:
            raise ClosedStore("the store is not open: use it inside 'async with'")
        try:
            if self._memory:
                with self._one_at_a_time:
                    return _run(self._engine, work, options)
            return _run(self._engine, work, options)
        except PhemiusError:
            raise
        except sa.exc.DBAPIError as exc:
            if getattr(exc.orig, "sqlstate", None) in _DEADLOCKS and tries > 1:
                return self._transact(work, options, tries - 1)
            if isinstance(exc, sa.exc.OperationalError | sa.exc.InterfaceError):
                logger.warning("database: %s", type(exc.orig).__name__)
                raise Overloaded("The database does not answer; try again soon.") from exc
            raise
        except sa.exc.TimeoutError as exc:
            raise Overloaded("Every database connection is busy; try again soon.") from exc

    def _limiter(
        self, variable: "anyio.lowlevel.RunVar[anyio.CapacityLimiter]"
    ) -> anyio.CapacityLimiter:
        # One per event loop, made in it: the store itself belongs to none.
        try:
            return variable.get()
        except LookupError:
            one_writer = variable is self._writers
            limiter = anyio.CapacityLimiter(1 if one_writer else self._connections)
            variable.set(limiter)
            return limiter


def create_engine(url: sa.URL, *, connections: int = 1) -> sa.Engine:
    """A SQLAlchemy engine with our transaction rules."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, connections)
    try:
        import psycopg  # noqa: F401
    except ImportError as exc:
        raise MissingExtra("psycopg", "postgres") from exc
    return sa.create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_BUSY_S,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={_BUSY_S}s -c statement_timeout=60s",
        },
    )


def _sqlite(url: sa.URL, connections: int) -> sa.Engine:
    pooling: dict[str, Any] = {"pool_size": connections + 1, "max_overflow": 0}
    if url.database in {None, "", ":memory:"}:
        pooling = {"poolclass": StaticPool}
    else:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": _BUSY_S},
        **pooling,
    )

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        # We begin our own transactions; the driver would begin deferred ones.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get(_READ):
            connection.exec_driver_sql("BEGIN")
            return
        # Money: what was committed survives a power cut as well, not only a crash. The log is
        # one file: who waits for it to reach the disk waits for all that was written before.
        level = "FULL" if options.get(_LASTING, True) else "NORMAL"
        if connection.info.get(_LASTING) != level:
            connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
            connection.info[_LASTING] = level
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _run(engine: sa.Engine, work: Callable[[sa.Connection], T], options: Mapping[str, bool]) -> T:
    with engine.connect().execution_options(**options) as connection, connection.begin():
        return work(connection)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as exc:
        # The text may hold a password: it is not repeated.
        raise SetupError("the database URL cannot be read: write dialect://…") from exc
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise SetupError(
            f"{parsed.drivername} is not supported: use sqlite:/// or postgresql+psycopg://"
        )
    return parsed
