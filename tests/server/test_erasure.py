"""An account is erased while a server runs: its open WebSocket and its keys are refused."""

import json
from pathlib import Path

import anyio
from websockets.sync.client import connect

from phemius_core.services import open_services
from phemius_core.settings import Settings


async def erase(name, data_dir):
    """Erase an account as `phemius accounts erase` does, without another process."""
    async with open_services(Settings(data_dir=data_dir)) as services:
        await services.erasures.erase(name)


def last_message(socket):
    while isinstance(frame := socket.recv(timeout=30), bytes):
        pass
    return json.loads(frame)


def test_an_erased_account_is_refused_at_its_next_request(server):
    key = server.new_key("to be erased", "growth")
    with connect(f"{server.url.replace('http', 'ws')}/v1/speech/stream") as socket:
        socket.send(json.dumps({"api_key": key}))
        socket.send(json.dumps({"text": "Hello.", "voice": "nova"}))
        assert last_message(socket)["done"]
        anyio.run(erase, "to be erased", Path(server.env["PHEMIUS_DATA_DIR"]))
        socket.send(json.dumps({"text": "Hello again.", "voice": "nova"}))
        assert last_message(socket)["code"] == 4001
    with server.client(key) as http:
        assert http.get("/v1/usage").status_code == 401
        assert http.post("/v1/speech", json={"text": "Hello."}).status_code == 401
