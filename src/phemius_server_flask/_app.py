"""Routes over a gateway."""

from flask import Blueprint, Flask, Response, request
from flask_sock import Sock
from simple_websocket import Server
from werkzeug.exceptions import HTTPException

from phemius_core.gateway import Gateway
from phemius_core.http import METHODS, PATHS, SOCKET_PATH, request_id_for
from phemius_core.settings import Settings
from phemius_server_flask._framing import respond
from phemius_server_flask._portal import Core
from phemius_server_flask._socket import SOCKET_OPTIONS, hold_dialogue

__all__ = ["create_app", "create_blueprint"]


def create_app(settings: Settings | None = None, *, gateway: Gateway | None = None) -> Flask:
    """An application of its own: the gateway is opened at the first request.

    Args:
        settings: For the gateway; from the environment where none are given.
        gateway: A gateway of your own in place of one made from settings.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.register_blueprint(create_blueprint(gateway or Gateway(settings)))

    @app.errorhandler(HTTPException)
    def no_such_route(_error: HTTPException) -> Response:
        return respond(app.extensions["phemius"], None, {})

    return app


def create_blueprint(gateway: Gateway, *, prefix: str = "", name: str | None = None) -> Blueprint:
    """The routes, for an application of your own.

    The gateway is opened when the first request comes, in the process that answers it, and
    closed when that process ends.

    Args:
        gateway: Answers the requests. One for each blueprint.
        prefix: Mounted under this path, such as `/tts`.
        name: Of the blueprint; `phemius` and the prefix where none is given.
    """
    core = Core(gateway)
    name = name or "_".join(["phemius", *prefix.replace(".", "_").split("/")[1:]])
    blueprint = Blueprint(name, __name__, url_prefix=prefix or None)
    blueprint.record_once(lambda state: state.app.extensions.setdefault(name, core))
    blueprint.record_once(
        lambda state: state.app.config.setdefault("SOCK_SERVER_OPTIONS", SOCKET_OPTIONS)
    )
    for path in PATHS:
        _add(blueprint, core, path)

    @Sock().route(SOCKET_PATH, bp=blueprint)  # type: ignore[untyped-decorator]
    def stream_speech(socket: Server) -> None:
        hold_dialogue(core, socket, request_id_for(request.headers.get("x-request-id")))

    return blueprint


def _add(blueprint: Blueprint, core: Core, path: str) -> None:
    def view(**params: str) -> Response:
        return respond(core, path, params)

    blueprint.add_url_rule(
        path.replace("{", "<").replace("}", ">"),
        endpoint=path.replace(".", "_"),
        view_func=view,
        methods=METHODS,
        provide_automatic_options=False,
    )
