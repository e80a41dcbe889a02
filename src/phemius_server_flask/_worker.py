"""gunicorn's threaded worker, in which no client that waits has a thread."""

import errno
import socket
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from types import FrameType
from typing import Any, Final

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from phemius_server_flask._client_socket import ClientSocket

__all__ = ["Worker"]

_READ_BYTES: Final = 64 << 10
_MAX_HEAD_BYTES: Final = 32 << 10
_LINGER_S: Final = 2
"""Time for a client to read its last reply before its connection is closed."""
_LINGER_BYTES: Final = 4 << 20
"""What it may send meanwhile, which is dropped."""
_FAILED_GRACE_S: Final = 1
"""Time for replies in flight to end after the gateway has failed."""
_OUT_OF_RESOURCES: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_STATUS: Final[dict[type[Exception], tuple[int, str]]] = {
    errors.LimitRequestLine: (414, "URI Too Long"),
    errors.LimitRequestHeaders: (431, "Request Header Fields Too Large"),
    errors.ExpectationFailed: (417, "Expectation Failed"),
    errors.UnsupportedTransferCoding: (501, "Not Implemented"),
}
"""Status of a request that cannot be parsed, if it is not 400."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """A `ThreadWorker` whose poller does what needs no thread.

    It reads heads of requests within `head_timeout_s`, holds connections between requests, and
    lets clients read their last reply before it closes. WebSockets run in the gateway's event
    loop. When all connections are taken, the one that has waited the longest makes room.

    If the master dies, the worker stops as on SIGTERM and frees the port at once. If the gateway
    fails, it exits with an error, and the master starts another one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._settings = self.app.settings
        self.max_keepalived = self.worker_connections
        # Each in the order in which the connections time out.
        self._without_head: dict[TConn, None] = {}
        self._lingering: dict[TConn, None] = {}
        self._in_threads: set[TConn] = set()
        self.failed = False
        """Whether the worker stops because the gateway cannot go on."""

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Every number of threads is right: idle connections make room."""

    def fail(self, reason: str) -> None:
        """Exit with an error: the gateway cannot go on."""
        self.log.critical("%s: the worker exits, and another one takes its place", reason)
        self.failed = True
        self.cfg.set("graceful_timeout", _FAILED_GRACE_S)
        super().handle_exit(0, None)

    def run(self) -> None:
        super().run()
        for conn in self._in_threads:
            # A thread in a read or write would keep the process alive.
            try:
                conn.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        if self.failed:
            sys.exit(1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.alive and getattr(self, "wsgi", None) is not None:
            threading.Thread(target=self.wsgi.extensions["phemius"].stop, daemon=True).start()
        super().handle_exit(sig, frame)

    def is_parent_alive(self) -> bool:
        if super().is_parent_alive():
            return True
        self.handle_exit(0, None)
        return False

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if self.alive or self.failed:
            return
        for listener in self.sockets:
            listener.setblocking(False)
            while self.nr_conns < self.worker_connections and self.accept(listener):
                pass  # what waits already is answered; later clients are refused at once
            listener.close()

    def accept(self, listener: Any) -> bool:
        """Accept a connection, if one waits."""
        try:
            accepted, address = listener.accept()
        except OSError as error:
            if error.errno in _OUT_OF_RESOURCES:
                self._close_longest_waiting()
                return False
            if error.errno in {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}:
                return False
            raise
        self.nr_conns += 1
        sock = ClientSocket(accepted, self._settings.send_timeout_s)
        self._await_head(TConn(self.cfg, sock, address, listener.getsockname()))
        return True

    def enqueue_req(self, conn: TConn) -> None:
        self._in_threads.add(conn)
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, future: "Future[Any]") -> None:
        self._in_threads.discard(conn)
        session = conn.sock.session
        if session is not None:
            session.add_done_callback(lambda _: self.method_queue.defer(self._linger, conn))
        elif future.cancelled() or future.exception() is not None or not future.result():
            self._linger(conn)
        elif rest := conn.parser.unreader.take_buffered():
            self._await_head(conn, rest)
        else:
            conn.sock.setblocking(False)
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
            self.keepalived_conns.append(conn)
            self.poller.register(
                conn.sock, EVENT_READ, partial(self.on_client_socket_readable, conn)
            )

    def on_client_socket_readable(self, conn: TConn, client: ClientSocket) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_head(conn)

    def murder_pending(self) -> None:
        """Close what has timed out, and make room if all connections are taken."""
        now = time.monotonic()
        for waiting in (self._without_head, self._lingering):
            for conn in _timed_out(waiting, now):
                self._forget(waiting, conn)
                self._close(conn)
        if self.alive and self.nr_conns >= self.worker_connections:
            self._close_longest_waiting()

    def handle_error(
        self,
        req: Any,  # noqa: ARG002
        client: ClientSocket,
        addr: Any,  # noqa: ARG002
        exc: BaseException,
    ) -> None:
        """Answer a request that cannot be parsed or carried out.

        Unlike gunicorn's own, it logs nothing of the request.
        """
        if isinstance(exc, errors.ParseException):
            self.log.warning("a request cannot be parsed: %s", type(exc).__name__)
            status, reason = _STATUS.get(type(exc), (400, "Bad Request"))
        else:
            self.log.error("a request has failed", exc_info=exc)
            status, reason = 500, "Internal Server Error"
        try:
            util.write_error(client, status, reason, "")
        except OSError:
            self.log.debug("the error cannot be sent")

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self._without_head:
            conn.timeout = min(conn.timeout, deadline)

    def _await_head(self, conn: TConn, received: bytes = b"") -> None:
        """Read the head of a request in the poller; a thread then carries the request out."""
        conn.sock.setblocking(False)
        conn.head = bytearray()
        conn.timeout = time.monotonic() + self._settings.head_timeout_s
        if not self.alive:
            conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
        self._without_head[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._read_head, conn))
        if received:
            self._take_head(conn, received)

    def _read_head(self, conn: TConn, sock: ClientSocket) -> None:
        try:
            received = sock.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if received:
            self._take_head(conn, received)
        else:
            self._forget(self._without_head, conn)
            self._close(conn)

    def _take_head(self, conn: TConn, received: bytes) -> None:
        searched = max(0, len(conn.head) - 3)
        conn.head += received
        if conn.head.find(b"\r\n\r\n", searched) >= 0:
            self._forget(self._without_head, conn)
            conn.init()
            conn.parser.unreader.unread(bytes(conn.head))
            self.enqueue_req(conn)
        elif len(conn.head) > _MAX_HEAD_BYTES:
            self._forget(self._without_head, conn)
            too_large = errors.LimitRequestHeaders("the head is too large")
            self.handle_error(None, conn.sock, conn.client, too_large)
            self._linger(conn)

    def _linger(self, conn: TConn) -> None:
        """Close a connection without a reset, which could take its last reply from the client."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drop_received, conn))
        except (OSError, ValueError):  # it is closed already
            self._close(conn)
        else:
            conn.timeout = time.monotonic() + _LINGER_S
            conn.may_drop = _LINGER_BYTES
            self._lingering[conn] = None

    def _drop_received(self, conn: TConn, sock: ClientSocket) -> None:
        try:
            received = len(sock.recv(_READ_BYTES))
        except BlockingIOError:
            return
        except OSError:
            received = 0
        conn.may_drop -= received
        if not received or conn.may_drop < 0:
            self._forget(self._lingering, conn)
            self._close(conn)

    def _close_longest_waiting(self) -> None:
        """Close the connection that has been without a request for the longest time."""
        idle = self.keepalived_conns[0] if self.keepalived_conns else None
        starting = next(iter(self._without_head), None)
        if idle is not None and (
            starting is None
            or idle.timeout - self.cfg.keepalive <= starting.timeout - self._settings.head_timeout_s
        ):
            self.keepalived_conns.popleft()
            self.poller.unregister(idle.sock)
            self._close(idle)
        elif starting is not None:
            self._forget(self._without_head, starting)
            self._close(starting)

    def _forget(self, waiting: dict[TConn, None], conn: TConn) -> None:
        del waiting[conn]
        self.poller.unregister(conn.sock)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()


def _timed_out(waiting: Iterable[TConn], now: float) -> list[TConn]:
    timed_out = []
    for conn in waiting:
        if conn.timeout > now:
            break
        timed_out.append(conn)
    return timed_out
