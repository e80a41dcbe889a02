"""A WebSocket in the gateway's event loop, as the `Socket` of `run_stream_session`."""

import contextlib
import logging
import socket
import ssl
import struct
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import anyio
import anyio.lowlevel
from flask import Response
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    Pong,
    TextMessage,
)
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from phemius_core.errors import MalformedRequest, SetupError
from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.http import MAX_WEBSOCKET_MESSAGE_BYTES
from phemius_server_flask._client_socket import ClientSocket
from phemius_server_flask._connection import Connection
from phemius_server_flask._gateway_portal import GatewayPortal

__all__ = ["serve_websocket"]

logger = logging.getLogger(__name__)

_READ_BYTES: Final = 16 << 10
_PING_INTERVAL_S: Final = 20
_PING_TIMEOUT_S: Final = 20
_CLOSE_TIMEOUT_S: Final = 2
_RESET: Final = struct.pack("ii", 1, 0)
"""`SO_LINGER`: what is unsent is dropped."""


def serve_websocket(
    gateway_portal: GatewayPortal, environ: Mapping[str, Any], request_id: str
) -> Response:
    """Accept a WebSocket and run its session in the gateway's event loop.

    The calling thread is free at once under the worker of `serve`; under another server it waits
    until the session has ended, since that server would close the connection.

    Args:
        gateway_portal: The gateway that carries out the requests.
        environ: WSGI environment of the handshake.
        request_id: Request id of the connection.

    Returns:
        A response that sends nothing.

    Raises:
        MalformedRequest: The handshake is invalid.
        SetupError: The WSGI server does not expose the connection.
    """
    connection = Connection.of(environ).socket
    if connection is None:
        raise SetupError("this WSGI server has no WebSockets: use gunicorn's gthread workers")
    protocol = WSConnection(ConnectionType.SERVER)
    try:
        protocol.receive_data(_handshake(environ))
        accepted = protocol.send(AcceptConnection())  # no extensions: no compression
    except (RemoteProtocolError, LocalProtocolError, UnicodeError) as error:
        raise MalformedRequest("the WebSocket handshake is invalid") from error
    session = gateway_portal.portal.start_task_soon(
        _run_session, gateway_portal.gateway, connection, protocol, accepted, request_id
    )
    if isinstance(connection, ClientSocket):
        connection.session = session
    else:
        session.result()
    return _NoResponse()


class _NoResponse(Response):
    def __call__(self, environ: Any, start_response: Any) -> Any:
        if "gunicorn.socket" in environ:
            raise StopIteration  # gunicorn then closes the connection without a reply
        return super().__call__(environ, start_response)  # which the closed socket swallows


def _handshake(environ: Mapping[str, Any]) -> bytes:
    lines = ["GET / HTTP/1.1"]
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            lines.append(f"{key[5:].replace('_', '-')}: {value}")
    return "\r\n".join([*lines, "\r\n"]).encode("latin-1")


async def _run_session(
    gateway: Gateway,
    connection: socket.socket,
    protocol: WSConnection,
    accepted: bytes,
    request_id: str,
) -> None:
    websocket = _WebSocket(connection, protocol, gateway.settings.send_timeout_s)
    connection.setblocking(False)
    try:
        await websocket.write(accepted)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(websocket.keep_alive)
            await run_stream_session(gateway, websocket, request_id=request_id)
            tasks.cancel_scope.cancel()
    except ConnectionError:
        pass
    except Exception:
        logger.exception("a WebSocket session has failed")
        await websocket.close(CloseReason.INTERNAL_ERROR, "internal error")
    finally:
        websocket.shut_down()


