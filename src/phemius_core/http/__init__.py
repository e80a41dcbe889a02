"""The HTTP API without a framework: what each request is answered, whoever moves the bytes.

An adapter makes an `Exchange` of each request, gives it the body and sends the `Reply`. It
registers `PATHS` with its framework, where it has one.
"""

from phemius_core.gateway import ClientDisconnected
from phemius_core.http._body import BodyLimits, request_id_for
from phemius_core.http._exchange import Exchange
from phemius_core.http._reply import Reply, Streamed
from phemius_core.http._routes import MAX_FRAME_BYTES, METHODS, PATHS, SOCKET_PATH

__all__ = [
    "MAX_FRAME_BYTES",
    "METHODS",
    "PATHS",
    "SOCKET_PATH",
    "BodyLimits",
    "ClientDisconnected",
    "Exchange",
    "Reply",
    "Streamed",
    "request_id_for",
]
