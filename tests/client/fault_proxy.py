"""A TCP proxy that injects faults."""

import select
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress

__all__ = ["FaultProxy", "fault_proxy"]


class FaultProxy:
    """Forwards TCP connections to a server. Each connection takes the first of `faults`; once none
    is left, connections are forwarded unchanged.

    Before the server receives anything:
        `refuse`: closed at once.
        `blackhole`: what the client sends is discarded, and nothing comes back.
        `half=n`: the server receives n bytes, then both connections are closed.
    In the server's reply:
        `drop_reply`: the client receives nothing, and its connection is closed.
        `cut=n`: closed after n bytes.
        `reset=n`: reset after n bytes.
        `stall=n`: nothing follows after n bytes, until the client closes the connection.
    Late, but complete:
        `delay=s`: the reply begins s seconds late.
        `pause=n`: the reply stops for 0.3 s after n bytes.
    Within a WebSocket:
        `cut_frame=k`: closed after k frames of the server and half of the next.
        `garbage=k`: bytes that are no frame after k frames.
    """

    def __init__(self, port):
        self.port = port
        self.faults = []
        self.connections = 0
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._closed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                fault = self.faults.pop(0) if self.faults else ""
                threading.Thread(target=self._serve, args=(client, fault), daemon=True).start()

    def _serve(self, client, fault):
        kind, _, amount = fault.partition("=")
        if kind == "refuse":
            client.close()
            return
        if kind == "blackhole":
            with suppress(OSError), client:
                while client.recv(1 << 16):
                    pass
            return
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            if kind == "half":
                server.sendall(client.recv(1 << 16)[: int(amount)])
                return
            finished = threading.Event()
            upstream = threading.Thread(
                target=forward_requests, args=(client, server, finished), daemon=True
            )
            upstream.start()
            with suppress(OSError):
                REPLY_FAULTS[kind](self, server, client, float(amount or 0))
            finished.set()
            upstream.join()  # `close` does not close a socket that another thread reads
            if kind == "reset":
                time.sleep(0.1)  # a reset discards what the client has not read yet
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _forward_all(self, server, client, _):
        while data := server.recv(1 << 14):
            client.sendall(data)

    def _drop_reply(self, server, _client, _):
        server.recv(1)

    def _cut(self, server, client, limit):
        forwarded = 0
        while forwarded < limit and (data := server.recv(min(1 << 14, int(limit) - forwarded))):
            client.sendall(data)
            forwarded += len(data)

    def _stall(self, server, client, limit):
        self._cut(server, client, limit)
        # As a proxy does, it closes the server's connection when the client has closed its own.
        while not self._closed.wait(0.02) and not _is_closed(client):
            pass

    def _delay(self, server, client, seconds):
        select.select([server], [], [])
        time.sleep(seconds)
        self._forward_all(server, client, None)

    def _pause(self, server, client, limit):
        self._cut(server, client, limit)
        time.sleep(0.3)
        self._forward_all(server, client, None)

    def _cut_frame(self, server, client, count):
        data = forward_frames(server, client, int(count))
        client.sendall(data[: len(data) // 2 + 1])

    def _garbage(self, server, client, count):
        forward_frames(server, client, int(count))
        client.sendall(b"\xff\xff\xff\xff")  # reserved bits, an unknown opcode, a mask
        self._closed.wait(0.5)


def _is_closed(connection):
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


REPLY_FAULTS = {
    "": FaultProxy._forward_all,
    "drop_reply": FaultProxy._drop_reply,
    "cut": FaultProxy._cut,
    "reset": FaultProxy._cut,
    "stall": FaultProxy._stall,
    "delay": FaultProxy._delay,
    "pause": FaultProxy._pause,
    "cut_frame": FaultProxy._cut_frame,
    "garbage": FaultProxy._garbage,
}


def forward_requests(client, server, finished):
    """Forwards what the client sends until the reply has ended."""
    with suppress(OSError):
        while not finished.is_set():
            if select.select([client], [], [], 0.02)[0]:
                data = client.recv(1 << 16)
                if not data:
                    server.shutdown(socket.SHUT_WR)
                    return
                server.sendall(data)


def forward_frames(server, client, count):
    """Forwards the handshake and `count` frames of the server, and returns the next frame."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += receive_exactly(server, 1)
    client.sendall(head)
    for _ in range(count):
        client.sendall(receive_frame(server))
    return receive_frame(server)


def receive_frame(server):
    """The next WebSocket frame of a server (RFC 6455, section 5.2)."""
    head = receive_exactly(server, 2)
    length = head[1] & 127
    if length > 125:
        extended = receive_exactly(server, 2 if length == 126 else 8)
        head, length = head + extended, int.from_bytes(extended)
    return head + receive_exactly(server, length)


def receive_exactly(server, count):
    data = b""
    while len(data) < count:
        if not (more := server.recv(count - len(data))):
            raise OSError(f"the server closed after {len(data)} of {count} bytes")
        data += more
    return data


@contextmanager
def fault_proxy(server, *faults):
    """A proxy in front of a server, with one fault for each of the first connections."""
    proxy = FaultProxy(server.port)
    proxy.faults.extend(faults)
    try:
        yield proxy
    finally:
        proxy.close()
