"""Odd values in every place of a request: each adapter refuses them, and none is a 5xx."""

import contextlib
import socket
import uuid

import pytest

JSON = "application/json"
QUERIES = [
    *("month=%00", "month=2026-11%00", "month=0000-01", "month=9999-12", "month=%ED%A0%80", "%"),
    *("limit=99999999999999999999", "limit=-1", "limit=%C2%B2", "start=99999999999", "a=b;c=d"),
    *("cursor=9999999999999999999.x", "cursor=1.%00", "cursor=%ff%fe", "cursor=1.2.3"),
    "cursor=" + "9" * 4000,
    "x=y&" * 1500,
]
IDS = ["%00", "%ff", "%ED%A0%80", "0" * 3000, "urn:uuid:x", "{x}", "..", "99999999999999999999"]
BODIES = [
    b'{"text":"a\\u0000b"}',
    b'{"text":"\\ud800"}',
    b'{"text":"\xed\xa0\x80"}',
    b'{"text":"a","speed":1e999}',
    b'{"text":"a","speed":' + b"9" * 5000 + b"}",
    b'{"text":"a","voice":"\\u0000"}',
    b'{"text":"a","voice":"af_heart(1e400)"}',
    b'{"text":"a","voice":"af_heart(' + b"9" * 500 + b')"}',
    b'{"text":"a","voice_id":"\\u0000"}',
    b'{"name":"\\u0000"}',
    b'{"name":"\\ud83d"}',
    b'{"name":"a","base_voice":"\\u0000"}',
    b'{"name":"a","blend":"af_heart(' + b"9" * 500 + b')"}',
    b'{"input":"\\u0000"}',
    b'{"input":"a","voice":{"id":"x"},"speed":-1e308}',
    b'{"type":"bulk_synthesis","items":[{"text":"\\u0000","id":"\\u0000"}]}',
    b'{"type":"bulk_synthesis","items":[{"text":"a","id":"a/b\\u202e"}]}',
    b"[" * 1000,
    b'{"a":' * 1000,
    b"null",
    b"\x00" * 100,
]
HEADERS = [
    *("Idempotency-Key: \xff", "Idempotency-Key: ", "Idempotency-Key: " + "x" * 300),
    *("X-Request-Id: \xff", "Accept: \xff;q=\xff", "Accept: audio/wav;q=1e999, */*;q=nan"),
    *("Accept: " + "a/b," * 2000, "Expect: 100-continue", "Expect: nonsense", "Host: y"),
    *("Content-Type: text/plain", "Authorization: Bearer x", "Content-Encoding: gzip"),
    *("X-Forwarded-For: \xff, ,::::,1.2.3.4.5", "X-Forwarded-For: " + "1.2.3.4," * 800),
    *("Range: bytes=0-0", "Cookie: \xff"),
]
LENGTHS = ["+5", "1_0", "5.0", "99999999999999999999999", "\u00b2", "5\x0b"]
FORMS = [
    ("multipart/form-data; boundary=\xff", b"--\xff\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300 + b"\r\n\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: " + b"a" * 60_000),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ff\r\n\r\nx\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--\r\n',
    ),
    ("multipart/form-data; boundary*=utf-8''%ff", b"x"),
    ("multipart/form-data; =x; boundary", b"x"),
]


class Sender:
    """Sends raw requests with a key."""

    def __init__(self, server):
        self.port = server.port
        self.key = server.new_key(f"odd-{uuid.uuid4().hex[:8]}", "growth")

    def status(self, method, target, body=b"", *, media_type=JSON, more="", length=None):
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(body) if length is None else length}\r\n{more}\r\n"
        )
        data = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as raw:
            with contextlib.suppress(OSError):  # the server may close with unread data
                raw.sendall(head.encode("latin-1") + body)
                while part := raw.recv(65536):
                    data += part
        return int(data.split(b" ", 2)[1]) if data else None


@pytest.fixture(scope="module")
def odd(server):
    return Sender(server)


@pytest.mark.parametrize(
    "path", ["/v1/usage", "/v1/jobs", "/v1/models", f"/v1/jobs/{'1' * 32}/items"]
)
def test_odd_queries(odd, path):
    for query in QUERIES:
        for method in ("GET", "HEAD"):
            assert odd.status(method, f"{path}?{query}") < 500, query


def test_odd_ids(odd):
    for each in IDS:
        for path in (f"/v1/voices/{each}", f"/v1/jobs/{each}", f"/v1/jobs/{each}/audio.zip"):
            for method in ("GET", "DELETE"):
                assert odd.status(method, path) in {400, 404, 405}, each
        assert odd.status("GET", f"/v1/jobs/{'1' * 32}/items/{each}/audio") in {400, 404}, each


@pytest.mark.parametrize(
    "path", ["/v1/speech", "/v1/audio/speech", "/v1/speech/preview", "/v1/voices", "/v1/jobs"]
)
def test_odd_bodies(odd, path):
    for body in BODIES:
        assert odd.status("POST", path, body) < 500, body
        if path == "/v1/jobs":
            assert odd.status("POST", path, body, media_type="application/jsonl") < 500, body


def test_odd_headers_and_lengths(odd):
    body = b'{"text":"Hello."}'
    for header in HEADERS:
        status = odd.status("POST", "/v1/speech", body, more=f"{header}\r\n")
        assert status is None or status < 500, header
    for length in LENGTHS:
        status = odd.status("POST", "/v1/speech", body, length=length)
        assert status is None or 400 <= status < 500, length


def test_odd_forms(server):
    odd = Sender(server)
    with server.client(odd.key) as http:
        path = f"/v1/voices/{http.post('/v1/voices', json={'name': 'Mine'}).json()['id']}/samples"
    for media_type, body in FORMS:
        assert 400 <= odd.status("POST", path, body, media_type=media_type) < 500, media_type
