"""Dispatchers: wake workers before their next poll of the queue."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

import anyio
import anyio.from_thread
import anyio.lowlevel
import sqlalchemy as sa

from phemius_core import store as db

__all__ = ["EmbeddedDispatcher", "JobDispatcher", "PostgresDispatcher", "dispatcher_for"]

logger = logging.getLogger(__name__)

_CHANNEL: Final = "phemius_jobs"
_LISTEN_SLICE_S: Final = 1.0
"""The listening thread looks this often whether it is still wanted."""
_IDLE_S: Final = 30.0
"""Seconds for which it goes on listening when nobody waits."""
_MIN_RECONNECT_S: Final = 1.0
_MAX_RECONNECT_S: Final = 30.0


class JobDispatcher(Protocol):
    """Wakes workers. It carries no work: a lost notification only delays a worker's next poll."""

    async def notify(self) -> None:
        """Wakes all workers that wait."""
        ...

    async def wait(self, timeout_s: float) -> None:
        """Waits for a notification, at most `timeout_s` seconds."""
        ...


class EmbeddedDispatcher:
    """A `JobDispatcher` for jobs and workers that share an event loop."""

    def __init__(self) -> None:
        self._notified = anyio.Event()

    async def notify(self) -> None:
        """Wakes all workers that wait."""
        self._notified.set()
        self._notified = anyio.Event()

    async def wait(self, timeout_s: float) -> None:
        """Waits for a notification, at most `timeout_s` seconds."""
        with anyio.move_on_after(timeout_s):
            await self._notified.wait()


class PostgresDispatcher:
    """A `JobDispatcher` for jobs and workers that share a PostgreSQL: NOTIFY and LISTEN.

    One connection listens for all that wait in this process. While it is lost, and behind a
    pooler that takes it away after each transaction, such as PgBouncer's `pool_mode =
    transaction`, waits last until their time is up.

    Args:
        store: Store on that PostgreSQL.
    """

    def __init__(self, store: db.Store) -> None:
        self._store = store
        self._listener = _Listener(store)

    async def notify(self) -> None:
        """Wakes all workers that wait."""
        statement = sa.text(f"NOTIFY {_CHANNEL}")
        await self._store.write(lambda tx: tx.execute(statement).rowcount)

    async def wait(self, timeout_s: float) -> None:
        """Waits for a notification, at most `timeout_s` seconds."""
        notified = anyio.Event()
        token = anyio.lowlevel.current_token()

        def wake() -> None:
            with suppress(RuntimeError):  # the event loop is gone
                anyio.from_thread.run_sync(notified.set, token=token)

        with self._listener.calling(wake), anyio.move_on_after(timeout_s):
            await notified.wait()


class _Listener:
    """A daemon thread with a connection that listens, while there are callbacks to call.

    Args:
        store: Store on that PostgreSQL, whose URL and timeouts the connection has.
    """

    def __init__(self, store: db.Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._callbacks: set[Callable[[], None]] = set()
        self._last_called = 0.0
        self._running = False

    @contextmanager
    def calling(self, callback: Callable[[], None]) -> Iterator[None]:
        """Calls a function at each notification, in the listener's thread."""
        with self._lock:
            self._callbacks.add(callback)
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, daemon=True, name="phemius-listen").start()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.discard(callback)
                self._last_called = time.monotonic()

    def _run(self) -> None:
        import psycopg

        pause_s = _MIN_RECONNECT_S
        failed = False
        while self._is_wanted():
            try:
                with psycopg.connect(**self._store.driver_arguments, autocommit=True) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    pause_s, failed = _MIN_RECONNECT_S, False
                    while self._is_wanted():
                        for _ in connection.notifies(timeout=_LISTEN_SLICE_S, stop_after=1):
                            self._call_all()
            except psycopg.Error as error:
                # Workers poll the queue meanwhile.
                if not failed:
                    logger.warning("cannot listen for new jobs: %s", type(error).__name__)
                failed = True
                time.sleep(pause_s)
                pause_s = min(2 * pause_s, _MAX_RECONNECT_S)

    def _is_wanted(self) -> bool:
        """Whether anybody waits, or has waited lately; the thread ends if not."""
        with self._lock:
            idle_s = time.monotonic() - self._last_called
            self._running = bool(self._callbacks) or idle_s < _IDLE_S
            return self._running

    def _call_all(self) -> None:
        with self._lock:
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()


def dispatcher_for(store: db.Store) -> JobDispatcher:
    """Returns the dispatcher that fits a store."""
    return EmbeddedDispatcher() if store.is_sqlite else PostgresDispatcher(store)
