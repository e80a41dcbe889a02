"""Odd and invalid HTTP: every adapter replies with the same status."""

import contextlib
import json
import socket
import struct
import time

import pytest

POST = "POST /v1/speech HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def send_raw(server, text, *, key=True):
    """Send raw bytes; returns status line, headers and body of the reply."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        if key:
            text = text.replace("\r\n", f"\r\nAuthorization: Bearer {server.key}\r\n", 1)
        data = b""
        with contextlib.suppress(OSError):  # the server may close before it has read everything
            raw.sendall(text.encode("latin-1"))
            raw.shutdown(socket.SHUT_WR)
            while part := raw.recv(65536):
                data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return first, {name.lower(): value for name, value in pairs}, rest


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/v1/speech", 405, "OPTIONS, POST"),
        ("PATCH", "/v1/usage", 405, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/v1/speech", 204, "OPTIONS, POST"),
        ("OPTIONS", "/healthz", 204, "GET, HEAD, OPTIONS"),
        ("BREW", "/v1/speech", 405, "OPTIONS, POST"),
        ("HEAD", "/healthz", 200, None),
        ("GET", "/v1/speech/", 404, None),
        ("GET", "/v1//models", 404, None),
        ("POST", "/", 405, "GET, HEAD, OPTIONS"),
        ("POST", "/v1/%2e%2e/speech", 404, None),
    ],
)
def test_methods_and_paths_have_their_status(server, method, path, status, allow):
    first, headers, rest = send_raw(server, f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n")
    assert first.split()[1] == str(status)
    assert headers.get("allow") == allow
    assert headers["x-request-id"]
    if status >= 400:
        assert json.loads(rest)["error"]["message"]
    if method in {"HEAD", "OPTIONS"}:
        assert rest == b""


@pytest.mark.parametrize(
    "text",
    [
        # request smuggling: two lengths, length and chunks, obscured transfer coding, odd lengths
        POST + "Content-Length: 3\r\nContent-Length: 30\r\n\r\n{}",
        POST + "Transfer-Encoding: gzip\r\n\r\n{}",
        POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + "Content-Length: -5\r\n\r\n{}",
        POST + "Content-Length: 5, 6\r\n\r\n{}",
        POST + "Content-Length: 0x10\r\n\r\n{}",
        POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        POST + "X-Bad\x00: a\r\n\r\n",
        "POST /v1/speech HTTP/9.9\r\nHost: x\r\n\r\n",
        "nonsense\r\n\r\n",
    ],
    ids=range(10),
)
def test_invalid_http_gets_a_4xx_or_a_closed_connection(server, text):
    first, _, rest = send_raw(server, text)
    assert not first or 400 <= int(first.split()[1]) < 500 or first.split()[1] in {"501", "505"}
    assert b"Traceback" not in rest


def test_a_header_cannot_be_injected(server, http):
    first, headers, _ = send_raw(
        server, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: a%0d%0aSet-Cookie: b\r\n\r\n"
    )
    assert first.split()[1] == "200"
    assert "set-cookie" not in headers
    reply = http.get("/v1/usage", params={"month": "2026-11\r\nSet-Cookie: b"})
    assert reply.status_code == 422
    assert "set-cookie" not in reply.headers


def test_an_overlong_path_is_refused(server):
    first, _, _ = send_raw(server, f"GET /{'x' * 100_000} HTTP/1.1\r\nHost: x\r\n\r\n")
    assert not first or first.split()[1] in {"400", "404", "414", "431"}


def test_a_client_that_disconnects_before_the_first_audio_is_not_charged(slow_server):
    """Its synthesis is stopped too, so that the model is free at once."""
    key = slow_server.new_key("leaver", "growth")
    body = json.dumps({"text": "One sentence. " * 300}).encode()
    with slow_server.client(key) as http:
        for _ in range(3):
            raw = socket.create_connection(("127.0.0.1", slow_server.port))
            raw.sendall(
                f"{POST}Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            time.sleep(0.2)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raw.close()
        deadline = time.monotonic() + 10
        while http.get("/v1/usage").json()["reserved_chars"] and time.monotonic() < deadline:
            time.sleep(0.1)
        usage = http.get("/v1/usage").json()
    assert (usage["chars"], usage["reserved_chars"]) == (0, 0)


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory, adapter):
    """Its first audio takes a second."""
    from tests.server.conftest import running

    folder = tmp_path_factory.mktemp("slow")
    with running(folder, adapter=adapter, PHEMIUS_ENGINE="tests.server.engines:slow") as server:
        yield server
