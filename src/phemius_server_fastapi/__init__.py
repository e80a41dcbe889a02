"""FastAPI adapter of Phemius: routes and framing, no policy."""

from phemius_server_fastapi._app import create_app, create_router
from phemius_server_fastapi._serve import serve

__all__ = ["create_app", "create_router", "serve"]
