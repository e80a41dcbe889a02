"""Runs the application with uvicorn."""

import uvicorn

from phemius_core.settings import Settings
from phemius_server_fastapi._app import create_app

__all__ = ["serve"]


def serve(settings: Settings) -> None:
    """Serves until it is told to stop; running streams may finish within 15 seconds."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        server_header=False,
        timeout_graceful_shutdown=15,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=32 << 10,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=256 << 10,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
    )
