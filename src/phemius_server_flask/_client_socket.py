"""The socket of a client's connection in gunicorn's worker."""

import errno
import select
import socket
import struct
import time
from concurrent.futures import Future
from typing import Any, Final

__all__ = ["ClientSocket"]

_SEND_BUFFER_BYTES: Final = 128 << 10
"""Bytes that the kernel may hold for a slow client; what it holds counts as delivered."""
_PIECE_BYTES: Final = 128 << 10


class ClientSocket(socket.socket):
    """A client's connection, whose `sendall` has a deadline.

    The deadline is no timeout of the socket: the event loop's thread peeks at it meanwhile, and
    would wait.

    Args:
        accepted: What `accept` returned; it is closed.
        send_timeout_s: Seconds within which a client must take 128 KiB, or what is left.
    """

    def __init__(self, accepted: socket.socket, send_timeout_s: float) -> None:
        super().__init__(fileno=accepted.detach())
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        self._send_timeout_s = send_timeout_s
        self.session: Future[None] | None = None
        """The session of the WebSocket that the connection has become: the worker must leave the
        connection alone until it has ended."""

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all data.

        Raises:
            ConnectionError: The client has disconnected, or takes too little of the data.
        """
        view = memoryview(data).cast("B")
        for start in range(0, len(view), _PIECE_BYTES):
            self._send_piece(view[start : start + _PIECE_BYTES], flags)

    def reset_on_close(self) -> None:
        """Drop what the client has not taken when the connection is closed."""
        self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _send_piece(self, piece: memoryview, flags: int) -> None:
        deadline = time.monotonic() + self._send_timeout_s
        while piece:
            try:
                piece = piece[self.send(piece, flags | socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                poll = select.poll()
                poll.register(self, select.POLLOUT)
                if not poll.poll(max(0, deadline - time.monotonic()) * 1000):
                    self.reset_on_close()
                    raise ConnectionResetError(
                        errno.ECONNRESET, "the client does not read the reply"
                    ) from None
