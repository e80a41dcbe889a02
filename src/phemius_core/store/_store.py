"""The store: transactions in worker threads, on SQLite and on PostgreSQL."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
import sqlalchemy as sa

from phemius_core.errors import Overloaded, PhemiusError, SetupError
from phemius_core.store._database_engine import (
    READ,
    WRITE,
    WRITE_NOT_DURABLE,
    create_engine,
    parse_url,
)
from phemius_core.store._migrate import ensure_schema

__all__ = ["ClosedStore", "Store"]

logger = logging.getLogger(__name__)

T = TypeVar("T")
_RETRYABLE_SQLSTATES = {"40001", "40P01"}
"""Serialisation failure and deadlock: PostgreSQL has rolled the transaction back."""
_MAX_ATTEMPTS = 5


class ClosedStore(SetupError):
    """The store was used outside its `async with`."""


class Store:
    """Runs whole transactions, each in one worker thread.

    On SQLite a writing transaction takes the write lock at its start (BEGIN IMMEDIATE), so
    that it never fails halfway. Writers of one process queue for the lock here, writers of
    several processes in SQLite. On PostgreSQL a transaction that ends in a deadlock is retried.

    Args:
        url: `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql+psycopg://…`.
        connections: Maximum of concurrent transactions, and of pooled connections.
    """

    def __init__(self, url: str, *, connections: int = 8) -> None:
        self.url = parse_url(url)
        self._in_memory = self.is_sqlite and self.url.database in {None, "", ":memory:"}
        self._connections = 1 if self._in_memory else connections
        self._engine: sa.Engine | None = None
        self._memory_lock = threading.Lock()
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
        """Connect, and check the schema: SQLite is migrated, PostgreSQL is not.

        Raises:
            SetupError: The schema is older (PostgreSQL) or newer than this version's, or the
                database cannot be reached.
        """
        if self._engine is None:
            engine = create_engine(self.url, connections=self._connections)
            try:
                ensure_schema(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine

    def close(self) -> None:
        """Close all connections. The store may be opened again."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    async def write(self, work: Callable[[sa.Connection], T], *, durable: bool = True) -> T:
        """Run `work` in a transaction that may write. An exception rolls it back.

        A transaction that has begun is not cancelled, so its outcome is always known.

        Args:
            work: Reads and writes on the connection that it is given.
            durable: On SQLite, whether to wait until the transaction is on the disk. Without it
                a power cut, but not a crash of the process, may undo the transaction together
                with all that were committed after it.

        Returns:
            What `work` returns.

        Raises:
            Overloaded: The database does not answer, or stays locked.
        """
        limiter = self._limiter(self._writers if self.is_sqlite else self._readers)
        call = self.write_sync if durable else self._write_not_durable_sync
        return await anyio.to_thread.run_sync(call, work, limiter=limiter)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in a transaction that only reads.

        Returns:
            What `work` returns.

        Raises:
            Overloaded: The database does not answer.
        """
        limiter = self._limiter(self._writers if self._in_memory else self._readers)
        return await anyio.to_thread.run_sync(self.read_sync, work, limiter=limiter)

    def write_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a durable `write` in the calling thread."""
        return self._transact(work, WRITE)

    def _write_not_durable_sync(self, work: Callable[[sa.Connection], T]) -> T:
        return self._transact(work, WRITE_NOT_DURABLE)

    def read_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a `read` in the calling thread."""
        return self._transact(work, READ)

    def _transact(
        self,
        work: Callable[[sa.Connection], T],
        options: Mapping[str, bool],
        attempts: int = _MAX_ATTEMPTS,
    ) -> T:
        if self._engine is None:
            raise ClosedStore("the store is not open: use it inside 'async with'")
        try:
            if self._in_memory:
                with self._memory_lock:
                    return _run(self._engine, work, options)
            return _run(self._engine, work, options)
        except PhemiusError:
            raise
        except sa.exc.DBAPIError as exc:
            if getattr(exc.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES and attempts > 1:
                return self._transact(work, options, attempts - 1)
            if isinstance(exc, sa.exc.OperationalError | sa.exc.InterfaceError):
                logger.warning("database does not answer: %s", type(exc.orig).__name__)
                raise Overloaded("the database does not answer: try again soon") from exc
            raise
        except sa.exc.TimeoutError as exc:
            raise Overloaded("every database connection is busy: try again soon") from exc

    def _limiter(
        self, variable: "anyio.lowlevel.RunVar[anyio.CapacityLimiter]"
    ) -> anyio.CapacityLimiter:
        # A limiter belongs to one event loop; the store may be used from several.
        try:
            return variable.get()
        except LookupError:
            limit = 1 if variable is self._writers else self._connections
            limiter = anyio.CapacityLimiter(limit)
            variable.set(limiter)
            return limiter


def _run(engine: sa.Engine, work: Callable[[sa.Connection], T], options: Mapping[str, bool]) -> T:
    with engine.connect().execution_options(**options) as connection, connection.begin():
        return work(connection)
