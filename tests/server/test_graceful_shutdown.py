"""A server that is stopped while it speaks."""

import json
import signal
import threading
import time

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.server.conftest import running

TEXT = "Here is one more sentence. " * 12


@pytest.fixture(params=["15", "0.2"], ids=["patient", "impatient"])
def stop_timeout_s(request):
    return request.param


@pytest.fixture
def stopping_server(tmp_path, shipped, stop_timeout_s):
    with running(
        tmp_path,
        adapter=shipped,
        PHEMIUS_ENGINE="tests.server.engines:slow",
        PHEMIUS_STOP_TIMEOUT_S=stop_timeout_s,
    ) as server:
        yield server


def charged_and_reserved(server, key):
    """Characters on the account, once the server has exited."""
    report = json.loads(server.run("usage", "--account", "stop", "--json"))
    return report["chars"], report["reserved_chars"]


def test_speech_ends_or_is_aborted_and_is_charged_as_delivered(stopping_server, stop_timeout_s):
    server = stopping_server
    text = TEXT[:100] if stop_timeout_s == "15" else TEXT * 4
    key = server.new_key("stop", "growth")
    audio, aborted = bytearray(), threading.Event()

    def listen():
        with (
            server.client(key) as http,
            http.stream("POST", "/v1/speech", json={"text": text}) as r,
        ):
            try:
                for part in r.iter_bytes():
                    audio.extend(part)
            except httpx2.HTTPError:
                aborted.set()

    listener = threading.Thread(target=listen)
    with server.client(key) as other:
        assert other.get("/readyz").status_code == 200  # and the connection is kept
        listener.start()
        while not audio:
            time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        if stop_timeout_s == "15":
            refused = other.post("/v1/speech", json={"text": "Hello."})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
    listener.join(30)
    server.process.wait(30)
    assert aborted.is_set() == (stop_timeout_s != "15")
    chars, reserved = charged_and_reserved(server, key)
    assert reserved == 0
    if stop_timeout_s == "15":
        assert chars == len(text)
    else:
        assert chars < len(text)


def test_a_websocket_is_closed_with_a_reason_and_charged_as_delivered(
    stopping_server, stop_timeout_s
):
    server = stopping_server
    text = TEXT[:100] if stop_timeout_s == "15" else TEXT * 4
    key = server.new_key("stop", "growth")
    url = f"{server.url.replace('http', 'ws')}/v1/speech/stream"
    with connect(url) as socket, connect(url) as idle:
        for each in (socket, idle):
            each.send(json.dumps({"api_key": key}))
        socket.send(json.dumps({"text": text}))
        assert isinstance(socket.recv(timeout=20), bytes)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            idle.recv(timeout=10)
        assert idle.close_code == 1012
        messages = []
        with pytest.raises(ConnectionClosed):
            while True:
                frame = socket.recv(timeout=20)
                messages += [] if isinstance(frame, bytes) else [json.loads(frame)]
    server.process.wait(30)
    chars, reserved = charged_and_reserved(server, key)
    assert reserved == 0
    if stop_timeout_s == "15":
        assert messages[-1].get("chars_billed") == chars == len(text), messages
        assert socket.close_code == 1012
    else:
        assert messages[-1]["code"] == 5000
        assert "again" in messages[-1]["error"]
        assert chars < len(text)
