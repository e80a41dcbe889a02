"""FastAPI application and router over a gateway."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from starlette.exceptions import HTTPException

from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.http import (
    METHODS,
    PATHS,
    WEBSOCKET_PATH,
    client_address,
    forwarded_for_of,
    request_id_for,
)
from phemius_core.settings import Settings
from phemius_server_fastapi._http import respond
from phemius_server_fastapi._websocket import StarletteSocket

__all__ = ["create_app", "create_router"]


def create_app(settings: Settings | None = None, *, gateway: Gateway | None = None) -> FastAPI:
    """Create an application whose lifespan opens and closes the gateway.

    Args:
        settings: Settings of the gateway; read from the environment if None.
        gateway: Gateway to use instead of one made from `settings`.
    """
    gateway = gateway or Gateway(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with gateway:
            yield

    app = FastAPI(
        lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.include_router(create_router(gateway))

    async def unmatched(request: Request, _error: Exception) -> Response:
        return await respond(gateway, None, request)

    app.add_exception_handler(HTTPException, unmatched)
    app.state.gateway = gateway
    return app


def create_router(gateway: Gateway, *, prefix: str = "") -> APIRouter:
    """Create the routes for your own application. Enter the gateway in its lifespan.

    Args:
        gateway: Carries out the requests.
        prefix: Path to mount the routes under, such as `/tts`.
    """
    router = APIRouter(prefix=prefix)
    for path in PATHS:
        router.add_api_route(
            path, _endpoint(gateway, path), methods=list(METHODS), include_in_schema=False
        )

    @router.websocket(WEBSOCKET_PATH)
    async def stream_speech(websocket: WebSocket) -> None:
        await websocket.accept()
        request_id = request_id_for(websocket.headers.get("x-request-id"))
        address = client_address(
            websocket.client.host if websocket.client else None,
            forwarded_for_of(websocket.headers),
            gateway.settings.trusted_proxies,
        )
        await run_stream_session(
            gateway, StarletteSocket(websocket), request_id=request_id, address=address
        )

    return router


def _endpoint(gateway: Gateway, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await respond(gateway, path, request)

    return endpoint
