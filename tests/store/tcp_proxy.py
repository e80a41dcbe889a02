"""A TCP proxy that can go silent: it keeps connections and forwards nothing."""

import socket
import threading
from contextlib import suppress

__all__ = ["TcpProxy"]


class TcpProxy:
    """Forwards connections to a port of the loopback address until it is told not to."""

    def __init__(self, target_port):
        self._target = ("127.0.0.1", target_port)
        self._forwarding = threading.Event()
        self._forwarding.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets = [self._listener]
        self._start(self._accept)

    def go_silent(self):
        """Neither forward nor answer; the kernel goes on to accept and to acknowledge."""
        self._forwarding.clear()

    def resume(self):
        """Forward again, what was held back included."""
        self._forwarding.set()

    def close(self):
        self._forwarding.set()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _start(self, target, *arguments):
        threading.Thread(target=target, args=arguments, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._forwarding.wait()
                server = socket.create_connection(self._target)
                self._sockets += [client, server]
                self._start(self._forward, client, server)
                self._start(self._forward, server, client)

    def _forward(self, source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                self._forwarding.wait()
                sink.sendall(data)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
