"""From Starlette's request to an `Exchange`, and from its reply to Starlette's response."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import anyio
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from phemius_core.gateway import Gateway
from phemius_core.http import ClientDisconnected, Exchange, StreamedBody

__all__ = ["respond"]


async def respond(gateway: Gateway, template: str | None, request: Request) -> Response:
    """Carry out a request.

    Args:
        gateway: Carries it out.
        template: Path that the router has matched; None if it has matched none.
        request: The request, with its body still to be read.
    """
    exchange = Exchange(
        gateway,
        template,
        method=request.method,
        path=request.url.path,
        headers=request.headers,
        query=request.url.query,
        path_params=request.path_params,
        peer=request.client.host if request.client else None,
    )

    async def body() -> AsyncIterator[bytes]:
        try:
            async for chunk in request.stream():
                yield chunk
        except ClientDisconnect:
            raise ClientDisconnected from None

    async def wait_for_disconnect() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    reply = await exchange.respond(body(), wait_for_disconnect)
    if isinstance(reply.body, bytes):
        return Response(reply.body, reply.status, reply.headers)
    return _StreamedResponse(
        reply.status, reply.headers, reply.body, gateway.settings.send_timeout_s
    )


class _StreamedResponse(StreamingResponse):
    """Sends a streamed body, and closes it even if the client disconnects or does not read."""

    def __init__(
        self, status: int, headers: dict[str, str], streamed: StreamedBody, send_timeout_s: float
    ) -> None:
        self._chunks = streamed.body()
        super().__init__(self._chunks, status, headers)
        self._streamed = streamed
        self._send_timeout_s = send_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stalled = False

        async def send_in_time(message: Message) -> None:
            nonlocal stalled
            with anyio.move_on_after(self._send_timeout_s) as deadline:
                await send(message)
            if deadline.cancelled_caught:
                stalled = True
                raise ClientDisconnected

        try:
            if self._streamed.is_buffered:
                await self._send_buffered(receive, send_in_time)
            else:
                await super().__call__(scope, receive, send_in_time)
        except Exception:
            if not stalled:
                raise
        finally:
            await self._streamed.aclose()

    async def _send_buffered(self, receive: Receive, send: Send) -> None:
        """Send a body that is in memory, without the task that watches for a disconnect."""
        head = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **head})
        async with aclosing(self._chunks) as chunks:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                # A server may silently drop what it sends after a disconnect. Asking for the next
                # chunk counts this one as delivered, so the check has to come first.
                if await _is_disconnected(receive):
                    return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _is_disconnected(receive: Receive) -> bool:
    """Whether the server knows of a disconnect, without waiting for one."""
    message: Message = {}
    with anyio.CancelScope() as scope:
        scope.cancel()
        message = await receive()
    return message.get("type") == "http.disconnect"
