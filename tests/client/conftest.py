"""Clients of real servers, and a line between them that fails on demand."""

import select
import socket
import struct
import threading
from contextlib import contextmanager, suppress

import pytest

from phemius_client import AsyncPhemius, Phemius
from tests.server.conftest import adapter, http, server, shipped

__all__ = ["adapter", "http", "server", "shipped"]


@pytest.fixture
def key(server):
    """A new one for each test, so that no minute's limit gets in the way."""
    return server.run("keys", "create", "--plan", "growth", "--account", "client")


@pytest.fixture
def fresh(server, request):
    """A key of an account of its own."""
    return server.run("keys", "create", "--plan", "growth", "--account", request.node.name)


@pytest.fixture
def client(server, key):
    with Phemius(api_key=key, base_url=server.url) as client:
        yield client


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def async_client(server, key):
    return AsyncPhemius(api_key=key, base_url=f"{server.url}/v1/")


class Line:
    """A TCP proxy. `faults` are used up, one for each connection; then it passes all on.

    `refuse`: closed at once. `swallow`: what the client says reaches nobody, and nothing comes
    back. `deaf`: the server answers, the client hears nothing and is cut off. `cut=n`: cut off
    after n bytes of the answer. `reset=n`: the same with a reset.
    """

    def __init__(self, port):
        self.target = port
        self.faults = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                fault = self.faults.pop(0) if self.faults else None
                threading.Thread(target=self._pass, args=(near, fault), daemon=True).start()

    def _pass(self, near, fault):
        if fault == "refuse":
            near.close()
            return
        if fault == "swallow":
            with suppress(OSError), near:
                while near.recv(1 << 16):
                    pass
            return
        far = socket.create_connection(("127.0.0.1", self.target))
        over = threading.Event()
        there = threading.Thread(target=self._send_on, args=(near, far, over), daemon=True)
        there.start()
        kind, _, count = (fault or "").partition("=")
        if kind == "deaf":
            far.recv(1)
        else:
            self._answer(far, near, int(count) if count else None)
        over.set()
        there.join()  # a socket that another thread reads is not closed by `close`
        if kind == "reset":
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        near.close()
        far.close()

    def _send_on(self, near, far, over):
        with suppress(OSError):
            while not over.is_set():
                if select.select([near], [], [], 0.02)[0]:
                    data = near.recv(1 << 16)
                    if not data:
                        far.shutdown(socket.SHUT_WR)
                        return
                    far.sendall(data)

    def _answer(self, far, near, limit):
        passed = 0
        with suppress(OSError):
            while (limit is None or passed < limit) and (data := far.recv(1 << 14)):
                data = data if limit is None else data[: limit - passed]
                near.sendall(data)
                passed += len(data)


@contextmanager
def failing_line(server, *faults):
    line = Line(server.port)
    line.faults.extend(faults)
    try:
        yield line
    finally:
        line.close()
