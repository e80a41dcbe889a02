"""Routes over a gateway."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from starlette.exceptions import HTTPException

from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.http import METHODS, PATHS, SOCKET_PATH, request_id_for
from phemius_core.settings import Settings
from phemius_server_fastapi._framing import respond
from phemius_server_fastapi._socket import StarletteSocket

__all__ = ["create_app", "create_router"]


def create_app(settings: Settings | None = None, *, gateway: Gateway | None = None) -> FastAPI:
    """An application of its own: the gateway is opened and closed with it.

    Args:
        settings: For the gateway; from the environment where none are given.
        gateway: A gateway of your own in place of one made from settings.
    """
    core = gateway or Gateway(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with core:
            yield

    app = FastAPI(
        lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.include_router(create_router(core))

    async def no_such_route(request: Request, _error: Exception) -> Response:
        return await respond(core, None, request)

    app.add_exception_handler(HTTPException, no_such_route)
    app.state.gateway = core
    return app


def create_router(gateway: Gateway, *, prefix: str = "") -> APIRouter:
    """The routes, for an application of your own. Enter the gateway in its lifespan.

    Args:
        gateway: Answers the requests.
        prefix: Mounted under this path, such as `/tts`.
    """
    router = APIRouter(prefix=prefix)
    for path in PATHS:
        router.add_api_route(
            path, _endpoint(gateway, path), methods=list(METHODS), include_in_schema=False
        )

    @router.websocket(SOCKET_PATH)
    async def stream_speech(websocket: WebSocket) -> None:
        await websocket.accept()
        request_id = request_id_for(websocket.headers.get("x-request-id"))
        await run_stream_session(gateway, StarletteSocket(websocket), request_id=request_id)

    return router


def _endpoint(gateway: Gateway, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await respond(gateway, path, request)

    return endpoint
