"""A third adapter: plain ASGI, no framework.

`phemius serve --adapter examples.asgi_adapter:serve`
"""

from contextlib import AsyncExitStack, suppress

import anyio
import uvicorn

from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.http import (
    MAX_WEBSOCKET_MESSAGE_BYTES,
    WEBSOCKET_PATH,
    ClientDisconnected,
    Exchange,
    StreamedBody,
    client_address,
    request_id_for,
)
from phemius_core.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until stopped: `phemius serve` calls this."""
    app = Application(Gateway(settings))
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=False,  # the exchange reads X-Forwarded-For
        ws="websockets-sansio",
        ws_max_size=MAX_WEBSOCKET_MESSAGE_BYTES,
        timeout_graceful_shutdown=15,
        access_log=False,  # the core has one, without query strings
        log_level="warning",  # uvicorn logs the URL of each WebSocket as information
    )


class Application:
    """An ASGI application whose lifespan opens and closes the gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, send)
        elif scope["path"] == WEBSOCKET_PATH:
            await receive()
            await send({"type": "websocket.accept"})
            request_id = request_id_for(headers_of(scope).get("x-request-id"))
            address = client_address(
                peer_of(scope),
                headers_of(scope).get("x-forwarded-for"),
                self._gateway.settings.trusted_proxies,
            )
            await run_stream_session(
                self._gateway, Socket(receive, send), request_id=request_id, address=address
            )
        else:
            await send({"type": "websocket.close", "code": 4404})

    async def _run_lifespan(self, receive, send) -> None:
        async with AsyncExitStack() as stack:
            await receive()
            await stack.enter_async_context(self._gateway)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope, receive, send) -> None:
        exchange = Exchange(
            self._gateway,
            None,  # there is no router: the exchange matches the path
            method=scope["method"],
            path=scope["path"],
            headers=headers_of(scope),
            query=scope["query_string"].decode("latin-1"),
            peer=peer_of(scope),
        )

        async def body():
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnected
                yield message["body"]
                more = message.get("more_body", False)

        async def wait_for_disconnect() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        reply = await exchange.respond(body(), wait_for_disconnect)
        headers = [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
        if isinstance(reply.body, bytes) and reply.body:
            headers.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if isinstance(reply.body, bytes):
            await send({"type": "http.response.body", "body": reply.body})
        else:
            await send_streamed(reply.body, wait_for_disconnect, send)


async def send_streamed(streamed: StreamedBody, wait_for_disconnect, send) -> None:
    """Send a body while it is produced, and stop if the client disconnects."""
    try:
        async with anyio.create_task_group() as tasks:

            async def watch() -> None:
                await wait_for_disconnect()
                tasks.cancel_scope.cancel()

            tasks.start_soon(watch)
            async for chunk in streamed.body():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            tasks.cancel_scope.cancel()
    finally:
        await streamed.aclose()


class Socket:
    """An accepted WebSocket, with the methods that `run_stream_session` calls."""

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
        except (OSError, RuntimeError) as error:
            raise ConnectionError("the client has disconnected") from error

    async def close(self, code: int, reason: str) -> None:
        with suppress(OSError, RuntimeError):  # the client has closed it first
            await self._send({"type": "websocket.close", "code": code, "reason": reason})


def headers_of(scope) -> dict[str, str]:
    """Request headers by their lower-case names."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def peer_of(scope) -> str | None:
    """Address at the other end of the connection."""
    return scope["client"][0] if scope.get("client") else None
