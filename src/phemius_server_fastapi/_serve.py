"""Serve the application with uvicorn."""

import asyncio
import contextlib
import logging
import socket
import sys
import time
from typing import Final

import uvicorn

from phemius_core.gateway import Gateway
from phemius_core.http import MAX_WEBSOCKET_MESSAGE_BYTES
from phemius_core.settings import Settings
from phemius_server_fastapi._app import create_app
from phemius_server_fastapi._protocols import Config, abort_stalled

__all__ = ["serve"]

logger = logging.getLogger(__name__)

_GRACE_S: Final = 10
"""Time for connections to end after the last speech has, before uvicorn cancels them."""
_FAILED_GRACE_S: Final = 1
"""The same after the gateway has failed."""
_POLL_S: Final = 0.1
_TICKS_PER_SECOND: Final = 10
_EXIT_FAILED: Final = 1
_EXIT_NOT_STARTED: Final = 3
"""The exit status of uvicorn's own command for a server that could not start."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; speeches in progress may then go on for `stop_timeout_s`.

    The process exits with 1 if the gateway cannot go on, so that whatever watches it starts anew.

    Args:
        settings: Settings of the server and its gateway.
    """
    gateway = Gateway(settings)
    config = Config(
        create_app(gateway=gateway),
        head_timeout_s=settings.head_timeout_s,
        max_connections=settings.max_connections,
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the exchange reads X-Forwarded-For, by `trusted_proxies`
        timeout_graceful_shutdown=int(settings.stop_timeout_s) + _GRACE_S,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 << 10,
        ws_max_size=MAX_WEBSOCKET_MESSAGE_BYTES,
        ws_ping_interval=20,
        # A client that plays what it reads answers late. Who is gone is told by `send_timeout_s`
        # and by the session's idle time.
        ws_ping_timeout=None,
        ws_per_message_deflate=False,
    )
    server = _Server(config, gateway)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if server.failed:
        sys.exit(_EXIT_FAILED)
    if not server.started:
        sys.exit(_EXIT_NOT_STARTED)


class _Server(uvicorn.Server):
    """Lets the gateway finish the speeches in progress before connections are closed."""

    def __init__(self, config: Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway
        self.failed = False
        """Whether the server stops because the gateway cannot go on."""

    async def main_loop(self) -> None:
        failed = asyncio.create_task(self._gateway.wait_failed())
        failed.add_done_callback(self._on_failure)
        await super().main_loop()
        failed.cancel()

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_PER_SECOND == 0:
            connections = self.server_state.connections
            abort_stalled(connections, self._gateway.settings.send_timeout_s, time.monotonic())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        stop = asyncio.create_task(self._gateway.stop())
        while not (stop.done() or self.force_exit or self.failed):
            await asyncio.wait([stop], timeout=_POLL_S)
        stop.cancel()
        await super().shutdown(sockets)

    def _on_failure(self, watch: asyncio.Task[str]) -> None:
        if not watch.cancelled():
            logger.critical("%s: the server exits", watch.result())
            self.failed = self.should_exit = True
            self.config.timeout_graceful_shutdown = _FAILED_GRACE_S
