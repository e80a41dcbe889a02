"""Serves a WebSocket: takes a place for it, runs its session, and gives the place back."""

import logging
from contextlib import ExitStack, suppress
from typing import Final

import anyio

from phemius_core.errors import Overloaded
from phemius_core.gateway._access_log import logged_websocket
from phemius_core.gateway._gateway import Gateway
from phemius_core.gateway._websocket_connection import Socket, WebSocketConnection
from phemius_core.wire import CloseCode, StreamError

__all__ = ["Socket", "run_stream_session"]

logger = logging.getLogger(__name__)

_REFUSAL_TIMEOUT_S: Final = 5
"""A WebSocket that is refused has no place: it must not stay."""


async def run_stream_session(
    gateway: Gateway, socket: Socket, *, request_id: str, address: str = ""
) -> None:
    """Serves one WebSocket until it is closed.

    Args:
        gateway: Gateway that answers the requests.
        socket: An accepted WebSocket.
        request_id: Request id of the connection; each request on it appends a number.
        address: Network address of the client; empty if it is not known, which exempts it from
            `max_unauthenticated_sockets`.
    """
    connection = WebSocketConnection(gateway, socket, request_id, address)
    with logged_websocket(request_id), ExitStack() as stack:
        try:
            place = stack.enter_context(
                gateway.open_websocket(address, is_idle=connection.is_idle, evict=connection.evict)
            )
        except Overloaded as error:
            await _refuse(socket, error)
        else:
            await connection.run(place)


async def _refuse(socket: Socket, error: Overloaded) -> None:
    with anyio.move_on_after(_REFUSAL_TIMEOUT_S), suppress(ConnectionError):
        try:
            await socket.send(StreamError.of(error).as_text())
            await socket.close(CloseCode.TRY_AGAIN_LATER, error.message)
        except ConnectionError:
            raise
        except Exception:
            logger.exception("a WebSocket could not be refused")
