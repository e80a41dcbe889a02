"""Between Starlette's requests and responses and the core's."""

import logging
import re
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
from fastapi import Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import Receive, Scope, Send

from phemius_core.errors import (
    PayloadTooLarge,
    PhemiusError,
    RequestTimedOut,
    UnsupportedMediaType,
)
from phemius_core.gateway import SpeechReply
from phemius_core.settings import Settings
from phemius_core.wire import REQUEST_ID, error_reply

__all__ = ["CoreRoute", "SpeechResponse", "error_response", "read_body", "request_id"]

logger = logging.getLogger(__name__)

_SANE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


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
    openai = "/v1/audio/" in request.url.path
    status, body = error_reply(error, openai=openai, request_id=request_id(request))
    headers = {**error.headers, REQUEST_ID: request_id(request)}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status in {408, 413}:
        headers["Connection"] = "close"  # the rest of the body is not read
    return JSONResponse(body, status_code=status, headers=headers)


def request_id(request: HTTPConnection) -> str:
    """The caller's `X-Request-Id` where it is sane, else one of ours; the same all through."""
    known = getattr(request.state, "phemius_request_id", None)
    if known is None:
        given = request.headers.get(REQUEST_ID, "")
        known = given if _SANE_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"
        request.state.phemius_request_id = known
    return str(known)


async def read_body(request: Request, settings: Settings) -> bytes:
    """The whole JSON body, within the limits of the settings.

    Raises:
        UnsupportedMediaType: The body is not declared as JSON.
        PayloadTooLarge: More bytes than allowed, whatever Content-Length says.
        RequestTimedOut: The body did not arrive in time.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMediaType(
            f"Content-Type is {media[:80] or 'missing'}: send application/json"
        )
    limit = settings.max_body_bytes
    declared = request.headers.get("content-length", "0")
    too_large = PayloadTooLarge(f"the request body is larger than {limit} bytes")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise too_large
    parts = bytearray()
    with anyio.move_on_after(settings.body_timeout_s):
        async for part in request.stream():
            parts += part
            if len(parts) > limit:
                raise too_large
        return bytes(parts)
    raise RequestTimedOut(f"the request body did not arrive within {settings.body_timeout_s:g} s")
