"""Servers whose master is killed, or whose core cannot go on."""

import json
import os
import signal
import time
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.server.conftest import Server, running

TEXT = "Here is one more sentence. " * 4


def wait_for_death(pid, timeout_s):
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


def worker_of(server):
    """The process id of gunicorn's only worker."""
    task = Path(f"/proc/{server.process.pid}/task/{server.process.pid}")
    (pid,) = map(int, (task / "children").read_text().split())
    return pid


def test_a_killed_gunicorn_master_leaves_a_free_port_and_whole_speech(tmp_path):
    env = {"PHEMIUS_ENGINE": "tests.server.engines:slow"}
    server = Server(tmp_path, adapter="flask", **env)
    worker = worker_of(server)
    url = f"{server.url.replace('http', 'ws')}/v1/speech/stream"
    with (
        connect(url) as idle,
        server.client() as http,
        http.stream("POST", "/v1/speech", json={"text": TEXT}) as reply,
    ):
        audio = reply.iter_bytes()
        received = len(next(audio))
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        killed_at = time.monotonic()
        with pytest.raises(ConnectionClosed):
            idle.recv(timeout=5)
        assert time.monotonic() - killed_at < 3
        assert idle.close_code == 1012
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{server.url}/healthz", timeout=3)
        with running(tmp_path, adapter="flask", key=server.key, port=server.port, **env) as new:
            assert httpx2.get(f"{new.url}/healthz").status_code == 200
            received += sum(map(len, audio))
            wait_for_death(worker, 5)
            with new.client() as other:
                whole = other.post("/v1/speech", json={"text": TEXT}).content
    assert received == len(whole)


def test_fastapi_exits_with_an_error_when_the_core_has_failed(tmp_path):
    server = Server(tmp_path, adapter="fastapi", PHEMIUS_ENGINE="tests.server.engines:core_killer")
    (tmp_path / "kill-core").touch()
    assert server.process.wait(15) == 1


def test_gunicorn_starts_a_new_worker_when_the_core_has_failed(tmp_path):
    with running(
        tmp_path, adapter="flask", PHEMIUS_ENGINE="tests.server.engines:core_killer"
    ) as server:
        (tmp_path / "kill-core").touch()
        wait_for_text(server, "exited with code 1")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with server.client() as http:
                try:
                    if http.post("/v1/speech", json={"text": "Hi."}).status_code == 200:
                        break
                except httpx2.HTTPError:
                    pass
            time.sleep(0.2)
        else:
            pytest.fail(server.log.read_text())
        url = f"{server.url.replace('http', 'ws')}/v1/speech/stream"
        with connect(url) as websocket:
            websocket.send(json.dumps({"api_key": server.key}))
            websocket.send(json.dumps({"text": "Hi."}))
            assert isinstance(websocket.recv(timeout=10), bytes)


def wait_for_text(server, text):
    deadline = time.monotonic() + 20
    while text not in server.log.read_text():
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.1)
