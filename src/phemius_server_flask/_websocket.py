"""A WebSocket in the gateway's event loop, as the `Socket` of `run_stream_session`."""

import base64
import contextlib
import logging
import socket
import ssl
import struct
from collections import deque
from typing import Any, Final

import anyio
import anyio.lowlevel
from simple_websocket import Server
from wsproto import WSConnection
from wsproto.events import (
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
from phemius_server_flask._gateway_portal import GatewayPortal

__all__ = ["prepare_handshake", "serve_websocket"]

logger = logging.getLogger(__name__)

_SOCKETS: Final = ("gunicorn.socket", "werkzeug.socket")
_KEY_BYTES: Final = 16
_READ_BYTES: Final = 16 << 10
_PING_INTERVAL_S: Final = 20
_RESET: Final = struct.pack("ii", 1, 0)
"""`SO_LINGER`: what is unsent is dropped."""


class _HandshakeSocket:
    """What flask-sock gets in place of a connection: it may send, and reads nothing.

    simple-websocket would read with a thread for each WebSocket and keep all that comes.

    Args:
        connection: The connection.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def send(self, data: bytes) -> None:
        """Send the reply to the handshake."""
        self.connection.sendall(data)

    def recv(self, _size: int) -> bytes:
        """Tell the thread of simple-websocket to end."""
        return b""

    def close(self) -> None:
        """Leave the connection open."""


def prepare_handshake(environ: dict[str, Any]) -> None:
    """Let flask-sock answer the handshake, without extensions, and no more.

    Args:
        environ: WSGI environment of the handshake, which is changed.

    Raises:
        MalformedRequest: The handshake is invalid.
        SetupError: The WSGI server does not expose the connection.
    """
    name = next((name for name in _SOCKETS if environ.get(name) is not None), None)
    if name is None:
        raise SetupError("this WSGI server has no WebSockets: use gunicorn's gthread workers")
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # no compression
    try:
        key = base64.b64decode(environ["HTTP_SEC_WEBSOCKET_KEY"], validate=True)
    except (KeyError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        raise MalformedRequest("the WebSocket handshake is invalid: send version 13 and a key")
    environ[name] = _HandshakeSocket(environ[name])


def serve_websocket(
    gateway_portal: GatewayPortal, websocket: Server, request_id: str, address: str
) -> None:
    """Run the session of a WebSocket in the gateway's event loop.

    The calling thread is free at once under the worker of `serve`; under another server it waits
    until the session has ended, since that server would close the connection.

    Args:
        gateway_portal: The gateway that carries out the requests.
        websocket: The WebSocket, whose handshake was prepared by `prepare_handshake`.
        request_id: Request id of the connection.
        address: Network address of the client.
    """
    websocket.thread.join()
    connection = websocket.sock.connection
    session = gateway_portal.portal.start_task_soon(
        _run_session, gateway_portal.gateway, connection, websocket.ws, request_id, address
    )
    if isinstance(connection, ClientSocket):
        connection.session = session
    else:
        session.result()


async def _run_session(
    gateway: Gateway,
    connection: socket.socket,
    protocol: WSConnection,
    request_id: str,
    address: str,
) -> None:
    websocket = _WebSocket(connection, protocol, gateway.settings.send_timeout_s)
    connection.setblocking(False)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(websocket.keep_alive)
            await run_stream_session(gateway, websocket, request_id=request_id, address=address)
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
        self._ended = False
        self._broken = False
        """Whether a frame was sent in part: no other may follow."""

    async def receive(self) -> str | bytes | None:
        while not self._messages:
            if self._ended:
                return None
            await self._read()
        return self._messages.popleft()

    async def send(self, data: str | bytes) -> None:
        await self._send(TextMessage(data) if isinstance(data, str) else BytesMessage(data))

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(ConnectionError):
            await self._send(CloseConnection(code, reason))

    async def keep_alive(self) -> None:
        """Ping, so that no proxy takes the connection for dead."""
        with contextlib.suppress(ConnectionError):
            while True:
                await anyio.sleep(_PING_INTERVAL_S)
                await self._send(Ping())

    def shut_down(self) -> None:
        """End the connection, without what the client has not taken if a frame was cut."""
        with contextlib.suppress(OSError):
            if self._broken:
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._connection.shutdown(socket.SHUT_WR)

    async def _write(self, data: bytes) -> None:
        """Write bytes of a frame.

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
        await self._write(data)
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
