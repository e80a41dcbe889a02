"""Both adapters and the example send the same bytes for the same request."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.server.conftest import ADAPTERS, running

VOLATILE_HEADERS = {
    "date",
    "server",
    "connection",
    "x-request-id",
    "transfer-encoding",
    "keep-alive",
}
"""Headers of the servers under the adapters, and headers that differ from request to request."""
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
SESSIONS = [
    [{"api_key": "KEY"}, {"text": "Hello there."}],
    [{"api_key": "KEY"}, {"text": "Hello there.", "timestamps": True}],
    [{"api_key": "KEY"}, {"text": ""}],
    [{"api_key": "KEY"}, {"text": "a", "voice": "nobody"}],
    [{"api_key": "nonsense"}],
    [{"text": "Hello."}],
    [{"api_key": "KEY"}, {"type": "flush"}],
]


def without_volatile_fields(value):
    return {key: item for key, item in value.items() if key not in {"ttfb_ms", "cached"}}


def replies_of(server):
    """All replies of a server, without what may differ."""
    replies = []
    with server.client() as http:
        for method, path, body, headers in REQUESTS:
            reply = http.request(
                method, path, content=body, headers={"X-Request-Id": "same", **headers}
            )
            kept = {k: v for k, v in sorted(reply.headers.items()) if k not in VOLATILE_HEADERS}
            for name in ("ratelimit-reset", "x-ratelimit-reset-requests"):
                kept.pop(name, None)
            replies.append((method, path, reply.status_code, kept, reply.content))
    for session in SESSIONS:
        with connect(f"{server.url.replace('http', 'ws')}/v1/speech/stream") as socket:
            for message in session:
                socket.send(json.dumps(message).replace("KEY", server.key))
            messages, audio = [], b""  # the size of its frames depends on timing
            try:
                while not (messages and messages[-1].get("done")):
                    frame = socket.recv(timeout=20)
                    if isinstance(frame, bytes):
                        audio += frame
                    else:
                        messages.append(without_volatile_fields(json.loads(frame)))
            except ConnectionClosed:
                messages.append({"close": socket.close_code})
            replies.append((session, messages, audio))
    return replies


@pytest.fixture(scope="module")
def replies_by_adapter(tmp_path_factory):
    found = {}
    for name in ADAPTERS:
        with running(
            tmp_path_factory.mktemp("parity"), adapter=name, PHEMIUS_ENGINE="tone"
        ) as server:
            found[name] = replies_of(server)
    return found


def test_every_adapter_sends_the_same_replies(replies_by_adapter):
    first, *others = replies_by_adapter.values()
    for other in others:
        for mine, theirs in zip(first, other, strict=True):
            assert mine == theirs
