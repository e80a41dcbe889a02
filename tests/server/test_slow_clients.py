"""Clients that send or read slowly, or not at all, on real servers with short timeouts."""

import contextlib
import json
import socket
import time

import httpx2
import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.server.conftest import running

HEAD_TIMEOUT_S = 1
SEND_TIMEOUT_S = 3
MAX_CONNECTIONS = 350
LONG = {"text": "The quick brown fox jumps over the lazy dog. " * 100, "speed": 0.25}
STREAM = "/v1/speech/stream"


@pytest.fixture(scope="module")
def strict_server(tmp_path_factory, shipped):
    with running(
        tmp_path_factory.mktemp(f"strict-{shipped}"),
        adapter=shipped,
        PHEMIUS_ENGINE="tone",
        PHEMIUS_HEAD_TIMEOUT_S=str(HEAD_TIMEOUT_S),
        PHEMIUS_SEND_TIMEOUT_S=str(SEND_TIMEOUT_S),
        PHEMIUS_BODY_TIMEOUT_S="2",
        PHEMIUS_MAX_CONNECTIONS=str(MAX_CONNECTIONS),
    ) as server:
        yield server


@pytest.fixture
def stack():
    with contextlib.ExitStack() as stack:
        yield stack


def open_connection(server, data=b"", *, buffer_bytes=None):
    raw = socket.socket()
    if buffer_bytes:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    raw.settimeout(20)
    raw.connect(("127.0.0.1", server.port))
    raw.sendall(data)
    return raw


def post(key, body, path="/v1/speech"):
    data = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def seconds_until_closed(raw):
    started = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while raw.recv(65536):
            pass
    return time.monotonic() - started


def wait_until(condition, timeout_s):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def reserved_chars(server, key):
    with server.client(key) as http:
        return http.get("/v1/usage").json()["reserved_chars"]


def test_a_crowd_of_slow_clients_delays_nobody(strict_server, stack):
    key = strict_server.new_key("crowd", "growth")
    other = strict_server.new_key("other", "growth")
    half_heads = [
        stack.enter_context(open_connection(strict_server, b"GET /healthz HTTP/1.1\r\nHo"))
        for _ in range(64)
    ]
    for _ in range(64):
        stack.enter_context(open_connection(strict_server, post(key, LONG)[:-20]))
    for _ in range(100):
        stack.enter_context(open_connection(strict_server, post(key, LONG), buffer_bytes=4096))
    url = f"{strict_server.url.replace('http', 'ws')}{STREAM}"
    for _ in range(40):
        stack.enter_context(connect(url, open_timeout=20, ping_interval=None))
    with strict_server.client(other) as http:
        http.get("/healthz")
        for n in range(4):
            started = time.monotonic()
            assert httpx2.get(f"{strict_server.url}/healthz", timeout=10).status_code == 200
            assert http.post("/v1/speech", json={"text": f"Number {n}."}).status_code == 200
            assert time.monotonic() - started < 2  # under a second on an idle machine
            time.sleep(0.2)
    assert all(seconds_until_closed(raw) < 10 for raw in half_heads)
    wait_until(lambda: reserved_chars(strict_server, key) == 0, 30)


