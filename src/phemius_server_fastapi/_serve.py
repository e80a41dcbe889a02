"""Serve the application with uvicorn."""

import asyncio
import contextlib
import socket
import sys
from typing import Final

import uvicorn

from phemius_core.gateway import Gateway
from phemius_core.http import MAX_WEBSOCKET_MESSAGE_BYTES
from phemius_core.settings import Settings
from phemius_server_fastapi._app import create_app

__all__ = ["serve"]

_GRACE_S: Final = 10
"""Time for connections to end after the last speech has, before uvicorn cancels them."""
_POLL_S: Final = 0.1
_EXIT_NOT_STARTED: Final = 3
"""The exit status of uvicorn's own command for a server that could not start."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; speeches in progress may then go on for `stop_timeout_s`.

    Args:
        settings: Settings of the server and its gateway.
    """
    gateway = Gateway(settings)
    config = uvicorn.Config(
        create_app(gateway=gateway),
        host=settings.host,
        port=settings.port,
        server_header=False,
        proxy_headers=False,  # the exchange reads X-Forwarded-For, by `trusted_proxies`
        timeout_graceful_shutdown=int(settings.stop_timeout_s) + _GRACE_S,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 << 10,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=MAX_WEBSOCKET_MESSAGE_BYTES,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
    )
    server = _Server(config, gateway)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_EXIT_NOT_STARTED)


class _Server(uvicorn.Server):
    """Lets the gateway finish the speeches in progress before connections are closed."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        stop = asyncio.create_task(self._gateway.stop())
        while not (stop.done() or self.force_exit):
            await asyncio.wait([stop], timeout=_POLL_S)
        stop.cancel()
        await super().shutdown(sockets)
