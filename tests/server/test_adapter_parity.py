"""Both adapters and the example are the same server: the same request, the same bytes."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.server.conftest import ADAPTERS, running

OWN = {"date", "server", "connection", "x-request-id", "transfer-encoding", "keep-alive"}
"""Headers that the servers under the adapters make, and what differs from request to request."""
JSON = {"Content-Type": "application/json"}

REQUESTS = [
    ("GET", "/healthz", None, {}),
    ("GET", "/readyz", None, {}),
    ("GET", "/openapi.json", None, {}),
    ("GET", "/v1/models", None, {}),
    ("GET", "/v1/models", None, {"Authorization": "Bearer nobody"}),
    ("GET", "/v1/audio/voices", None, {}),
    ("GET", "/v1/usage?month=2024-01", None, {}),
    ("GET", "/v1/usage?month=nonsense", None, {}),
    ("GET", "/v1/usage?month=2024-01&month=nonsense", None, {}),
    ("GET", "/v1/usage?month=%FF%C3%A9&&=", None, {}),
    ("GET", "/v1/nothing", None, {}),
    ("PUT", "/v1/speech", None, {}),
    ("OPTIONS", "/v1/speech", None, {}),
    ("POST", "/v1/speech", b'{"text": "Hello there."}', JSON),
    ("POST", "/v1/speech", b'{"text": "Hello there."}', {**JSON, "Accept": "audio/flac"}),
    ("POST", "/v1/speech", b'{"text": "Hello there."}', {**JSON, "Accept": "audio/mpeg"}),
    ("POST", "/v1/speech", b'{"text": "Hello", "speed": 9, "voice": ""}', JSON),
    ("POST", "/v1/speech", b'{"text": "Hello', JSON),
    ("POST", "/v1/speech", b"x" * 300_000, JSON),
    ("POST", "/v1/speech", b"text=a", {"Content-Type": "text/plain"}),
    ("POST", "/v1/audio/speech", b'{"input": "Hi \xe2\x98\xba"}', JSON),
    ("POST", "/v1/audio/speech", b'{"input": "Hi", "model": "tts-9"}', JSON),
    ("POST", "/v1/audio/speech", b'{"input": "Hi", "voice": "nobody"}', JSON),
    ("POST", "/v1/speech/preview", b'{"text": "It costs $5."}', JSON),
]
DIALOGUES = [
    [{"api_key": "KEY"}, {"text": "Hello there."}],
    [{"api_key": "KEY"}, {"text": "Hello there.", "timestamps": True}],
    [{"api_key": "KEY"}, {"text": ""}],
    [{"api_key": "KEY"}, {"text": "a", "voice": "nobody"}],
    [{"api_key": "nonsense"}],
    [{"text": "Hello."}],
    [{"api_key": "KEY"}, {"type": "flush"}],
]


def without_times(value):
    return {key: item for key, item in value.items() if key not in {"ttfb_ms", "cached"}}


def transcript(server):
    """All that a server answers, but for what may differ."""
    said = []
    with server.client() as http:
        for method, path, body, headers in REQUESTS:
            reply = http.request(
                method, path, content=body, headers={"X-Request-Id": "same", **headers}
            )
            kept = {k: v for k, v in sorted(reply.headers.items()) if k not in OWN}
            for name in ("ratelimit-reset", "x-ratelimit-reset-requests"):
                kept.pop(name, None)
            said.append((method, path, reply.status_code, kept, reply.content))
    for dialogue in DIALOGUES:
        with connect(f"{server.url.replace('http', 'ws')}/v1/speech/stream") as socket:
            for message in dialogue:
                socket.send(json.dumps(message).replace("KEY", server.key))
            told, audio = [], b""  # where the audio is cut into frames is a matter of timing
            try:
                while not (told and told[-1].get("done")):
                    frame = socket.recv(timeout=20)
                    if isinstance(frame, bytes):
                        audio += frame
                    else:
                        told.append(without_times(json.loads(frame)))
            except ConnectionClosed:
                told.append({"close": socket.close_code})
            said.append((dialogue, told, audio))
    return said


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory):
    found = {}
    for name in ADAPTERS:
        with running(
            tmp_path_factory.mktemp("parity"), adapter=name, PHEMIUS_ENGINE="tone"
        ) as server:
            found[name] = transcript(server)
    return found


def test_every_adapter_answers_the_same(transcripts):
    first, *others = transcripts.values()
    for other in others:
        for mine, theirs in zip(first, other, strict=True):
            assert mine == theirs
