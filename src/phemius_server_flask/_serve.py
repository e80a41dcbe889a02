"""Serve the application with gunicorn."""

from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from phemius_core.settings import Settings
from phemius_server_flask._app import create_app
from phemius_server_flask._worker import Worker

__all__ = ["serve"]

_THREADS: Final = 256
"""Requests that are served at the same time. WebSockets and connections that wait need none."""
_GRACE_S: Final = 10
"""Time for connections to end after the last speech has, before gunicorn kills the worker."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; speeches in progress may then go on for `stop_timeout_s`.

    Args:
        settings: Settings of the server and its gateway.
    """
    _Application(settings).run()


class _Application(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        host = self.settings.host
        bind = f"[{host}]" if ":" in host else host
        options: dict[str, Any] = {
            "bind": f"{bind}:{self.settings.port}",
            "worker_class": Worker,
            "workers": 1,
            "threads": _THREADS,
            "worker_connections": self.settings.max_connections,
            "graceful_timeout": int(self.settings.stop_timeout_s) + _GRACE_S,
            "keepalive": 30,
            "timeout": 60,
            "limit_request_line": 8190,
            "loglevel": "info",
            "control_socket_disable": True,
            "post_worker_init": _open_gateway,
            "worker_exit": _close_gateway,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self.settings)
        app.wsgi_app = _with_forced_close(app.wsgi_app)  # type: ignore[method-assign]
        return app


def _with_forced_close(wsgi: Any) -> Any:
    """Make gunicorn close the connection after a reply with `Connection: close`.

    Gunicorn drops that header of an application and sends `keep-alive` instead, so the client's
    next request would meet a closed connection.
    """

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if any(name.lower() == "connection" and value == "close" for name, value in headers):
                start_response.__self__.force_close()
            return start_response(status, headers, *rest)

        return wsgi(environ, start)

    return call


def _open_gateway(worker: Any) -> None:
    worker.wsgi.extensions["phemius"].when_failed(worker.fail)


def _close_gateway(_server: Any, worker: Any) -> None:
    if getattr(worker, "wsgi", None) is not None:
        gateway_portal = worker.wsgi.extensions["phemius"]
        if not worker.failed:
            gateway_portal.stop()  # gunicorn does not wait for WebSockets
        gateway_portal.close()
