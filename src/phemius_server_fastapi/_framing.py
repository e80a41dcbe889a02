"""Between Starlette's requests and responses and the core's."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
from fastapi import Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import Receive, Scope, Send

from phemius_core.errors import PhemiusError
from phemius_core.gateway import SpeechReply
from phemius_core.settings import Settings
from phemius_core.wire import REQUEST_ID, BodyRules, error_parts, request_id_for

__all__ = ["CoreRoute", "SpeechResponse", "error_response", "read_body", "request_id"]

logger = logging.getLogger(__name__)


class CoreRoute(APIRoute):
    """Answers the core's errors, and gives every response a request id.

    A route class rather than an exception handler, so that the router behaves the same in
    somebody else's application.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await answer(request)
            except PhemiusError as error:
                return error_response(request, error)
            except ClientDisconnect:
                return Response(status_code=499)  # nobody is there to read it
            except Exception:
                logger.exception("request %s failed", request_id(request))
                return error_response(
                    request, PhemiusError("internal error: the server's log has the details")
                )
            response.headers[REQUEST_ID] = request_id(request)
            return response

        return guarded


class SpeechResponse(StreamingResponse):
    """Streams a reply and closes it, whether or not the client stays."""

    def __init__(self, reply: SpeechReply) -> None:
        super().__init__(reply.body(), media_type=reply.media_type, headers=dict(reply.headers))
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._reply.aclose()


def error_response(request: Request, error: PhemiusError) -> Response:
    """An error in the dialect of the endpoint."""
    status, body, headers = error_parts(
        error, path=request.url.path, request_id=request_id(request)
    )
    return JSONResponse(body, status_code=status, headers=headers)


def request_id(request: HTTPConnection) -> str:
    """The same all through a request."""
    known = getattr(request.state, "phemius_request_id", None)
    if known is None:
        known = request.state.phemius_request_id = request_id_for(request.headers.get(REQUEST_ID))
    return str(known)


async def read_body(request: Request, settings: Settings) -> bytes:
    """The whole JSON body, within the limits of the settings.

    Raises:
        UnsupportedMediaType: The body is not declared as JSON.
        PayloadTooLarge: More bytes than allowed, whatever Content-Length says.
        RequestTimedOut: The body did not arrive in time.
    """
    rules = BodyRules(max_bytes=settings.max_body_bytes, timeout_s=settings.body_timeout_s)
    headers = request.headers
    rules.check_headers(headers.get("content-type"), headers.get("content-length"))
    parts = bytearray()
    with anyio.move_on_after(rules.timeout_s):
        async for part in request.stream():
            parts += part
            rules.check_size(len(parts))
        return bytes(parts)
    raise rules.timed_out()
