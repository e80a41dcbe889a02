"""What a server logs of its requests: a line for each, and no text of the client's."""

import json
import re
import socket

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.server.conftest import running

SECRET = "sk_test_ph_ThisMustNotBeLogged"
LINE = re.compile(r"(\w+) (\S+) (\d{3}) (\d+) ms (\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def logged(tmp_path_factory, adapter):
    """The log of a server, after requests with a secret in every place."""
    name = re.sub(r"\W", "-", adapter)
    with running(
        tmp_path_factory.mktemp(f"log-{name}"), adapter=adapter, PHEMIUS_ENGINE="tone"
    ) as server:
        with server.client() as http:
            http.get("/healthz", params={"api_key": SECRET}, headers={"X-Request-Id": "one"})
            http.get("/v1/voices", headers={"X-Key": SECRET, "X-Request-Id": SECRET})
            http.get(f"/v1/voices/{SECRET}")
            http.get(f"/{SECRET}/nothing")
            http.post("/v1/speech", json={"text": "Hello."}, headers={"X-Request-Id": "two"})
            http.get("/v1/jobs", headers={"Authorization": f"Bearer {SECRET}"})
            http.get(f"/v1/speech/stream?api_key={SECRET}")
            http.request(SECRET, "/healthz")
            http.request("BREW", "/healthz")
        base = server.url.replace("http", "ws")
        url = f"{base}/v1/speech/stream?api_key={SECRET}"
        with connect(url, additional_headers={"X-Key": SECRET, "X-Request-Id": "three"}) as ws:
            ws.send(json.dumps({"api_key": server.key}))
            ws.send(json.dumps({"text": "Hello."}))
            ws.recv(timeout=10)
        with pytest.raises(WebSocketException):
            connect(f"{base}/{SECRET}?api_key={SECRET}")
        upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        for invalid in (
            f"GET /v1/voices?api_key={SECRET} HTTP/9.9\r\nHost: x\r\n\r\n",
            f"GET /?api_key={SECRET}\r\n\r\n",
            f"GET / HTTP/1.1\r\nX {SECRET}: {SECRET}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\nX-Long: {SECRET * 3000}\r\n\r\n",
            f"GET /v1/speech/stream?{SECRET} HTTP/1.1\r\nHost: x\r\n{upgrade}"
            f"Sec-WebSocket-Key: {SECRET}\r\nSec-WebSocket-Version: {SECRET}\r\n\r\n",
            f"POST /v1/speech?{SECRET} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}"
            f"\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{SECRET}",
        ):
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
                raw.sendall(invalid.encode())
                raw.shutdown(socket.SHUT_WR)
                try:
                    while raw.recv(65536):
                        pass
                except ConnectionError:
                    continue
        log = server.log
    return log.read_text()


def test_no_text_of_the_client_is_logged(logged):
    assert SECRET not in logged
    assert "?" not in "".join(match.group(2) for match in LINE.finditer(logged))
    assert "Traceback" not in logged


def test_each_request_has_a_line(logged):
    lines = {match.group(5): match.groups()[:3] for match in LINE.finditer(logged)}
    assert lines["one"] == ("GET", "/healthz", "200")
    assert lines["two"] == ("POST", "/v1/speech", "200")
    assert lines["three"] == ("GET", "/v1/speech/stream", "101")
    routes = [match.groups()[:3] for match in LINE.finditer(logged)]
    assert ("GET", "/v1/voices/{voice_id}", "404") in routes
    assert ("GET", "-", "404") in routes
    assert ("GET", "/v1/jobs", "401") in routes
    assert ("OTHER", "/healthz", "405") in routes
