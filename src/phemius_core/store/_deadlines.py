"""Deadlines of transactions, for servers that neither answer nor close the connection.

The server's own timeouts do not help while it hangs, and TCP's need minutes, or never fire where
a proxy in between goes on to acknowledge what it does not forward.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

__all__ = ["Deadlines"]

logger = logging.getLogger(__name__)

_LOOK_INTERVAL_S: Final = 0.5


class Deadlines:
    """Breaks psycopg connections that are in use for longer than allowed.

    The thread that waits on such a connection gets the error of a lost connection. One daemon
    thread watches all connections of a store.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[object, tuple[float, Any]] = {}
        self._closed = threading.Event()
        threading.Thread(target=self._watch, name="phemius-store-deadlines", daemon=True).start()

    @contextmanager
    def within(self, connection: Any, timeout_s: float) -> Iterator[None]:
        """Breaks a psycopg connection if the context lasts for longer than `timeout_s`."""
        key = object()
        self._watched[key] = time.monotonic() + timeout_s, connection
        try:
            yield
        finally:
            # Under the lock: it is never broken once the next transaction may have it.
            with self._lock:
                self._watched.pop(key, None)

    def close(self) -> None:
        """Ends the thread."""
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.wait(_LOOK_INTERVAL_S):
            with self._lock:
                now = time.monotonic()
                for key, (deadline, connection) in list(self._watched.items()):
                    if now >= deadline:
                        del self._watched[key]
                        _break(connection)


def _break(connection: Any) -> None:
    """Shuts a connection's socket down, which wakes the thread that waits for it."""
    # psycopg raises if the connection was closed meanwhile.
    with suppress(Exception):
        # A copy of the descriptor: closing it leaves psycopg's open.
        with socket.socket(fileno=os.dup(connection.pgconn.socket)) as copy:
            copy.shutdown(socket.SHUT_RDWR)
        logger.warning("a transaction took too long: its connection was closed")
