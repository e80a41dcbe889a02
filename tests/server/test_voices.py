"""Custom voices against a real server process."""

import json
import uuid
from datetime import datetime

import pytest
from websockets.sync.client import connect

TEXT = "Hello from a voice of my own."


@pytest.fixture
def owner(server):
    """A client of an account that has no voice yet."""
    name = f"owner-{uuid.uuid4().hex[:8]}"
    key = server.new_key(name, "developer")
    with server.client(key) as http:
        http.key = key
        yield http


def test_a_custom_voice_from_creation_to_deletion(owner):
    assert owner.get("/v1/voices").json() == {"voices": []}
    created = owner.post("/v1/voices", json={"name": "Alice"})
    assert created.status_code == 201
    voice = created.json()
    assert set(voice) == {"id", "name", "model", "created_at"}
    assert (voice["name"], voice["model"]) == ("Alice", "phemius-fast")
    assert uuid.UUID(voice["id"])
    assert datetime.fromisoformat(voice["created_at"]).tzinfo is not None
    assert owner.get("/v1/voices").json() == {"voices": [voice]}
    assert owner.get(f"/v1/voices/{voice['id']}").json() == voice
    renamed = owner.patch(f"/v1/voices/{voice['id']}", json={"name": "Zoë"})
    assert renamed.json() == {**voice, "name": "Zoë"}
    deleted = owner.delete(f"/v1/voices/{voice['id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert owner.delete(f"/v1/voices/{voice['id']}").status_code == 404
    assert owner.get("/v1/voices").json() == {"voices": []}


def test_a_custom_voice_speaks_on_every_endpoint_and_is_never_cached(server, owner):
    blend = "am_adam(3)+bf_emma(1)"
    voice = owner.post("/v1/voices", json={"name": "Mix", "blend": blend}).json()["id"]
    stock = owner.post("/v1/speech", json={"text": TEXT, "voice": blend}).content
    mine = owner.post("/v1/speech", json={"text": TEXT, "voice_id": voice})
    assert mine.content == stock
    assert owner.post("/v1/audio/speech", json={"input": TEXT, "voice": voice}).content == stock
    assert owner.post("/v1/speech/preview", json={"text": TEXT, "voice_id": voice}).is_success
    with connect(f"{server.url.replace('http', 'ws')}/v1/speech/stream") as socket:
        socket.send(json.dumps({"api_key": owner.key}))
        for _ in range(2):
            socket.send(json.dumps({"text": TEXT, "voice_id": voice}))
            heard = b""
            while isinstance(frame := socket.recv(timeout=20), bytes):
                heard += frame
            assert heard == stock
            assert json.loads(frame)["cached"] is False


def test_another_accounts_voice_is_not_found(http, owner):
    voice = owner.post("/v1/voices", json={"name": "Mine"}).json()["id"]
    path = f"/v1/voices/{voice}"
    assert http.get(path).status_code == 404
    assert http.patch(path, json={"name": "Yours"}).status_code == 404
    assert http.delete(path).status_code == 404
    assert http.post("/v1/speech", json={"text": TEXT, "voice_id": voice}).status_code == 404
    assert http.post("/v1/audio/speech", json={"input": TEXT, "voice": voice}).status_code == 404
    assert voice not in http.get("/v1/voices").text
    assert owner.get(path).status_code == 200


def test_a_voice_over_the_plans_limit_is_403(server):
    key = server.new_key(uuid.uuid4().hex, "free")
    with server.client(key) as client:
        created = [client.post("/v1/voices", json={"name": "A"}) for _ in range(3)]
    assert [reply.status_code for reply in created] == [201, 201, 403]
    assert "limited to 2 voices" in created[2].json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": " \t"}, "name"),
        ({"name": 5}, "name"),
        ({"name": "A", "model": "tts-1"}, "model"),
        ({"name": "A", "base_voice": "nobody"}, "base_voice"),
        ({"name": "A", "blend": "af_bella(0)+af_sky"}, "blend"),
        ({"name": "A", "base_voice": "nova", "blend": "nova+echo"}, ""),
        ({"name": "A", "colour": "red"}, "colour"),
    ],
)
def test_an_invalid_field_is_named(owner, body, field):
    reply = owner.post("/v1/voices", json=body)
    assert reply.status_code == 422
    assert field in {problem["field"] for problem in reply.json()["error"]["fields"]}


def test_an_invalid_id_is_404_and_an_invalid_key_401(server, http):
    for path in ("/v1/voices/nonsense", "/v1/voices/%2e%2e", f"/v1/voices/{uuid.uuid4()}"):
        assert http.get(path).status_code == 404
    with server.client("sk_test_nobody") as stranger:
        assert stranger.get("/v1/voices").status_code == 401
        assert stranger.post("/v1/voices", json={"name": "A"}).status_code == 401
        assert stranger.delete(f"/v1/voices/{uuid.uuid4()}").status_code == 401
