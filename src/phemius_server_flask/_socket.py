"""A WebSocket of flask-sock as the core pumps it."""

import contextlib
import socket
import struct
import threading
from typing import Any, Final

import anyio
import anyio.to_thread
from simple_websocket import ConnectionClosed, Server

from phemius_core.gateway import run_stream_session
from phemius_core.http import MAX_FRAME_BYTES
from phemius_server_flask._portal import Core

__all__ = ["SOCKET_OPTIONS", "hold_dialogue"]

SOCKET_OPTIONS: Final = {"ping_interval": 20, "max_message_size": MAX_FRAME_BYTES}
_SEND_TIMEOUT_S: Final = 60
_POLL_S: Final = 1
_SENDERS: Final = 256
"""Threads that may send at once, all sockets together."""


def hold_dialogue(core: Core, websocket: Server, request_id: str) -> None:
    """Holds the dialogue of one WebSocket in the thread that accepted it."""
    steady: Any = _SteadySocket(websocket.sock)
    websocket.sock = steady
    pumped = _PumpedSocket(websocket)
    dialogue = core.portal.start_task_soon(pumped.run_stream_session, core, request_id)
    dialogue.add_done_callback(lambda _: pumped.wake())
    try:
        while not dialogue.done():
            # Not for ever: simple-websocket may miss the end of a connection that it has ended.
            message = websocket.receive(timeout=_POLL_S)
            if message is not None:
                core.portal.call(pumped.feed, message)
    except ConnectionClosed:
        pass
    finally:
        core.portal.call(pumped.end)
        dialogue.result()


class _PumpedSocket:
    """A `Socket` over simple-websocket: read by its own thread, written by workers."""

    def __init__(self, websocket: Server) -> None:
        self._websocket = websocket
        self._senders: anyio.CapacityLimiter
        self._put, self._get = anyio.create_memory_object_stream[str | bytes](0)

    async def run_stream_session(self, core: Core, request_id: str) -> None:
        if core.senders is None:
            core.senders = anyio.CapacityLimiter(_SENDERS)
        self._senders = core.senders
        with self._get:
            await run_stream_session(core.gateway, self, request_id=request_id)

    async def feed(self, message: str | bytes) -> None:
        """Gives a message to the dialogue, when it wants one."""
        with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self._put.send(message)

    async def end(self) -> None:
        """The client is gone, or the dialogue over."""
        self._put.close()

    def wake(self) -> None:
        """Ends the reading, whatever it waits for."""
        with contextlib.suppress(ConnectionClosed, OSError):
            self._websocket.close()
        self._websocket.event.set()

    async def receive(self) -> str | bytes | None:
        try:
            return await self._get.receive()
        except anyio.EndOfStream:
            return None

    async def send(self, data: str | bytes) -> None:
        try:
            await anyio.to_thread.run_sync(
                self._websocket.send, data, abandon_on_cancel=True, limiter=self._senders
            )
        except (ConnectionClosed, OSError) as error:
            raise ConnectionError("the client is gone") from error

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            await anyio.to_thread.run_sync(
                self._websocket.close, code, reason, abandon_on_cancel=True, limiter=self._senders
            )


class _SteadySocket:
    """A socket whose `send` sends all of it, one sender at a time, and not for ever.

    simple-websocket takes what `send` did not send for sent, and pings from a thread of its own.
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
