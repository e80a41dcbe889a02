"""Runs the application with gunicorn."""

import threading
from types import FrameType
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from phemius_core.settings import Settings
from phemius_server_flask._app import create_app

__all__ = ["serve"]

_THREADS: Final = 64
"""Requests that are answered at once; half of them may be WebSockets."""
_GRACE_S: Final = 10
"""For connections to end once no speech is left, before gunicorn kills the worker."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop; what is being spoken may go on for `stop_timeout_s`."""
    _Application(
        settings.model_copy(update={"max_sockets": min(settings.max_sockets, _THREADS // 2)})
    ).run()


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Tells the core when it is told to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.alive and getattr(self, "wsgi", None) is not None:
            threading.Thread(target=self.wsgi.extensions["phemius"].stop, daemon=True).start()
        super().handle_exit(sig, frame)


class _Application(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        host = self._settings.host
        bind = f"[{host}]" if ":" in host else host
        options: dict[str, Any] = {
            "bind": f"{bind}:{self._settings.port}",
            "worker_class": _Worker,
            "workers": 1,
            "threads": _THREADS,
            "graceful_timeout": int(self._settings.stop_timeout_s) + _GRACE_S,
            "keepalive": 30,
            "timeout": 60,
            "limit_request_line": 8190,
            "loglevel": "info",
            "control_socket_disable": True,
            "post_worker_init": _start,
            "worker_exit": _stop,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self._settings)
        app.wsgi_app = _closing(app.wsgi_app)  # type: ignore[method-assign]
        return app


def _closing(wsgi: Any) -> Any:
    """Lets gunicorn close a connection where the application says so: it drops the header, says
    `keep-alive`, and the client's next request meets a closed connection.
    """

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if any(name.lower() == "connection" and value == "close" for name, value in headers):
                start_response.__self__.force_close()
            return start_response(status, headers, *rest)

        return wsgi(environ, start)

    return call


def _start(worker: Any) -> None:
    _ = worker.wsgi.extensions["phemius"].portal


def _stop(_server: Any, worker: Any) -> None:
    if getattr(worker, "wsgi", None) is not None:
        core = worker.wsgi.extensions["phemius"]
        core.stop()  # gunicorn may think that all is done while a WebSocket is spoken on
        core.close()
