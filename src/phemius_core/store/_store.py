"""The store: transactions in worker threads, on SQLite and on PostgreSQL."""

import logging
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Self, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
import sqlalchemy as sa

from phemius_core.errors import Overloaded
from phemius_core.outage_log import OutageLog
from phemius_core.store._database_engine import (
    PING_TIMEOUT_S,
    READ,
    TRANSACTION_TIMEOUT_S,
    WRITE,
    WRITE_NOT_DURABLE,
    connection_arguments,
    create_engine,
    parse_url,
    replace_pool,
)
from phemius_core.store._deadlines import Deadlines
from phemius_core.store._failures import BUSY, READ_ONLY, Failure, failure_of
from phemius_core.store._migrate import ensure_schema

__all__ = ["ClosedStore", "Store"]

logger = logging.getLogger(__name__)

T = TypeVar("T")
_RETRYABLE_SQLSTATES = {"40001", "40P01"}
"""Serialisation failure and deadlock: PostgreSQL has rolled the transaction back."""
_MAX_ATTEMPTS: Final = 5
_QUEUE_TIMEOUT_S = 10
"""How long a transaction waits for one of the store's threads: behind connections that hang, a
request is refused soon rather than answered late."""
_FRESH: Final = "phemius_fresh"


class ClosedStore(Overloaded):
    """The store was used outside its `async with`: the server is stopping, or has failed."""


