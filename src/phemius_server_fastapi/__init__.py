"""FastAPI adapter: routes and WebSocket over a gateway, without any policy of its own."""

from phemius_server_fastapi._app import create_app, create_router
from phemius_server_fastapi._serve import serve

__all__ = ["create_app", "create_router", "serve"]
