"""Between Werkzeug's requests and responses and the core's."""

import contextlib
import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

import anyio
from anyio.from_thread import BlockingPortal
from flask import Response, g, request
from werkzeug.exceptions import ClientDisconnected

from phemius_core.errors import PhemiusError
from phemius_core.gateway import SpeechReply
from phemius_core.settings import Settings
from phemius_core.wire import REQUEST_ID, BodyRules, error_parts, request_id_for

__all__ = [
    "answered",
    "error_response",
    "json_response",
    "read_body",
    "request_id",
    "speech_response",
]

logger = logging.getLogger(__name__)

_PART_BYTES: Final = 16 << 10
_LINGER_S: Final = 0.5
_LINGER_READS: Final = 64


def answered(view: Callable[[], Response]) -> Callable[[], Response]:
    """Answers the core's errors, and gives every response a request id.

    Around each view rather than an error handler of the application, so that the blueprint
    behaves the same in somebody else's.
    """

    @wraps(view)
    def guarded() -> Response:
        try:
            response = view()
        except PhemiusError as error:
            return error_response(error)
        except ClientDisconnected:
            return Response(status=499)  # nobody is there to read it
        except Exception:
            logger.exception("request %s failed", request_id())
            return error_response(PhemiusError("internal error: the server's log has the details"))
        response.headers[REQUEST_ID] = request_id()
        return response

    return guarded


def speech_response(portal: BlockingPortal, reply: SpeechReply) -> Response:
    """Streams a reply and closes it, whether or not the client stays."""
    body = reply.body()

    async def pull() -> bytes | None:
        return await anext(body, None)

    async def end() -> None:
        await body.aclose()
        await reply.aclose()

    def frames() -> Iterator[bytes]:
        while (frame := portal.call(pull)) is not None:
            yield frame

    response = Response(frames(), content_type=reply.media_type, headers=dict(reply.headers))
    # Also where the first frame was never asked for.
    response.call_on_close(lambda: portal.call(end))
    return response


def json_response(value: object, status: int = 200) -> Response:
    """A JSON body, the same bytes as from the other adapter."""
    body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(body, status=status, content_type="application/json")


def error_response(error: PhemiusError) -> Response:
    """An error in the dialect of the endpoint."""
    status, body, headers = error_parts(error, path=request.path, request_id=request_id())
    response = json_response(body, status)
    response.headers.update(headers)
    if headers.get("Connection") == "close" and (connection := _connection()) is not None:
        response.call_on_close(lambda: _linger(connection))
    return response


def request_id() -> str:
    """The same all through a request."""
    if "phemius_request_id" not in g:
        g.phemius_request_id = request_id_for(request.headers.get(REQUEST_ID))
    return str(g.phemius_request_id)


def read_body(portal: BlockingPortal, settings: Settings) -> bytes:
    """The whole JSON body, within the limits of the settings.

    Raises:
        UnsupportedMediaType: The body is not declared as JSON.
        PayloadTooLarge: More bytes than allowed, whatever Content-Length says.
        RequestTimedOut: The body did not arrive in time.
    """
    rules = BodyRules(max_bytes=settings.max_body_bytes, timeout_s=settings.body_timeout_s)
    headers = request.headers
    rules.check_headers(headers.get("Content-Type"), headers.get("Content-Length"))
    parts = bytearray()
    with _deadline(portal, rules) as late:
        try:
            while part := request.stream.read(min(_PART_BYTES, rules.max_bytes + 1)):
                parts += part
                rules.check_size(len(parts))
        except (ClientDisconnected, OSError):
            if not late:
                raise ClientDisconnected from None
    if late:
        raise rules.timed_out()
    return bytes(parts)


@contextmanager
def _deadline(portal: BlockingPortal, rules: BodyRules) -> Iterator[list[bool]]:
    """Ends the reading of a body that does not come: a thread cannot be cancelled, but it stops
    at the end of what it reads.
    """
    late: list[bool] = []
    connection = _connection()

    async def wait(reading: socket.socket) -> None:
        await anyio.sleep(rules.timeout_s)
        late.append(True)
        reading.shutdown(socket.SHUT_RD)

    watch = None if connection is None else portal.start_task_soon(wait, connection)
    try:
        yield late
    finally:
        if watch is not None:
            watch.cancel()


def _connection() -> socket.socket | None:
    """The request's own socket, where the server gives it away."""
    environ: dict[str, Any] = request.environ
    return environ.get("gunicorn.socket") or environ.get("werkzeug.socket")


def _linger(connection: socket.socket) -> None:
    """Reads on for a while: closed with a body unread, a connection is reset, and the client may
    never see the answer.
    """
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(_LINGER_S)
        for _ in range(_LINGER_READS):
            if not connection.recv(64 << 10):
                return
