"""The TCP connection under a WSGI request, where the server exposes it."""

import contextlib
import socket
import ssl
from typing import Any, Final, Self

import anyio

__all__ = ["Connection"]

_LINGER_S: Final = 0.5
_LINGER_READS: Final = 64
_READ_BYTES: Final = 64 << 10
_POLL_S: Final = 0.25


class Connection:
    """The TCP connection under a request.

    Args:
        connection: Socket of the connection. Without one (None) every method has no effect, and
            a disconnect is not noticed.
    """

    def __init__(self, connection: socket.socket | None) -> None:
        self._connection = connection

    @classmethod
    def of(cls, environ: dict[str, Any]) -> Self:
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
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RD)

    def lingering_close(self) -> None:
        """Read and drop the rest of the body for a short time before the server closes.

        TCP resets a connection that is closed with unread data, and the client may then lose the
        reply.
        """
        if self._connection is None:
            return
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(_LINGER_S)
            for _ in range(_LINGER_READS):
                if not self._connection.recv(_READ_BYTES):
                    return

    def _is_closed_by_peer(self) -> bool:
        if self._connection is None or isinstance(self._connection, ssl.SSLSocket):
            return False  # a TLS socket cannot be peeked at
        try:
            return not self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
