"""How a worker learns that there is something to do before it looks by itself."""

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
_PAUSE_S: Final = 1.0


class JobDispatcher(Protocol):
    """Wakes workers. It carries no work: the tables do, and a call that is lost costs a wait."""

    async def notify(self) -> None:
        """Tells the workers to look."""
        ...

    async def wait(self, timeout_s: float) -> None:
        """Until there may be something to do, or the time is up."""
        ...


class EmbeddedDispatcher:
    """For jobs and workers of one event loop."""

    def __init__(self) -> None:
        self._news = anyio.Event()

    async def notify(self) -> None:
        """Tells the workers to look."""
        self._news.set()
        self._news = anyio.Event()

    async def wait(self, timeout_s: float) -> None:
        """Until there may be something to do, or the time is up."""
        with anyio.move_on_after(timeout_s):
            await self._news.wait()


class PostgresDispatcher:
    """For jobs and workers that meet in a PostgreSQL: NOTIFY and LISTEN.

    Args:
        store: Of that PostgreSQL.
    """

    def __init__(self, store: db.Store) -> None:
        self._store = store
        self._waiting = anyio.CapacityLimiter(8)

    async def notify(self) -> None:
        """Tells the workers to look."""
        statement = sa.text(f"NOTIFY {_CHANNEL}")
        await self._store.write(lambda tx: tx.execute(statement).rowcount)

    async def wait(self, timeout_s: float) -> None:
        """Until there may be something to do, or the time is up."""
        left = threading.Event()
        try:
            await anyio.to_thread.run_sync(
                self._listen, timeout_s, left, limiter=self._waiting, abandon_on_cancel=True
            )
        finally:
            left.set()

    def _listen(self, timeout_s: float, left: threading.Event) -> None:
        import psycopg

        url = self._store.url.set(drivername="postgresql")
        deadline = time.monotonic() + timeout_s
        try:
            with psycopg.connect(
                url.render_as_string(hide_password=False), autocommit=True, connect_timeout=10
            ) as connection:
                connection.execute(f"LISTEN {_CHANNEL}")
                while not left.is_set() and (rest := deadline - time.monotonic()) > 0:
                    for _ in connection.notifies(timeout=min(rest, _PAUSE_S), stop_after=1):
                        return
        except psycopg.Error as error:
            # Away for now: the worker looks by itself when the time is up.
            logger.warning("no news of jobs from the database: %s", type(error).__name__)
            left.wait(max(0.0, min(_PAUSE_S, deadline - time.monotonic())))


def dispatcher_for(store: db.Store) -> JobDispatcher:
    """The one that fits a store."""
    return EmbeddedDispatcher() if store.is_sqlite else PostgresDispatcher(store)
