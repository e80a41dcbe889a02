"""A third adapter: plain ASGI, no framework.

`phemius serve --adapter examples.asgi_adapter:serve`
"""

from contextlib import AsyncExitStack

import anyio
import uvicorn

from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.http import (
    MAX_FRAME_BYTES,
    SOCKET_PATH,
    ClientDisconnected,
    Exchange,
    Streamed,
    request_id_for,
)
from phemius_core.settings import Settings


def serve(settings: Settings) -> None:
    """What `phemius serve` calls."""
    app = Application(Gateway(settings))
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        timeout_graceful_shutdown=15,
    )


class Application:
    """An ASGI application over a gateway, which it opens and closes."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["path"] == SOCKET_PATH:
            await receive()
            await send({"type": "websocket.accept"})
            identity = request_id_for(headers_of(scope).get("x-request-id"))
            await run_stream_session(self._gateway, Socket(receive, send), request_id=identity)
        else:
            await send({"type": "websocket.close", "code": 4404})

    async def _live(self, receive, send) -> None:
        async with AsyncExitStack() as stack:
            await receive()
            await stack.enter_async_context(self._gateway)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope, receive, send) -> None:
        exchange = Exchange(
            self._gateway,
            None,  # no router has looked for the path
            method=scope["method"],
            path=scope["path"],
            headers=headers_of(scope),
            query=scope["query_string"].decode("latin-1"),
        )

        async def body():
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnected
                yield message["body"]
                more = message.get("more_body", False)

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        reply = await exchange.respond(body(), gone)
        headers = [(name.lower().encode(), text.encode()) for name, text in reply.headers.items()]
        if isinstance(reply.body, bytes) and reply.body:
            headers.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if isinstance(reply.body, bytes):
            await send({"type": "http.response.body", "body": reply.body})
        else:
            await stream(reply.body, gone, send)


async def stream(streamed: Streamed, gone, send) -> None:
    """Sends a body while it is made, and stops when the client leaves."""
    try:
        async with anyio.create_task_group() as tasks:

            async def watch() -> None:
                await gone()
                tasks.cancel_scope.cancel()

            tasks.start_soon(watch)
            async for part in streamed.body():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            tasks.cancel_scope.cancel()
    finally:
        await streamed.aclose()


class Socket:
    """An accepted WebSocket, as `run_stream_session` wants it."""

    def __init__(self, receive, send) -> None:
        self._receive = receive
        self._send = send

    async def receive(self) -> str | bytes | None:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return None
        return message["bytes"] if message.get("text") is None else message["text"]

    async def send(self, data: str | bytes) -> None:
        kind = "text" if isinstance(data, str) else "bytes"
        try:
            await self._send({"type": "websocket.send", kind: data})
        except RuntimeError as error:
            raise ConnectionError("the client is gone") from error

    async def close(self, code: int, reason: str) -> None:
        await self._send({"type": "websocket.close", "code": code, "reason": reason})


def headers_of(scope) -> dict[str, str]:
    """Request headers by their lower-case names."""
    return {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