class Store:
    """Runs whole transactions, each in one worker thread.

    On SQLite a writing transaction takes the write lock at its start (BEGIN IMMEDIATE), so
    that it never fails halfway. Writers of one process queue for the lock here, writers of
    several processes in SQLite. On PostgreSQL a transaction that ends in a deadlock is retried.

    Whatever is wrong with the database itself, a transaction ends in `Overloaded` within half a
    minute, and the next one that finds the database well succeeds: no outage needs a restart.

    Args:
        url: `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql+psycopg://…`.
        connections: Maximum of concurrent transactions, and of pooled connections.
    """

    def __init__(self, url: str, *, connections: int = 8) -> None:
        self.url = parse_url(url)
        self._in_memory = self.is_sqlite and self.url.database in {None, "", ":memory:"}
        self._connections = 1 if self._in_memory else connections
        self._engine: sa.Engine | None = None
        self._deadlines: Deadlines | None = None
        self._outage = OutageLog(logger, "the database")
        self._failing_writes = False
        self._memory_lock = threading.Lock()
        self._readers: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-store-readers-{id(self)}"
        )
        self._writers: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-store-writers-{id(self)}"
        )
        self._threads: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-store-threads-{id(self)}"
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
            if not self.is_sqlite:
                self._deadlines = Deadlines()
                _ping_at_checkout(engine, self._deadlines)
            self._engine = engine

    def close(self) -> None:
        """Close all connections. The store may be opened again."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        if self._deadlines is not None:
            self._deadlines.close()
            self._deadlines = None

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
            Overloaded: The database does not answer, takes no writes, or stays locked.
        """
        limiter = self._limiter(self._writers if self.is_sqlite else self._readers)
        call = self.write_sync if durable else self._write_not_durable_sync
        return await self._in_thread(call, work, limiter)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in a transaction that only reads.

        Returns:
            What `work` returns.

        Raises:
            Overloaded: The database does not answer.
        """
        limiter = self._limiter(self._writers if self._in_memory else self._readers)
        return await self._in_thread(self.read_sync, work, limiter)

    def write_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a durable `write` in the calling thread."""
        return self._transact(work, WRITE)

    @property
    def driver_arguments(self) -> dict[str, Any]:
        """Arguments of `psycopg.connect` for a connection beside the pool, such as for LISTEN.

        Only these take a URL with several hosts, and have the timeouts of the pool's connections.
        """
        engine = create_engine(self.url) if self._engine is None else self._engine
        _, arguments = engine.dialect.create_connect_args(self.url)
        return {**arguments, **connection_arguments(self.url)}

    def _write_not_durable_sync(self, work: Callable[[sa.Connection], T]) -> T:
        return self._transact(work, WRITE_NOT_DURABLE)

    def read_sync(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a `read` in the calling thread."""
        return self._transact(work, READ)

    async def _in_thread(
        self,
        call: Callable[[Callable[[sa.Connection], T]], T],
        work: Callable[[sa.Connection], T],
        limiter: anyio.CapacityLimiter,
    ) -> T:
        transaction = object()
        try:
            limiter.acquire_on_behalf_of_nowait(transaction)
        except anyio.WouldBlock:
            # Only the wait has a timeout: a thread that runs cannot be cancelled.
            with anyio.move_on_after(_QUEUE_TIMEOUT_S) as scope:
                await limiter.acquire_on_behalf_of(transaction)
            if scope.cancelled_caught:
                raise self._overloaded(BUSY, "every connection is in use") from None
        try:
            return await anyio.to_thread.run_sync(call, work, limiter=self._limiter(self._threads))
        finally:
            limiter.release_on_behalf_of(transaction)

    def _transact(
        self,
        work: Callable[[sa.Connection], T],
        options: Mapping[str, bool],
        attempts: int = _MAX_ATTEMPTS,
    ) -> T:
        engine = self._engine
        if engine is None:
            raise ClosedStore("the store is not open: use it inside 'async with'")
        try:
            if self._in_memory:
                with self._memory_lock:
                    result = _run(engine, work, options, None)
            else:
                result = _run(engine, work, options, self._deadlines)
        except sa.exc.DBAPIError as exc:
            if getattr(exc.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES and attempts > 1:
                return self._transact(work, options, attempts - 1)
            failure = failure_of(exc)
            if failure is None:
                raise
            if failure.stale_connections and not self.is_sqlite:
                replace_pool(engine)
                if failure is READ_ONLY and attempts == _MAX_ATTEMPTS:
                    # A new connection may lead to a new primary; nothing was written on this one.
                    return self._transact(work, options, 1)
            raise self._overloaded(failure, _described(exc)) from exc
        except sa.exc.TimeoutError as exc:
            raise self._overloaded(BUSY, "every connection is in use") from exc
        if not (self._failing_writes and options is READ):
            self._outage.worked()
            self._failing_writes = False
        return result

    def _overloaded(self, failure: Failure, cause: str) -> Overloaded:
        self._failing_writes = failure.writes_only
        self._outage.failed(failure.kind, cause)
        return Overloaded(failure.message, retry_after_s=failure.retry_after_s)

    def _limiter(
        self, variable: "anyio.lowlevel.RunVar[anyio.CapacityLimiter]"
    ) -> anyio.CapacityLimiter:
        # A limiter belongs to one event loop; the store may be used from several.
        try:
            return variable.get()
        except LookupError:
            limit: float = self._connections
            if variable is self._writers:
                limit = 1
            elif variable is self._threads:
                limit = math.inf  # the limiters of readers and writers count
            limiter = anyio.CapacityLimiter(limit)
            variable.set(limiter)
            return limiter


def _run(
    engine: sa.Engine,
    work: Callable[[sa.Connection], T],
    options: Mapping[str, bool],
    deadlines: Deadlines | None,
) -> T:
    with (
        engine.connect().execution_options(**options) as connection,
        _deadline(connection, deadlines),
        connection.begin(),
    ):
        return work(connection)


@contextmanager
def _deadline(connection: sa.Connection, deadlines: Deadlines | None) -> Iterator[None]:
    if deadlines is None:
        yield
        return
    with deadlines.within(connection.connection.dbapi_connection, TRANSACTION_TIMEOUT_S):
        yield


def _ping_at_checkout(engine: sa.Engine, deadlines: Deadlines) -> None:
    """Tests each pooled connection before it is used, as `pool_pre_ping`, but with a timeout."""

    @sa.event.listens_for(engine, "connect")
    def _connect(_connection: Any, record: Any) -> None:
        record.info[_FRESH] = True

    @sa.event.listens_for(engine, "checkout")
    def _checkout(connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.pop(_FRESH, False):
            return
        try:
            with deadlines.within(connection, PING_TIMEOUT_S):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as exc:
            raise sa.exc.InvalidatePoolError from exc


def _described(error: sa.exc.DBAPIError) -> str:
    """Returns the class and first line of a driver's error: the parameters are not in it."""
    first_line = str(error.orig).strip().partition("\n")[0]
    return f"{type(error.orig).__name__}: {first_line[:200]}"
