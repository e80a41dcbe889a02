"""Between Starlette's requests and responses and the core's."""

from collections.abc import AsyncIterator

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from phemius_core.gateway import Phemius
from phemius_core.http import ClientLeft, Exchange, Streamed

__all__ = ["respond"]


async def respond(gateway: Phemius, template: str | None, request: Request) -> Response:
    """The response to a request.

    Args:
        gateway: Answers.
        template: The path that was registered; None where none was.
        request: With its body still to be read.
    """
    exchange = Exchange(
        gateway,
        template,
        method=request.method,
        path=request.url.path,
        headers=request.headers,
        query=request.url.query,
        params=request.path_params,
    )

    async def body() -> AsyncIterator[bytes]:
        try:
            async for part in request.stream():
                yield part
        except ClientDisconnect:
            raise ClientLeft from None

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    reply = await exchange.respond(body(), gone)
    if isinstance(reply.body, bytes):
        return Response(reply.body, reply.status, reply.headers)
    return _StreamedResponse(reply.status, reply.headers, reply.body)


class _StreamedResponse(StreamingResponse):
    """Streams a body and closes it, whether or not the client stays."""

    def __init__(self, status: int, headers: dict[str, str], streamed: Streamed) -> None:
        super().__init__(streamed.body(), status, headers)
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._streamed.aclose()
