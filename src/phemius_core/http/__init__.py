"""The HTTP API without a framework.

An adapter makes an `Exchange` of each request, passes the body to it and sends the `Reply`. If
its framework has a router, the adapter registers the paths in `PATHS` there. The table of routes
(`_routes.py`) holds every operation with its handler and its documentation; the OpenAPI document
is generated from it.
"""

from phemius_core.gateway import ClientDisconnected
from phemius_core.http._client_address import client_address, forwarded_for_of
from phemius_core.http._exchange import Exchange, request_id_for
from phemius_core.http._incoming_body import IncomingBody
from phemius_core.http._routes import (
    MAX_WEBSOCKET_MESSAGE_BYTES,
    METHODS,
    PATHS,
    WEBSOCKET_PATH,
)
from phemius_core.http._types import Reply, StreamedBody

__all__ = [
    "MAX_WEBSOCKET_MESSAGE_BYTES",
    "METHODS",
    "PATHS",
    "WEBSOCKET_PATH",
    "ClientDisconnected",
    "Exchange",
    "IncomingBody",
    "Reply",
    "StreamedBody",
    "client_address",
    "forwarded_for_of",
    "request_id_for",
]
