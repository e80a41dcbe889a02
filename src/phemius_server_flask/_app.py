"""Flask application and blueprint over a gateway."""

from flask import Blueprint, Flask, Response, request
from flask_sock import Sock
from simple_websocket import Server
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing.exceptions import WebsocketMismatch

from phemius_core.errors import MalformedRequest, PhemiusError
from phemius_core.gateway import Gateway
from phemius_core.http import (
    METHODS,
    PATHS,
    WEBSOCKET_PATH,
    client_address,
    forwarded_for_of,
    request_id_for,
)
from phemius_core.settings import Settings
from phemius_server_flask._gateway_portal import GatewayPortal
from phemius_server_flask._http import respond, respond_to_error
from phemius_server_flask._websocket import prepare_handshake, serve_websocket

__all__ = ["create_app", "create_blueprint"]


def create_app(settings: Settings | None = None, *, gateway: Gateway | None = None) -> Flask:
    """Create an application that opens the gateway at its first request.

    Args:
        settings: Settings of the gateway; read from the environment if None.
        gateway: Gateway to use instead of one made from `settings`.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.register_blueprint(create_blueprint(gateway or Gateway(settings)))

    @app.errorhandler(NotFound)
    @app.errorhandler(MethodNotAllowed)
    @app.errorhandler(WebsocketMismatch)
    def unmatched(_error: HTTPException) -> Response:
        return respond(app.extensions["phemius"], None, {})

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if isinstance(error, HTTPException) and (error.code or 500) < 500:
            error = MalformedRequest(f"the request cannot be read: {error.name}")
        return respond_to_error(app.extensions["phemius"], error)

    return app


def create_blueprint(gateway: Gateway, *, prefix: str = "", name: str | None = None) -> Blueprint:
    """Create the routes for your own application.

    The gateway is opened by the first request, in the process that answers it, and closed when
    that process exits.

    Args:
        gateway: Carries out the requests; a separate one for each blueprint.
        prefix: Path to mount the routes under, such as `/tts`.
        name: Name of the blueprint; `phemius` followed by the prefix if None.
    """
    portal = GatewayPortal(gateway)
    name = name or "_".join(["phemius", *prefix.replace(".", "_").split("/")[1:]])
    blueprint = Blueprint(name, __name__, url_prefix=prefix or None)
    blueprint.record_once(lambda state: state.app.extensions.setdefault(name, portal))
    for path in PATHS:
        _add_route(blueprint, portal, path)

    @blueprint.before_request
    def prepare() -> Response | None:
        if not request.routing_exception and request.url_rule and request.url_rule.websocket:
            try:
                prepare_handshake(request.environ)
            except PhemiusError as error:
                return respond_to_error(portal, error)
        return None

    @Sock().route(WEBSOCKET_PATH, bp=blueprint)  # type: ignore[untyped-decorator]
    def stream_speech(websocket: Server) -> None:
        serve_websocket(
            portal,
            websocket,
            request_id_for(request.headers.get("x-request-id")),
            client_address(
                request.remote_addr,
                forwarded_for_of(request.headers),
                gateway.settings.trusted_proxies,
            ),
        )

    return blueprint


def _add_route(blueprint: Blueprint, portal: GatewayPortal, path: str) -> None:
    def view(**path_params: str) -> Response:
        return respond(portal, path, path_params)

    blueprint.add_url_rule(
        path.replace("{", "<").replace("}", ">"),
        endpoint=path.replace(".", "_"),
        view_func=view,
        methods=METHODS,
        provide_automatic_options=False,
    )
