"""The access log: one line for each HTTP request and each WebSocket."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["log_access", "logged_websocket"]

logger = logging.getLogger("phemius.access")

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_SWITCHING_PROTOCOLS: Final = 101


def log_access(
    method: str, route: str | None, status: int, started_at: float, request_id: str
) -> None:
    """Write the line of a request that has ended.

    Nothing of it is the client's own text: clients put API keys into queries, headers and paths.

    Args:
        method: HTTP method.
        route: Path of the route, with parameters in braces; None if there is no such route.
        status: HTTP status code.
        started_at: `time.monotonic()` when the request began.
        request_id: Value of the reply's X-Request-Id.
    """
    known = method if method in _METHODS else "OTHER"
    duration_ms = (time.monotonic() - started_at) * 1000
    logger.info("%s %s %d %.0f ms %s", known, route or "-", status, duration_ms, request_id)


@contextmanager
def logged_websocket(request_id: str) -> Iterator[None]:
    """Write the line of a WebSocket when the context ends.

    Args:
        request_id: Request id of the connection.
    """
    started_at = time.monotonic()
    try:
        yield
    finally:
        log_access("GET", "/v1/speech/stream", _SWITCHING_PROTOCOLS, started_at, request_id)
