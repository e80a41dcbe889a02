"""Rude clients against one server, and a normal client beside them."""

import contextlib
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import httpx2
import websockets.sync.client
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.drill.clients import text_of
from tests.drill.processes import Deployment

__all__ = ["GROUPS", "Finding", "run_rude"]

_PROBE_EVERY_S: Final = 0.5


@dataclass
class Finding:
    """What a normal client saw beside a group of rude ones, and what they left behind."""

    server: str
    group: str
    worst_http_s: float = 0
    worst_ws_s: float = 0
    """Longest time from a request to its first audio."""
    probes: int = 0
    failed: list[str] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    reserved_after: int = 0


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    port: int
    keys: tuple[str, ...]
    scale: float

    def connect(self, *, receive_bytes: int = 0) -> socket.socket:
        connection = socket.socket()
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(30)
        connection.connect((self.host, self.port))
        return connection

    def count(self, number: int) -> int:
        return max(2, round(number * self.scale))

    def request(self, index: int, text: str) -> bytes:
        body = json.dumps({"text": text, "speed": 0.25}).encode()
        return (
            f"POST /v1/speech HTTP/1.1\r\nHost: {self.host}\r\n"
            f"Authorization: Bearer {self.keys[index % len(self.keys)]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


@contextlib.contextmanager
def _half_heads(target: _Target) -> Iterator[None]:
    """64 connections that send a part of a request's head."""
    with contextlib.ExitStack() as stack:
        for _ in range(target.count(64)):
            connection = stack.enter_context(target.connect())
            connection.sendall(b"POST /v1/speech HTTP/1.1\r\nHost: x\r\nX-Half: ")
        yield


@contextlib.contextmanager
def _half_bodies(target: _Target) -> Iterator[None]:
    """64 connections that send a part of a request's body."""
    with contextlib.ExitStack() as stack:
        for index in range(target.count(64)):
            connection = stack.enter_context(target.connect())
            connection.sendall(target.request(index, "Half of it.")[:-6])
        yield


@contextlib.contextmanager
def _idle_sockets(target: _Target) -> Iterator[None]:
    """300 WebSockets that send their key and nothing else."""
    with contextlib.ExitStack() as stack:
        for index in range(target.count(300)):
            try:
                connection = _websocket(target, timeout_s=10)
            except (OSError, TimeoutError, WebSocketException):
                continue
            # Without the library's close, which waits for the server's.
            stack.callback(connection.socket.close)
            with contextlib.suppress(ConnectionClosed):
                connection.send(json.dumps({"api_key": target.keys[index % len(target.keys)]}))
        yield


@contextlib.contextmanager
def _dropped_streams(target: _Target) -> Iterator[None]:
    """200 WebSockets that are dropped in the middle of a speech, eight at once."""

    def drop(numbers: list[int]) -> None:
        for index in numbers:
            chance = random.Random(index)
            with contextlib.suppress(OSError, TimeoutError, WebSocketException):
                connection = _websocket(target, timeout_s=30)
                key = target.keys[index % len(target.keys)]
                connection.send(json.dumps({"api_key": key}))
                connection.send(json.dumps({"text": text_of(chance, 350)}))
                for _ in range(chance.randrange(4)):
                    connection.recv(30)
                connection.socket.close()

    numbers = list(range(target.count(200)))
    threads = [threading.Thread(target=drop, args=(numbers[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def _slow_readers(target: _Target) -> Iterator[None]:
    """100 clients that ask for minutes of audio and read 1 KiB every two seconds."""
    with contextlib.ExitStack() as stack:
        connections = []
        stopped = threading.Event()

        def read() -> None:
            while not stopped.wait(2):
                for connection in connections:
                    with contextlib.suppress(OSError):
                        connection.recv(1024)

        for index in range(target.count(100)):
            connection = stack.enter_context(target.connect(receive_bytes=4096))
            connection.sendall(target.request(index, text_of(random.Random(index), 3000)))
            connection.settimeout(0.01)
            connections.append(connection)
        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield
        finally:
            stopped.set()
            reader.join()


GROUPS: Final[dict[str, Callable[[_Target], contextlib.AbstractContextManager[None]]]] = {
    "64 half-sent heads": _half_heads,
    "64 half-sent bodies": _half_bodies,
    "300 idle WebSockets": _idle_sockets,
    "200 dropped streams": _dropped_streams,
    "100 slow readers": _slow_readers,
}


def run_rude(
    deployment: Deployment,
    server: str,
    *,
    rude_keys: list[str],
    keys: list[str],
    lasts_s: float,
    scale: float = 1,
    report: Callable[[Finding], None] = lambda _: None,
) -> list[Finding]:
    """Lets each group of rude clients at a server, with a normal client beside it.

    Args:
        deployment: Runs the server.
        server: Name of the server.
        rude_keys: API keys of the rude clients.
        keys: API keys of the normal client, of another account, which it takes in turn.
        lasts_s: Seconds that each group stays.
        scale: Factor of the numbers of clients.
        report: Called with each finding.
    """
    port = deployment.ports[server]
    target = _Target("127.0.0.1", port, tuple(rude_keys), scale)
    _warm_up(target, keys)
    findings = []
    for group, clients in GROUPS.items():
        finding = Finding(server, group, before=deployment.resources(server))
        stopped = threading.Event()
        probes = threading.Thread(target=_probe, args=(target, keys, finding, stopped))
        probes.start()
        try:
            with clients(target):
                time.sleep(lasts_s)
        finally:
            stopped.set()
            probes.join()
        _wait_released(deployment)
        time.sleep(2)
        finding.after = deployment.resources(server)
        finding.reserved_after = deployment.reserved_chars()
        findings.append(finding)
        report(finding)
    return findings


def _warm_up(target: _Target, keys: list[str]) -> None:
    """Lets pools and caches fill up before memory is compared."""
    chance = random.Random(1)
    for index in range(target.count(40)):
        key = keys[index % len(keys)]
        _first_audio_of_websocket(target, key, text_of(chance, 600))
        _first_audio_of_http(target, key, text_of(chance, 600))


def _probe(target: _Target, keys: list[str], finding: Finding, stopped: threading.Event) -> None:
    """Speaks a short new text every half second, by HTTP and WebSocket in turn."""
    chance = random.Random(finding.group)
    while not stopped.is_set():
        text = text_of(chance, 20)
        key = keys[finding.probes % len(keys)]
        started = time.monotonic()
        try:
            if finding.probes % 2:
                _first_audio_of_websocket(target, key, text)
            else:
                _first_audio_of_http(target, key, text)
        except (httpx2.HTTPError, OSError, TimeoutError, WebSocketException) as error:
            finding.failed.append(f"{type(error).__name__}: {error}"[:100])
        seconds = round(time.monotonic() - started, 2)
        if finding.probes % 2:
            finding.worst_ws_s = max(finding.worst_ws_s, seconds)
        else:
            finding.worst_http_s = max(finding.worst_http_s, seconds)
        finding.probes += 1
        stopped.wait(_PROBE_EVERY_S)


def _first_audio_of_http(target: _Target, key: str, text: str) -> None:
    with httpx2.stream(
        "POST",
        f"http://{target.host}:{target.port}/v1/speech",
        json={"text": text},
        headers={"Authorization": f"Bearer {key}"},
        timeout=20,
    ) as reply:
        reply.raise_for_status()
        next(reply.iter_bytes())


def _first_audio_of_websocket(target: _Target, key: str, text: str) -> None:
    connection = _websocket(target, timeout_s=20)
    try:
        connection.send(json.dumps({"api_key": key}))
        connection.send(json.dumps({"text": text}))
        if isinstance(frame := connection.recv(20), str):
            raise ConnectionError(frame)
    finally:
        connection.close()


def _websocket(target: _Target, timeout_s: float) -> websockets.sync.client.ClientConnection:
    return websockets.sync.client.connect(
        f"ws://{target.host}:{target.port}/v1/speech/stream",
        open_timeout=timeout_s,
        close_timeout=1,
        max_size=None,
    )


def _wait_released(deployment: Deployment, timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while deployment.reserved_chars() and time.monotonic() < deadline:
        time.sleep(0.5)
