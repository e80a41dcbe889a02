"""uvicorn's protocols with the deadlines that it lacks."""

import asyncio
import logging
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["Config", "HttpProtocol", "WebSocketProtocol", "abort_stalled"]

_SEND_BUFFER_BYTES: Final = 128 << 10
"""Bytes that the kernel may hold for a slow client; what it holds counts as delivered."""
_MIN_PROGRESS_BYTES: Final = 128 << 10
"""Bytes that a client must take in `send_timeout_s`, or all that wait for it."""
_MAX_PONG_BACKLOG_BYTES: Final = 1 << 20

_websocket_logger = logging.getLogger(__name__)
"""In place of uvicorn's, which logs query strings at INFO and frames at DEBUG."""
_websocket_logger.setLevel(logging.WARNING)


class Config(uvicorn.Config):
    """Config of uvicorn with limits of connections.

    Args:
        app: The ASGI application.
        head_timeout_s: Seconds within which the head of a request must arrive.
        max_connections: Connections that may be open at once.
        options: Options of uvicorn.
    """

    def __init__(
        self, app: Any, *, head_timeout_s: float, max_connections: int, **options: Any
    ) -> None:
        super().__init__(app, http=HttpProtocol, ws=WebSocketProtocol, **options)
        self.head_timeout_s = head_timeout_s
        self.max_connections = max_connections


@dataclass(slots=True)
class _Unsent:
    """What a client had not taken at some time."""

    size: int
    since: float


class HttpProtocol(H11Protocol):
    """Closes connections whose request heads do not arrive in time.

    A connection beyond the limit takes the place of the one that has been without a request for
    the longest time; if every connection has a request, it is closed.
    """

    config: Config
    unsent: _Unsent | None = None
    _head_timer: asyncio.TimerHandle | None = None
    waiting_since = 0.0
    """When the connection last began to be without a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        super().connection_made(transport)
        self.waiting_since = self.loop.time()
        self._set_head_timer()
        if len(self.connections) > self.config.max_connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._set_head_timer()

    def on_response_complete(self) -> None:
        self.waiting_since = self.loop.time()
        super().on_response_complete()
        self._set_head_timer()

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._unset_head_timer()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unset_head_timer()
        super().connection_lost(exc)

    @property
    def is_waiting(self) -> bool:
        """Whether the connection has no request."""
        return self.cycle is None or self.cycle.response_complete

    def _set_head_timer(self) -> None:
        """Time the head if one is expected; uvicorn's own timer runs between requests."""
        expected = self.is_waiting and self.timeout_keep_alive_task is None
        if not expected or self.transport.get_protocol() is not self:
            self._unset_head_timer()
        elif self._head_timer is None:
            timeout_s = self.config.head_timeout_s
            self._head_timer = self.loop.call_later(timeout_s, self.transport.abort)

    def _unset_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _make_room(self) -> None:
        waiting = (
            each
            for each in self.connections
            if isinstance(each, HttpProtocol)
            and each.is_waiting
            and not each.transport.is_closing()
        )
        longest = min(waiting, key=lambda each: each.waiting_since)
        longest.transport.abort()


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Logs nothing of the handshake, and answers no pings that outrun their answers."""

    unsent: _Unsent | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.conn.logger = _websocket_logger

    def handle_ping(self) -> None:
        if self.transport.get_write_buffer_size() > _MAX_PONG_BACKLOG_BYTES:
            self.transport.abort()
        else:
            super().handle_ping()


def abort_stalled(connections: Iterable[Any], timeout_s: float, now: float) -> None:
    """Abort the connections whose clients do not read. Call it once a second.

    uvicorn waits for such a client without limit, and so does asyncio when it closes a connection.

    Args:
        connections: The open connections: `HttpProtocol` and `WebSocketProtocol`.
        timeout_s: Seconds within which a client must take 128 KiB, or all that waits for it.
        now: Time of a monotonic clock.
    """
    for each in list(connections):
        size = each.transport.get_write_buffer_size()
        if size == 0:
            each.unsent = None
        elif each.unsent is None or size <= each.unsent.size - _MIN_PROGRESS_BYTES:
            each.unsent = _Unsent(size, now)
        elif now - each.unsent.since >= timeout_s:
            each.transport.abort()
