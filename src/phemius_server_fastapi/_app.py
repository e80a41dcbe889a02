"""Routes over a gateway."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from phemius_core.gateway import METRICS_TYPE, Phemius, converse
from phemius_core.settings import Settings
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    OpenAISpeechRequest,
    SpeechRequest,
    framework_error,
    openapi_document,
    parse_native,
    parse_openai,
)
from phemius_server_fastapi._framing import (
    CoreRoute,
    SpeechResponse,
    error_response,
    read_body,
    request_id,
)
from phemius_server_fastapi._socket import StarletteSocket

__all__ = ["create_app", "create_router"]


def create_app(settings: Settings | None = None, *, gateway: Phemius | None = None) -> FastAPI:
    """An application of its own: the gateway is opened and closed with it.

    Args:
        settings: For the gateway; from the environment where none are given.
        gateway: A gateway of your own in place of one made from settings.
    """
    core = gateway or Phemius(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with core:
            yield

    app = FastAPI(
        lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.include_router(create_router(core))
    app.add_exception_handler(HTTPException, _no_such_route)
    app.state.gateway = core
    return app


def create_router(gateway: Phemius, *, prefix: str = "") -> APIRouter:
    """The routes, for an application of your own. Enter the gateway in its lifespan.

    Args:
        gateway: Answers the requests.
        prefix: Mounted under this path, such as `/tts`.
    """
    router = APIRouter(prefix=prefix, route_class=CoreRoute)
    _add_speech(router, gateway)
    _add_account(router, gateway)
    _add_service(router, gateway, openapi_document(prefix=prefix))
    return router


def _add_speech(router: APIRouter, gateway: Phemius) -> None:
    @router.post("/v1/speech")
    async def create_speech(request: Request) -> Response:
        return await _speak(gateway, request, parse_native)

    @router.post("/v1/audio/speech")
    async def create_audio_speech(request: Request) -> Response:
        return await _speak(gateway, request, parse_openai)

    @router.post("/v1/speech/preview")
    async def preview_speech(request: Request) -> Response:
        await gateway.authenticate(request.headers.get("authorization"))
        body = await read_body(request, gateway.settings)
        reply = await gateway.preview(parse_native(body))
        return JSONResponse(reply.model_dump(mode="json"))

    @router.websocket("/v1/speech/stream")
    async def stream_speech(websocket: WebSocket) -> None:
        await websocket.accept()
        await converse(gateway, StarletteSocket(websocket), request_id=request_id(websocket))


def _add_account(router: APIRouter, gateway: Phemius) -> None:
    @router.get("/v1/models")
    @router.get("/v1/audio/models")
    async def list_models(request: Request) -> Response:
        await gateway.authenticate(request.headers.get("authorization"))
        return JSONResponse(gateway.models().model_dump(mode="json"))

    @router.get("/v1/audio/voices")
    async def list_voice_names(request: Request) -> Response:
        await gateway.authenticate(request.headers.get("authorization"))
        return JSONResponse(gateway.voice_names().model_dump(mode="json"))

    @router.get("/v1/usage")
    async def usage(request: Request) -> Response:
        principal = await gateway.authenticate(request.headers.get("authorization"))
        reply = await gateway.usage(principal, request.query_params.get("month"))
        return JSONResponse(reply.model_dump(mode="json"))


def _add_service(router: APIRouter, gateway: Phemius, document: dict[str, Any]) -> None:
    @router.get("/healthz")
    async def health() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz")
    async def ready() -> Response:
        return JSONResponse({"status": gateway.status}, status_code=200 if gateway.ready else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(gateway.metrics.render(), media_type=METRICS_TYPE)

    @router.get("/openapi.json")
    async def openapi() -> Response:
        return JSONResponse(document)


async def _speak(
    gateway: Phemius,
    request: Request,
    parse: Callable[[bytes], SpeechRequest | OpenAISpeechRequest],
) -> Response:
    principal = await gateway.authenticate(request.headers.get("authorization"))
    body = await read_body(request, gateway.settings)
    key = request.headers.get(IDEMPOTENCY_KEY)
    reply = await gateway.speak(
        principal,
        parse(body),
        request_id=request_id(request),
        accept=request.headers.get("accept"),
        idempotency=None if key is None else (key, body),
    )
    return SpeechResponse(reply)


async def _no_such_route(request: Request, error: Exception) -> Response:
    status: Any = getattr(error, "status_code", 500)
    headers = getattr(error, "headers", None) or {}
    refusal = framework_error(
        status, method=request.method, path=request.url.path, allow=headers.get("Allow")
    )
    return error_response(request, refusal)
