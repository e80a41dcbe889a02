"""A TCP proxy that fails on demand."""

import select
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress

__all__ = ["Line", "fault_proxy"]


class Line:
    """Passes on what client and server say. `faults` are used up, one for each connection; then it
    passes all on.

    Before the server hears a thing:
        `refuse`: closed at once. `swallow`: what the client says reaches nobody, and nothing comes
        back. `half=n`: the server hears n bytes, and both are cut off.
    In what the server answers:
        `deaf`: the client hears nothing and is cut off. `cut=n`: cut off after n bytes.
        `reset=n`: the same with a reset. `stall=n`: after n bytes nothing comes, without a word.
    Later than usual, but whole:
        `delay=s`: the answer begins s seconds late. `pause=n`: it rests 0.3 s after n bytes.
    Inside a WebSocket:
        `frame=k`: k frames of the server and half of the next, then cut off. `garble=k`: k frames,
        then bytes that are no frame.
    """

    def __init__(self, port):
        self.target = port
        self.faults = []
        self.connections = 0
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                fault = self.faults.pop(0) if self.faults else ""
                threading.Thread(target=self._pass, args=(near, fault), daemon=True).start()

    def _pass(self, near, fault):
        kind, _, amount = fault.partition("=")
        if kind == "refuse":
            near.close()
            return
        if kind == "swallow":
            with suppress(OSError), near:
                while near.recv(1 << 16):
                    pass
            return
        with near, socket.create_connection(("127.0.0.1", self.target)) as far:
            if kind == "half":
                far.sendall(near.recv(1 << 16)[: int(amount)])
                return
            over = threading.Event()
            there = threading.Thread(target=send_on, args=(near, far, over), daemon=True)
            there.start()
            with suppress(OSError):
                ANSWERS[kind](self, far, near, float(amount or 0))
            over.set()
            there.join()  # a socket that another thread reads is not closed by `close`
            if kind == "reset":
                time.sleep(0.1)  # it takes with it what was not read yet
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _all(self, far, near, _):
        while data := far.recv(1 << 14):
            near.sendall(data)

    def _nothing(self, far, _near, _):
        far.recv(1)

    def _first(self, far, near, limit):
        passed = 0
        while passed < limit and (data := far.recv(min(1 << 14, int(limit) - passed))):
            near.sendall(data)
            passed += len(data)

    def _stall(self, far, near, limit):
        self._first(far, near, limit)
        self._over.wait(30)

    def _delay(self, far, near, seconds):
        select.select([far], [], [])
        time.sleep(seconds)
        self._all(far, near, None)

    def _pause(self, far, near, limit):
        self._first(far, near, limit)
        time.sleep(0.3)
        self._all(far, near, None)

    def _half_frame(self, far, near, count):
        data = pass_frames(far, near, int(count))
        near.sendall(data[: len(data) // 2 + 1])

    def _garbage(self, far, near, count):
        pass_frames(far, near, int(count))
        near.sendall(b"\xff\xff\xff\xff")  # reserved bits, an unknown opcode, a masked server
        self._over.wait(0.5)


ANSWERS = {
    "": Line._all,
    "deaf": Line._nothing,
    "cut": Line._first,
    "reset": Line._first,
    "stall": Line._stall,
    "delay": Line._delay,
    "pause": Line._pause,
    "frame": Line._half_frame,
    "garble": Line._garbage,
}


def send_on(near, far, over):
    """What the client says, until the answer is over."""
    with suppress(OSError):
        while not over.is_set():
            if select.select([near], [], [], 0.02)[0]:
                data = near.recv(1 << 16)
                if not data:
                    far.shutdown(socket.SHUT_WR)
                    return
                far.sendall(data)


def pass_frames(far, near, count):
    """Passes on the handshake and so many frames of the server; returns the next."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += exactly(far, 1)
    near.sendall(head)
    for _ in range(count):
        near.sendall(frame(far))
    return frame(far)


def frame(far):
    """One frame, as a server makes it: RFC 6455, 5.2."""
    head = exactly(far, 2)
    size = head[1] & 127
    if size > 125:
        more = exactly(far, 2 if size == 126 else 8)
        head, size = head + more, int.from_bytes(more)
    return head + exactly(far, size)


def exactly(far, count):
    data = b""
    while len(data) < count:
        if not (more := far.recv(count - len(data))):
            raise OSError("the server said less than that")
        data += more
    return data


@contextmanager
def fault_proxy(server, *faults):
    line = Line(server.port)
    line.faults.extend(faults)
    try:
        yield line
    finally:
        line.close()
