"""The TCP connection under a WSGI request, where the server gives it away."""

import contextlib
import socket
import ssl
from typing import Any, Final, Self

import anyio

__all__ = ["Connection"]

_LINGER_S: Final = 0.5
_LINGER_READS: Final = 64
_POLL_S: Final = 0.25


class Connection:
    """The TCP connection under a request.

    Args:
        connection: None where the server hides it; then nothing can be done with it.
    """

    def __init__(self, connection: socket.socket | None) -> None:
        self._connection = connection

    @classmethod
    def of(cls, environ: dict[str, Any]) -> Self:
        return cls(environ.get("gunicorn.socket") or environ.get("werkzeug.socket"))

    async def gone(self) -> None:
        """Returns once the client has left; a thread that waits would not see it."""
        while not self._has_ended():  # noqa: ASYNC110 - no event tells of it
            await anyio.sleep(_POLL_S)

    def end_reading(self) -> None:
        """Whoever reads gets the end, at once."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RD)

    def linger(self) -> None:
        """Reads on for a while: closed with a body unread, a connection is reset, and the
        client may never see the answer.
        """
        if self._connection is None:
            return
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(_LINGER_S)
            for _ in range(_LINGER_READS):
                if not self._connection.recv(64 << 10):
                    return

    def _has_ended(self) -> bool:
        if self._connection is None or isinstance(self._connection, ssl.SSLSocket):
            return False  # TLS hides what is on the wire
        try:
            return not self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
