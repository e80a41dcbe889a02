"""Runs the application with uvicorn."""

import asyncio
import contextlib
import socket
import sys
from typing import Final

import uvicorn

from phemius_core.gateway import Gateway
from phemius_core.http import MAX_FRAME_BYTES
from phemius_core.settings import Settings
from phemius_server_fastapi._app import create_app

__all__ = ["serve"]

_GRACE_S: Final = 10
"""For connections to end once no speech is left, before uvicorn cancels them."""
_POLL_S: Final = 0.1
_NOT_STARTED: Final = 3


def serve(settings: Settings) -> None:
    """Serves until it is told to stop; what is being spoken may go on for `stop_timeout_s`."""
    gateway = Gateway(settings)
    config = uvicorn.Config(
        create_app(gateway=gateway),
        host=settings.host,
        port=settings.port,
        server_header=False,
        timeout_graceful_shutdown=int(settings.stop_timeout_s) + _GRACE_S,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 << 10,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
    )
    server = _Server(config, gateway)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)


class _Server(uvicorn.Server):
    """Lets the core finish before connections are told to close."""

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
