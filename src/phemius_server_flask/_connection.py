"""The TCP connection under a WSGI request, where the server exposes it."""

import contextlib
import socket
import ssl
from collections.abc import Mapping
from typing import Any, Final, Self

import anyio

__all__ = ["Connection"]

_POLL_S: Final = 0.25


class Connection:
    """The TCP connection under a request.

    Args:
        connection: Socket of the connection. Without one (None) every method has no effect, and
            a disconnect is not noticed.
    """

    def __init__(self, connection: socket.socket | None) -> None:
        self.socket = connection
        """The socket, or None."""

    @classmethod
    def of(cls, environ: Mapping[str, Any]) -> Self:
        """The connection of a request to gunicorn or to Werkzeug's development server.

        Args:
            environ: WSGI environment of the request.
        """
        return cls(environ.get("gunicorn.socket") or environ.get("werkzeug.socket"))

    async def wait_for_disconnect(self) -> None:
        """Return once the client has disconnected. WSGI has no event for that, so it polls."""
        while not self._is_closed_by_peer():  # noqa: ASYNC110 - there is no event
            await anyio.sleep(_POLL_S)

    def shut_down_reading(self) -> None:
        """Let a thread that blocks in a read see the end of the stream at once."""
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RD)

    def _is_closed_by_peer(self) -> bool:
        if self.socket is None or isinstance(self.socket, ssl.SSLSocket):
            return False  # a TLS socket cannot be peeked at
        try:
            return not self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
