"""The WebSocket of flask-sock as the `Socket` of `run_stream_session`."""

import contextlib
import socket
import struct
import threading
from typing import Any, Final

import anyio
import anyio.to_thread
from simple_websocket import ConnectionClosed, Server

from phemius_core.gateway import run_stream_session
from phemius_core.http import MAX_WEBSOCKET_MESSAGE_BYTES
from phemius_server_flask._gateway_portal import GatewayPortal

__all__ = ["WEBSOCKET_OPTIONS", "serve_websocket"]

WEBSOCKET_OPTIONS: Final = {
    "ping_interval": 20,
    "max_message_size": MAX_WEBSOCKET_MESSAGE_BYTES,
}
"""Options of simple-websocket's server."""
_SEND_TIMEOUT_S: Final = 60
_POLL_S: Final = 1
_MAX_SENDING_THREADS: Final = 256
"""Threads that send at the same time, over all WebSockets."""


def serve_websocket(
    gateway_portal: GatewayPortal, websocket: Server, request_id: str, address: str
) -> None:
    """Run the session of one WebSocket; the calling thread receives its messages.

    Args:
        gateway_portal: The gateway that carries out the requests.
        websocket: The accepted WebSocket.
        request_id: Request id of the connection.
        address: Address of the client, as `http.client_address` returns it.
    """
    safe_socket: Any = _SendAllSocket(websocket.sock)
    websocket.sock = safe_socket
    bridge = _ThreadBridge(websocket)
    portal = gateway_portal.portal
    session = portal.start_task_soon(bridge.run_session, gateway_portal, request_id, address)
    session.add_done_callback(lambda _: bridge.wake_receiver())
    try:
        while not session.done():
            # With a timeout: simple-websocket does not always wake a receiver when it has closed
            # the connection itself.
            message = websocket.receive(timeout=_POLL_S)
            if message is not None:
                portal.call(bridge.put_message, message)
    except ConnectionClosed:
        pass
    finally:
        portal.call(bridge.put_end)
        session.result()


class _ThreadBridge:
    """A `Socket` over simple-websocket: its own thread receives, worker threads send."""

    def __init__(self, websocket: Server) -> None:
        self._websocket = websocket
        self._send_limiter: anyio.CapacityLimiter
        self._messages_in, self._messages = anyio.create_memory_object_stream[str | bytes](0)

    async def run_session(
        self, gateway_portal: GatewayPortal, request_id: str, address: str
    ) -> None:
        if gateway_portal.send_limiter is None:
            gateway_portal.send_limiter = anyio.CapacityLimiter(_MAX_SENDING_THREADS)
        self._send_limiter = gateway_portal.send_limiter
        with self._messages:
            await run_stream_session(
                gateway_portal.gateway, self, request_id=request_id, address=address
            )

    async def put_message(self, message: str | bytes) -> None:
        """Pass a message to the session, once it receives; drop it if the session has ended."""
        with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self._messages_in.send(message)

    async def put_end(self) -> None:
        """Tell the session that the client has disconnected."""
        self._messages_in.close()

    def wake_receiver(self) -> None:
        """Let the receiving thread return at once."""
        with contextlib.suppress(ConnectionClosed, OSError):
            self._websocket.close()
        self._websocket.event.set()

    async def receive(self) -> str | bytes | None:
        try:
            return await self._messages.receive()
        except anyio.EndOfStream:
            return None

    async def send(self, data: str | bytes) -> None:
        try:
            await anyio.to_thread.run_sync(
                self._websocket.send, data, abandon_on_cancel=True, limiter=self._send_limiter
            )
        except (ConnectionClosed, OSError) as error:
            raise ConnectionError("the client has disconnected") from error

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            await anyio.to_thread.run_sync(
                self._websocket.close,
                code,
                reason,
                abandon_on_cancel=True,
                limiter=self._send_limiter,
            )


class _SendAllSocket:
    """A socket whose `send` sends all data, under a lock and with a timeout.

    simple-websocket ignores how much `send` has sent, and pings from a thread of its own.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        timeout = struct.pack("ll", _SEND_TIMEOUT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)

    def send(self, data: bytes) -> int:
        with self._lock:
            self._connection.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