class _WebSocket:
    """A WebSocket that is read only while the session asks for a message.

    What the client sends meanwhile waits in its own buffers. A frame that has not been taken
    whole in time ends the connection.
    """

    def __init__(
        self, connection: socket.socket, protocol: WSConnection, send_timeout_s: float
    ) -> None:
        self._connection = connection
        self._protocol = protocol
        self._send_timeout_s = send_timeout_s
        self._sending = anyio.Lock()
        self._pong: Pong | None = None
        self._messages: deque[str | bytes] = deque()
        self._parts: list[str | bytes] = []
        self._size = 0
        self._reading = False
        self._heard = False
        self._ended = False
        self._broken = False
        """Whether a frame was sent in part: no other may follow."""

    async def receive(self) -> str | bytes | None:
        while not self._messages:
            if self._ended:
                return None
            self._reading = True
            try:
                await self._read()
            finally:
                self._reading = False
        return self._messages.popleft()

    async def send(self, data: str | bytes) -> None:
        await self._send(TextMessage(data) if isinstance(data, str) else BytesMessage(data))

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(ConnectionError):
            await self._send(CloseConnection(code, reason))

    async def keep_alive(self) -> None:
        """Ping, and end the connection when nothing is heard for a while."""
        with contextlib.suppress(ConnectionError):
            while True:
                await anyio.sleep(_PING_INTERVAL_S)
                self._heard = False
                await self._send(Ping())
                await anyio.sleep(_PING_TIMEOUT_S)
                if self._reading and not self._heard:
                    with anyio.move_on_after(_CLOSE_TIMEOUT_S):
                        await self.close(CloseReason.INTERNAL_ERROR, "keepalive ping timeout")
                    self.shut_down(socket.SHUT_RDWR)
                    return

    def shut_down(self, how: int = socket.SHUT_WR) -> None:
        """End the connection, without what the client has not taken if a frame was cut."""
        with contextlib.suppress(OSError):
            if self._broken:
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._connection.shutdown(how)

    async def write(self, data: bytes) -> None:
        """Write raw bytes.

        Raises:
            ConnectionError: The client has disconnected, or does not read.
        """
        view = memoryview(data)
        try:
            with anyio.fail_after(self._send_timeout_s):
                while view:
                    try:
                        view = view[self._connection.send(view) :]
                    except (BlockingIOError, ssl.SSLWantWriteError):
                        await anyio.wait_writable(self._connection)
        except OSError as error:
            raise ConnectionError("the client has disconnected") from error
        self._heard = True
        await anyio.lowlevel.checkpoint()

    async def _send(self, event: Event) -> None:
        async with self._sending:
            await self._write_event(event)
            while self._pong is not None:
                event, self._pong = self._pong, None
                await self._write_event(event)

    async def _write_event(self, event: Event) -> None:
        if self._broken:
            raise ConnectionError("the client does not read")
        try:
            data = self._protocol.send(event)
        except LocalProtocolError as error:
            raise ConnectionError("the client has closed the WebSocket") from error
        self._broken = True
        await self.write(data)
        self._broken = False

    async def _read(self) -> None:
        try:
            received = self._connection.recv(_READ_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            await anyio.wait_readable(self._connection)
            return
        except OSError:
            received = b""
        if not received:
            self._ended = True
            return
        self._heard = True
        with contextlib.suppress(LocalProtocolError, RemoteProtocolError):
            self._protocol.receive_data(received)
            for event in self._protocol.events():
                await self._handle(event)
        await anyio.lowlevel.checkpoint()

    async def _handle(self, event: Event) -> None:
        if isinstance(event, TextMessage | BytesMessage):
            await self._take(event)
        elif isinstance(event, Ping):
            self._pong = event.response()
            if not self._sending.locked():  # else its holder sends the last one
                pong, self._pong = self._pong, None
                await self._reply(pong)
        elif isinstance(event, CloseConnection):
            self._ended = True
            await self._reply(event.response())

    async def _reply(self, event: Event) -> None:
        with contextlib.suppress(ConnectionError):
            await self._send(event)

    async def _take(self, part: TextMessage | BytesMessage) -> None:
        data = part.data
        self._size += len(data.encode() if isinstance(data, str) else data)
        if self._size > MAX_WEBSOCKET_MESSAGE_BYTES:
            self._ended = True
            await self.close(CloseReason.MESSAGE_TOO_BIG, "the message is too large")
            return
        self._parts.append(data if isinstance(data, str) else bytes(data))
        if part.message_finished:
            empty: Any = self._parts[0][:0]
            self._messages.append(empty.join(self._parts))
            self._parts, self._size = [], 0