@pytest.mark.parametrize("sent", [b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_arrive_closes_the_connection(strict_server, sent):
    with open_connection(strict_server, sent) as raw:
        assert HEAD_TIMEOUT_S - 0.5 < seconds_until_closed(raw) < HEAD_TIMEOUT_S + 5


def test_a_head_that_trickles_in_closes_the_connection(strict_server):
    with open_connection(strict_server) as raw:
        started = time.monotonic()
        with pytest.raises(ConnectionError):
            for byte in b"GET /healthz HTTP/1.1\r\nHost: " + b"x" * 100:
                raw.sendall(bytes([byte]))
                time.sleep(0.2)
        assert time.monotonic() - started < HEAD_TIMEOUT_S + 5


def test_the_next_head_on_a_connection_has_a_deadline_too(strict_server):
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with open_connection(strict_server, request) as raw:
        assert raw.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(HEAD_TIMEOUT_S + 1)  # between requests, a connection may be idle for longer
        raw.sendall(request[:10])
        assert HEAD_TIMEOUT_S - 0.5 < seconds_until_closed(raw) < HEAD_TIMEOUT_S + 5


def test_pipelined_requests_are_answered_in_order(strict_server):
    first = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: one\r\n\r\n"
    second = first.replace(b"one", b"two").replace(b"Host", b"Connection: close\r\nHost")
    with open_connection(strict_server, first + second[:20]) as raw:
        time.sleep(0.3)
        raw.sendall(second[20:])
        data = b""
        while part := raw.recv(65536):
            data += part
    assert data.count(b"HTTP/1.1 200") == 2
    assert data.index(b"one") < data.index(b"two")


def test_a_reader_that_never_reads_is_dropped_and_charged_for_what_it_took(strict_server):
    key = strict_server.new_key("reader", "growth")
    with open_connection(strict_server, post(key, LONG), buffer_bytes=4096) as raw:
        wait_until(lambda: reserved_chars(strict_server, key) > 0, 10)
        wait_until(lambda: reserved_chars(strict_server, key) == 0, SEND_TIMEOUT_S + 15)
        raw.settimeout(5)
        assert seconds_until_closed(raw) < 5
    with strict_server.client(key) as http:
        assert http.get("/v1/usage").json()["chars"] < len(LONG["text"]) / 4


def test_a_small_reply_that_is_never_read_frees_its_connection(strict_server):
    """The reply ends before the client's buffers are full, so that only the server's wait."""
    key = strict_server.new_key("small", "growth")
    body = {"text": "One sentence for a reply of half a megabyte. " * 3, "speed": 0.25}
    with open_connection(strict_server, post(key, body), buffer_bytes=4096) as raw:
        wait_until(lambda: reserved_chars(strict_server, key) == 0, SEND_TIMEOUT_S + 15)
        time.sleep(SEND_TIMEOUT_S + 2)
        raw.settimeout(10)
        with contextlib.suppress(ConnectionError):
            received = sum(map(len, iter(lambda: raw.recv(65536), b"")))
            assert received < 500_000


def test_a_websocket_that_never_reads_is_dropped(strict_server):
    key = strict_server.new_key("mute", "growth")
    url = f"{strict_server.url.replace('http', 'ws')}{STREAM}"
    with (
        contextlib.suppress(WebSocketException, OSError),
        connect(url, max_queue=1, ping_interval=None, close_timeout=1) as websocket,
    ):
        websocket.send(json.dumps({"api_key": key}))
        websocket.send(json.dumps(LONG))
        wait_until(lambda: reserved_chars(strict_server, key) > 0, 10)
        wait_until(lambda: reserved_chars(strict_server, key) == 0, 75)


def test_messages_wait_with_the_client_and_are_not_compressed(strict_server):
    """A server without a bounded inbox would take them all."""
    key = strict_server.new_key("talker", "growth")
    url = f"{strict_server.url.replace('http', 'ws')}{STREAM}"
    with connect(url, max_queue=1, ping_interval=None, close_timeout=1) as websocket:
        assert websocket.response.headers.get("Sec-WebSocket-Extensions") is None
        websocket.send(json.dumps({"api_key": key}))
        websocket.send(json.dumps(LONG))
        time.sleep(1)  # the session now waits for this client to read
        websocket.socket.settimeout(1)
        message = json.dumps({"type": "text", "text": " " * 50_000})
        taken = 0
        with contextlib.suppress(TimeoutError, WebSocketException, OSError):
            for _ in range(2000):
                websocket.send(message)
                taken += len(message)
        assert taken < 30 << 20
        websocket.socket.close()


def test_connections_without_a_request_make_room_for_new_ones(strict_server, stack):
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(MAX_CONNECTIONS):
        idle = stack.enter_context(open_connection(strict_server, request))
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
    for _ in range(50):
        stack.enter_context(open_connection(strict_server))
    started = time.monotonic()
    assert httpx2.get(f"{strict_server.url}/healthz", timeout=10).status_code == 200
    assert time.monotonic() - started < 5
