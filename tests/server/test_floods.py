"""Floods against real servers: keys that are guessed, requests of one key, uploads that hang."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
import uuid

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from phemius_core.accounts._api_keys import generate_key
from tests.server.conftest import free_port, running

MIB = 1 << 20


@pytest.fixture(scope="module")
def bounded(tmp_path_factory, shipped):
    """A server with bounds that a test reaches."""
    with running(
        tmp_path_factory.mktemp("bounded"),
        adapter=shipped,
        PHEMIUS_ENGINE="tone",
        PHEMIUS_MAX_FAILED_AUTHENTICATIONS="10",
        PHEMIUS_MAX_OTHER_REQUESTS="100",
        PHEMIUS_MAX_BODIES_BYTES=str(160 * MIB),
    ) as server:
        yield server


def from_address(address, key=None):
    headers = {"X-Forwarded-For": f"1.2.3.4, {address}"}
    return headers if key is None else {**headers, "Authorization": f"Bearer {key}"}


def some_address():
    return f"10.{uuid.uuid4().int % 200}.{uuid.uuid4().int % 200}.7"


def statuses(url, times, headers):
    with httpx2.Client(timeout=30) as http:
        return [http.get(f"{url}/v1/models", headers=headers).status_code for _ in range(times)]


def test_guessed_keys_are_refused_by_address_while_known_keys_pass(bounded):
    attacker, key = some_address(), bounded.new_key(f"a-{uuid.uuid4().hex[:8]}")
    assert statuses(bounded.url, 1, from_address(attacker, key)) == [200]
    replies = statuses(bounded.url, 15, from_address(attacker, generate_key()))
    assert replies == [401] * 10 + [429] * 5
    assert statuses(bounded.url, 2, from_address(attacker)) == [429, 429]
    assert statuses(bounded.url, 1, from_address(attacker, key)) == [200]
    assert statuses(bounded.url, 1, from_address(some_address(), generate_key())) == [401]
    reply = httpx2.get(f"{bounded.url}/v1/models", headers=from_address(attacker))
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert reply.json()["error"]["code"] == "rate_limit_exceeded"


def test_guessed_keys_count_on_websockets_too(bounded):
    attacker = some_address()
    codes = []
    for _ in range(12):
        url = f"ws://127.0.0.1:{bounded.port}/v1/speech/stream"
        with connect(url, additional_headers=from_address(attacker)) as websocket:
            websocket.send(json.dumps({"api_key": generate_key()}))
            with contextlib.suppress(ConnectionClosed):
                while True:
                    websocket.recv(timeout=20)
            codes.append(websocket.close_code)
    assert codes == [4001] * 10 + [4029] * 2


def test_each_key_has_a_window_for_requests_of_any_kind(bounded):
    key = bounded.new_key(f"busy-{uuid.uuid4().hex[:8]}")
    with bounded.client(key) as http:
        for path in ("/v1/models", "/v1/usage", "/v1/voices", "/v1/jobs"):
            for _ in range(20):
                assert http.get(path).status_code == 200
        # Refused speech counts too: it is not counted by the plan's limit.
        for _ in range(20):
            assert http.post("/v1/speech", json={"text": "a", "voice": "x"}).status_code == 422
        reply = http.post("/v1/speech", json={"text": "a"})
        assert reply.status_code == 429
        assert 1 <= int(reply.headers["retry-after"]) <= 60
        assert http.get("/v1/jobs").status_code == 429
    assert httpx2.get(f"{bounded.url}/healthz").status_code == 200


def begin_upload(server, key, path, *, size=20 * MIB, kind="multipart/form-data; boundary=x"):
    """Send the head of an upload, and nothing of its body."""
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    raw.sendall(
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode()
    )
    return raw


def status_of(raw, *, timeout=20):
    raw.settimeout(timeout)
    data = b""
    with contextlib.suppress(OSError):
        while b"\r\n\r\n" not in data and (part := raw.recv(65536)):
            data += part
    raw.close()
    return int(data.split()[1]) if data else None


def a_voice(server, name=None, plan="growth"):
    key = server.new_key(name or f"up-{uuid.uuid4().hex[:8]}", plan)
    with server.client(key) as http:
        voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
    return key, f"/v1/voices/{voice}/samples"


def test_an_upload_is_counted_and_refused_before_its_body_is_read(bounded):
    key, path = a_voice(bounded, plan="free")
    assert status_of(begin_upload(bounded, key, f"/v1/voices/{uuid.uuid4()}/samples")) == 404
    assert status_of(begin_upload(bounded, generate_key(), path)) == 401
    assert status_of(begin_upload(bounded, key, path, size=30 * MIB)) == 413
    # The free plan has 5 requests a minute. A client that leaves too early is not counted.
    answers = (status_of(begin_upload(bounded, key, path), timeout=1) for _ in range(30))
    assert 429 in answers


def test_the_bytes_of_uploads_are_bounded_and_freed_when_clients_leave(bounded):
    # 160 MiB: uploads have 120 of them, and an account 30 of these.
    (greedy, greedy_path), *others = [a_voice(bounded) for _ in range(8)]
    waiting = [begin_upload(bounded, greedy, greedy_path)]
    time.sleep(0.3)
    assert status_of(begin_upload(bounded, greedy, greedy_path)) == 429
    assert (
        status_of(
            begin_upload(bounded, greedy, "/v1/jobs", size=8 * MIB, kind="application/json"),
            timeout=0.5,
        )
        is None
    )
    for key, path in others[:5]:
        waiting.append(begin_upload(bounded, key, path))
        time.sleep(0.1)
    key, path = others[5]
    raw = begin_upload(bounded, key, path)
    raw.settimeout(20)
    reply = raw.recv(65536)
    assert reply.split()[1] == b"503"
    assert b"retry-after: 1" in reply.lower()
    raw.close()
    with bounded.client(key) as http:  # speech has room of its own
        assert http.post("/v1/speech", json={"text": "Hello."}).status_code == 200
    for each in waiting:
        each.close()
    deadline = time.monotonic() + 15
    while True:
        with bounded.client(key) as http:
            reply = http.post(
                path, data={"consent": "true"}, files={"audio": ("a", bytes(19 * MIB))}
            )
        if reply.status_code != 503 or time.monotonic() > deadline:
            break
        time.sleep(0.3)
    assert reply.status_code == 422, reply.text


@pytest.fixture
def nginx(bounded, tmp_path):
    """Nginx in front of the server, as docs/servers.md says; skipped where it is not installed."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    (tmp_path / "nginx.conf").write_text(
        f"""
        daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off;
            client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;
            fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u;
            scgi_temp_path {tmp_path}/s;
            server {{
                listen 127.0.0.1:{port};
                location / {{
                    proxy_pass http://127.0.0.1:{bounded.port};
                    proxy_http_version 1.1;
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }}
            }}
        }}
        """
    )
    command = [program, "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"]
    process = subprocess.Popen(command)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 20
    while True:
        with contextlib.suppress(httpx2.HTTPError):
            httpx2.get(f"{url}/healthz")
            break
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(20)


def test_a_client_behind_nginx_is_counted_by_its_own_address(nginx):
    """Nginx appends 127.0.0.1, which is trusted, so that the entry before it is the client's."""
    first, second = (from_address(f"203.0.113.9, 198.51.100.{n}") for n in (1, 2))
    assert statuses(nginx, 11, first) == [401] * 10 + [429]
    assert statuses(nginx, 1, second) == [401]
