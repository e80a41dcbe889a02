"""Dispatchers: wake workers before their next poll of the queue."""

import logging
import threading
import time
from typing import Final, Protocol

import anyio
import anyio.lowlevel
import anyio.to_thread
import sqlalchemy as sa

from phemius_core import store as db

__all__ = ["EmbeddedDispatcher", "JobDispatcher", "PostgresDispatcher", "dispatcher_for"]

logger = logging.getLogger(__name__)

_CHANNEL: Final = "phemius_jobs"
_LISTEN_SLICE_S: Final = 1.0
"""A listening thread looks this often whether its caller was cancelled."""


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

    Args:
        store: Store on that PostgreSQL.
    """

    def __init__(self, store: db.Store) -> None:
        self._store = store
        self._listeners = anyio.CapacityLimiter(8)

    async def notify(self) -> None:
        """Wakes all workers that wait."""
        statement = sa.text(f"NOTIFY {_CHANNEL}")
        await self._store.write(lambda tx: tx.execute(statement).rowcount)

    async def wait(self, timeout_s: float) -> None:
        """Waits for a notification, at most `timeout_s` seconds."""
        cancelled = threading.Event()
        try:
            await anyio.to_thread.run_sync(
                self._listen, timeout_s, cancelled, limiter=self._listeners, abandon_on_cancel=True
            )
        finally:
            cancelled.set()

    def _listen(self, timeout_s: float, cancelled: threading.Event) -> None:
        import psycopg

        url = self._store.url.set(drivername="postgresql")
        deadline = time.monotonic() + timeout_s
        try:
            with psycopg.connect(
                url.render_as_string(hide_password=False), autocommit=True, connect_timeout=10
            ) as connection:
                connection.execute(f"LISTEN {_CHANNEL}")
                while not cancelled.is_set() and (rest := deadline - time.monotonic()) > 0:
                    timeout = min(rest, _LISTEN_SLICE_S)
                    for _ in connection.notifies(timeout=timeout, stop_after=1):
                        return
        except psycopg.Error as error:
            # The worker polls the queue by itself when the time is up.
            logger.warning("cannot listen for new jobs: %s", type(error).__name__)
            cancelled.wait(max(0.0, min(_LISTEN_SLICE_S, deadline - time.monotonic())))


def dispatcher_for(store: db.Store) -> JobDispatcher:
    """Returns the dispatcher that fits a store."""
    return EmbeddedDispatcher() if store.is_sqlite else PostgresDispatcher(store)
