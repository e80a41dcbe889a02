"""Between Starlette's requests and responses and the core's."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import anyio
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from phemius_core.gateway import Gateway
from phemius_core.http import ClientDisconnected, Exchange, Streamed

__all__ = ["respond"]


async def respond(gateway: Gateway, template: str | None, request: Request) -> Response:
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
            raise ClientDisconnected from None

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
        self._body = streamed.body()
        super().__init__(self._body, status, headers)
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._streamed.is_buffered:
                await self._hand_over(receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            await self._streamed.aclose()

    async def _hand_over(self, receive: Receive, send: Send) -> None:
        """Sends what need not be waited for: no task has to watch for the client meanwhile."""
        head = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **head})
        async with aclosing(self._body) as parts:
            async for part in parts:
                await send({"type": "http.response.body", "body": part, "more_body": True})
                # Before the next is asked for, and so this one counts as delivered: a server
                # may drop what is sent to nobody without a word.
                if await _has_left(receive):
                    return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _has_left(receive: Receive) -> bool:
    """Whether the server says so without waiting."""
    message: Message = {}
    with anyio.CancelScope() as scope:
        scope.cancel()
        message = await receive()
    return message.get("type") == "http.disconnect"
