"""Flask adapter: routes and WebSocket over a gateway, without any policy of its own."""

from phemius_server_flask._app import create_app, create_blueprint
from phemius_server_flask._serve import serve

__all__ = ["create_app", "create_blueprint", "serve"]
