"""The examples of Phemius mounted in another application, under a prefix."""

import json
import os
import subprocess
import sys
import time

import httpx2
import pytest
from websockets.sync.client import connect

from tests.server.conftest import free_port

COMMANDS = {
    "fastapi": ["-m", "uvicorn", "examples.fastapi_mount:app", "--port"],
    "flask": [
        *("-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"),
        *("--no-control-socket", "examples.flask_mount:app", "--bind"),
    ],
}


@pytest.fixture(scope="module")
def mounted(tmp_path_factory, shipped):
    folder = tmp_path_factory.mktemp(f"mounted-{shipped}")
    env = {**os.environ, "PHEMIUS_DATA_DIR": str(folder), "PHEMIUS_ENGINE": "tone"}
    created = subprocess.run(
        [sys.executable, "-m", "phemius_core.cli", "keys", "create", "--plan", "growth"],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    port = free_port()
    address = str(port) if shipped == "fastapi" else f"127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, *COMMANDS[shipped], address], env=env)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if http.get("/tts/readyz").status_code == 200:
                    break
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)
        http.headers["Authorization"] = f"Bearer {created.stdout.strip()}"
        yield http, created.stdout.strip()
    process.terminate()
    process.wait(30)


def test_the_mounted_api_and_the_application_work_side_by_side(mounted):
    http, key = mounted
    assert http.get("/").json() == {"speech": "/tts/v1/speech"}
    reply = http.post("/tts/v1/speech", json={"text": "Hello."})
    assert reply.status_code == 200
    assert "/tts/v1/speech" in http.get("/tts/openapi.json").json()["paths"]
    assert http.post("/v1/speech", json={"text": "Hello."}).status_code == 404
    wrong = http.post("/tts/v1/speech", json={"text": ""})
    assert wrong.status_code == 422
    assert wrong.json()["error"]["fields"][0]["field"] == "text"
    url = f"{str(http.base_url).replace('http', 'ws').rstrip('/')}/tts/v1/speech/stream"
    with connect(url) as socket:
        socket.send(json.dumps({"api_key": key}))
        socket.send(json.dumps({"text": "Hello."}))
        audio = b""
        while isinstance(frame := socket.recv(timeout=20), bytes):
            audio += frame
        assert audio == reply.content
