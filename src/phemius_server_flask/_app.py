"""Routes over a gateway."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_sock import Sock
from simple_websocket import Server
from werkzeug.exceptions import HTTPException

from phemius_core.gateway import METRICS_TYPE, Phemius
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
from phemius_server_flask._framing import (
    answered,
    error_response,
    json_response,
    read_body,
    request_id,
    speech_response,
)
from phemius_server_flask._portal import Core
from phemius_server_flask._socket import SOCKET_OPTIONS, hold_dialogue

__all__ = ["create_app", "create_blueprint"]


def create_app(settings: Settings | None = None, *, gateway: Phemius | None = None) -> Flask:
    """An application of its own: the gateway is opened at the first request.

    Args:
        settings: For the gateway; from the environment where none are given.
        gateway: A gateway of your own in place of one made from settings.
    """
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(create_blueprint(gateway or Phemius(settings)))

    @app.errorhandler(HTTPException)
    def no_such_route(error: HTTPException) -> Response:
        allow = dict(error.get_headers()).get("Allow")
        return error_response(
            framework_error(
                error.code or 500, method=request.method, path=request.path, allow=allow
            )
        )

    return app


def create_blueprint(gateway: Phemius, *, prefix: str = "") -> Blueprint:
    """The routes, for an application of your own.

    The gateway is opened when the first request comes, in the process that answers it, and
    closed when that process ends.

    Args:
        gateway: Answers the requests.
        prefix: Mounted under this path, such as `/tts`.
    """
    core = Core(gateway)
    blueprint = Blueprint("phemius", __name__, url_prefix=prefix or None)
    blueprint.record_once(lambda state: state.app.extensions.setdefault("phemius", core))
    blueprint.record_once(
        lambda state: state.app.config.setdefault("SOCK_SERVER_OPTIONS", SOCKET_OPTIONS)
    )
    _add_speech(blueprint, core)
    _add_account(blueprint, core)
    _add_service(blueprint, core, openapi_document(prefix=prefix))
    return blueprint


def _add_speech(blueprint: Blueprint, core: Core) -> None:
    gateway = core.gateway

    def speak(parse: Callable[[bytes], SpeechRequest | OpenAISpeechRequest]) -> Response:
        authorization = request.headers.get("Authorization")
        principal = core.portal.call(gateway.authenticate, authorization)
        body = read_body(core.portal, gateway.settings)
        key = request.headers.get(IDEMPOTENCY_KEY)
        parsed, identity, accept = parse(body), request_id(), request.headers.get("Accept")

        async def begin() -> Any:
            return await gateway.speak(
                principal,
                parsed,
                request_id=identity,
                accept=accept,
                idempotency=None if key is None else (key, body),
            )

        return speech_response(core.portal, core.portal.call(begin))

    @blueprint.post("/v1/speech")
    @answered
    def create_speech() -> Response:
        return speak(parse_native)

    @blueprint.post("/v1/audio/speech")
    @answered
    def create_audio_speech() -> Response:
        return speak(parse_openai)

    @blueprint.post("/v1/speech/preview")
    @answered
    def preview_speech() -> Response:
        core.portal.call(gateway.authenticate, request.headers.get("Authorization"))
        body = read_body(core.portal, gateway.settings)
        reply = core.portal.call(gateway.preview, parse_native(body))
        return json_response(reply.model_dump(mode="json"))

    @Sock().route("/v1/speech/stream", bp=blueprint)  # type: ignore[untyped-decorator]
    def stream_speech(socket: Server) -> None:
        hold_dialogue(core, socket, request_id=request_id())


def _add_account(blueprint: Blueprint, core: Core) -> None:
    gateway = core.gateway

    def authenticate() -> Any:
        return core.portal.call(gateway.authenticate, request.headers.get("Authorization"))

    @blueprint.get("/v1/models")
    @blueprint.get("/v1/audio/models")
    @answered
    def list_models() -> Response:
        authenticate()
        return json_response(gateway.models().model_dump(mode="json"))

    @blueprint.get("/v1/audio/voices")
    @answered
    def list_voice_names() -> Response:
        authenticate()
        return json_response(gateway.voice_names().model_dump(mode="json"))

    @blueprint.get("/v1/usage")
    @answered
    def usage() -> Response:
        reply = core.portal.call(gateway.usage, authenticate(), request.args.get("month"))
        return json_response(reply.model_dump(mode="json"))


def _add_service(blueprint: Blueprint, core: Core, document: dict[str, Any]) -> None:
    gateway = core.gateway

    @blueprint.get("/healthz")
    @answered
    def health() -> Response:
        return json_response({"status": "ok"})

    @blueprint.get("/readyz")
    @answered
    def ready() -> Response:
        _ = core.portal  # starts the core, and so the loading of the model
        return json_response({"status": gateway.status}, 200 if gateway.ready else 503)

    @blueprint.get("/metrics")
    @answered
    def metrics() -> Response:
        return Response(core.portal.call(gateway.metrics.render), content_type=METRICS_TYPE)

    @blueprint.get("/openapi.json")
    @answered
    def openapi() -> Response:
        return json_response(document)
