"""The speech endpoints against a real server process."""

import json
import socket

import pytest

from tests.recordings import opened

HELLO = {"text": "Hello world.", "voice": "nova"}


def post(http, body, path="/v1/speech", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return http.post(path, content=content, headers={"Content-Type": "application/json", **headers})


def test_speech_is_raw_pcm_with_its_price(http):
    reply = post(http, HELLO)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "audio/pcm"
    assert reply.headers["x-chars-billed"] == "12"
    assert reply.headers["transfer-encoding"] == "chunked"
    assert len(reply.content) > 4800
    assert len(reply.content) % 2 == 0


def test_the_same_request_gives_the_same_bytes(http):
    assert post(http, HELLO).content == post(http, HELLO).content


def test_openai_speech_is_raw_pcm_with_its_price(http):
    body = {"model": "tts-1", "voice": "alloy", "input": "Hi ☺ there", "response_format": "mp3"}
    reply = post(http, body, "/v1/audio/speech")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "audio/pcm"
    assert reply.headers["x-chars-billed"] == "10"
    assert reply.headers["x-request-id"]


def test_every_field_but_the_input_has_its_default(http):
    assert post(http, {"input": "Hello."}, "/v1/audio/speech").status_code == 200
    assert post(http, {"text": "Hello."}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("audio/wav", "WAV"), ("audio/flac", "FLAC"), ("audio/mpeg", "MP3"), ("audio/ogg", "OGG")],
)
def test_accept_asks_for_a_container(http, accept, kind):
    reply = post(http, HELLO, Accept=accept)
    assert reply.headers["content-type"] == accept
    with opened(reply.content) as sound:
        assert sound.format == kind
        assert sound.samplerate == 24_000
        assert sound.channels == 1


def test_a_valid_request_id_of_the_caller_is_kept(http):
    assert post(http, HELLO, **{"X-Request-Id": "mine-1"}).headers["x-request-id"] == "mine-1"
    odd = post(http, HELLO, **{"X-Request-Id": "no spaces!"}).headers["x-request-id"]
    assert odd.startswith("req_")


def test_every_speech_reply_has_the_rate_limit_headers(http):
    headers = post(http, HELLO).headers
    assert headers["ratelimit-limit"] == "100"
    assert "x-ratelimit-remaining-requests" in headers


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Basic abc",
        "Bearer pk_test_123",
        "Bearer sk_test_ph_" + "a" * 38,
        "Bearer sk_test_" + "é" * 5,
    ],
)
@pytest.mark.parametrize("path", ["/v1/speech", "/v1/audio/speech", "/v1/models"])
def test_a_request_without_a_valid_key_is_401(server, authorization, path):
    import httpx2

    headers = {} if authorization is None else {"Authorization": authorization.encode()}
    method = "GET" if path == "/v1/models" else "POST"
    reply = httpx2.request(method, server.url + path, headers=headers)
    assert reply.status_code == 401
    error = reply.json()["error"]
    assert error["code"] == "invalid_api_key"
    assert reply.headers["www-authenticate"] == "Bearer"
    assert reply.headers["x-request-id"]
    assert "sk_test_ph_aaa" not in reply.text


def test_a_revoked_key_is_refused_at_once(server):
    key = server.new_key("revoked")
    with server.client(key) as client:
        assert post(client, HELLO).status_code == 200
        key_id = next(
            row["id"]
            for row in json.loads(server.run("keys", "list", "--json"))
            if row["account"] == "revoked"
        )
        server.run("keys", "revoke", key_id)
        assert post(client, HELLO).status_code == 401


INVALID = [
    (b"", 400, "empty"),
    (b"{", 400, "not JSON"),
    (b"[]", 400, "object"),
    (b"\xff\xfe{}", 400, "not UTF-8"),
    (b'{"text": "\\ud800"}', 400, "surrogate"),
    (b'{"text": "a", "speed": NaN}', 400, "NaN"),
    (b'{"text": "a", "speed": Infinity}', 400, "Infinity"),
    (b'{"text": "a", "speed": 1e999}', 422, "speed"),
    (b'{"text": "a", "text": "b"}', 400, "twice"),
    (b"[" * 50_000, 400, "nested"),
    (b'{"text": ' + b"9" * 5000 + b"}", 400, "too long"),
    ({"text": ""}, 422, "text"),
    ({}, 422, "text"),
    ({"text": "x" * 5001}, 422, "5000"),
    ({"text": 5}, 422, "text"),
    ({"text": None}, 422, "text"),
    ({"text": "a", "speed": 0.2}, 422, "speed"),
    ({"text": "a", "speed": 4.1}, 422, "speed"),
    ({"text": "a", "speed": "1"}, 422, "speed"),
    ({"text": "a", "speed": True}, 422, "speed"),
    ({"text": "a", "model": "tts-1"}, 422, "phemius-fast"),
    ({"text": "a", "colour": "red"}, 422, "colour"),
    ({"text": "a", "voice": "../../etc/passwd"}, 422, "voice"),
    ({"text": "a", "voice": "af_hart"}, 422, "af_heart"),
    ({"text": "a", "voice": "nova", "voice_id": "0" * 32}, 422, "mutually exclusive"),
    ({"text": "a", "voice_id": "12"}, 422, "voice_id"),
    ({"text": "a", "voice_id": "7b0b9a4c-6d4b-4f10-9f0e-0f1d3c5b7a99"}, 404, "custom voice"),
    ({"text": "   \n "}, 422, "speak"),
    ({"text": "😀😀"}, 422, "speak"),
    ({"text": "\u0000\u0007"}, 422, "speak"),
]


@pytest.mark.parametrize(("body", "status", "word"), INVALID, ids=range(len(INVALID)))
def test_invalid_input_is_refused_with_a_clear_error(http, body, status, word):
    reply = post(http, body)
    assert reply.status_code == status, reply.text
    assert word in reply.text
    error = reply.json()["error"]
    assert error["request_id"] == reply.headers["x-request-id"]
    if status == 422 and error["code"] == "invalid_request":
        assert error["fields"]


OPENAI_INVALID = [
    ({"model": "tts-1-hd", "input": "a"}, 400, "model"),
    ({"model": "tts-1", "input": "x" * 10_001}, 422, "input"),
    ({"model": "tts-1"}, 422, "input"),
    ({"model": "tts-1", "input": "a", "voice": "nobody"}, 422, "voice"),
    (b"nonsense", 400, None),
]


@pytest.mark.parametrize(
    ("body", "status", "param"), OPENAI_INVALID, ids=range(len(OPENAI_INVALID))
)
def test_openai_errors_have_all_four_keys(http, body, status, param):
    reply = post(http, body, "/v1/audio/speech")
    assert reply.status_code == status
    error = reply.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"


def test_text_of_any_script_is_accepted(http):
    for text in ("שלום hello עולם", "hello\u202e\u200b\ufeff world", "a\x00b\x1bc", "مرحبا hello"):
        assert post(http, {"text": text}).status_code == 200, text


def test_a_body_that_is_too_large_is_refused_with_and_without_a_length(server, http):
    declared = post(http, {"text": "x" * 300_000})
    assert declared.status_code == 413
    # Otherwise the client would reuse a closed connection.
    assert declared.headers["Connection"] == "close"

    def chunks():
        for _ in range(40):
            yield b"x" * 10_000

    reply = http.post("/v1/speech", content=chunks(), headers={"Content-Type": "application/json"})
    assert reply.status_code == 413


def test_a_wrong_content_type_method_or_path_has_its_status(http):
    form = http.post("/v1/speech", content=b"text=a", headers={"Content-Type": "text/plain"})
    assert form.status_code == 415
    assert "application/json" in form.text
    assert http.get("/v1/speech").status_code == 405
    assert http.get("/v1/nothing").status_code == 404
    assert set(http.get("/v1/audio/nothing").json()["error"]) == {
        "message",
        "type",
        "param",
        "code",
    }


def test_a_slow_body_is_timed_out(tmp_path, adapter):
    from tests.server.conftest import running

    with running(
        tmp_path, adapter=adapter, PHEMIUS_ENGINE="tone", PHEMIUS_BODY_TIMEOUT_S="0.5"
    ) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
            raw.sendall(
                b"POST /v1/speech HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\nAuthorization: Bearer "
                + server.key.encode()
                + b"\r\n\r\n{"
            )
            assert raw.recv(1000).startswith(b"HTTP/1.1 408")


def test_usage_counts_delivered_speech_once(server):
    key = server.new_key("meter", "developer")
    with server.client(key) as client:
        assert post(client, {"text": "12345 abc"}).status_code == 200
        assert post(client, {"text": ""}).status_code == 422
        assert post(client, {"text": "   "}).status_code == 422
        again = {"Idempotency-Key": "once"}
        assert post(client, {"text": "Paid once."}, **again).headers["x-chars-billed"] == "10"
        assert post(client, {"text": "Paid once."}, **again).headers["x-chars-billed"] == "0"
    report = json.loads(server.run("usage", "--account", "meter", "--json"))
    assert "19" in json.dumps(report)


def test_a_free_key_gets_five_requests_a_minute(server):
    key = server.new_key("free", "free")
    with server.client(key) as client:
        statuses = [post(client, HELLO).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        refused = post(client, {"input": "a"}, "/v1/audio/speech")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["error"]["type"] == "rate_limit_error"


def test_probes_lists_and_document_are_served(http):
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}
    assert [model["id"] for model in http.get("/v1/models").json()["data"]] == [
        "phemius-fast",
        "tts-1",
    ]
    assert http.get("/v1/audio/models").status_code == 200
    names = [voice["id"] for voice in http.get("/v1/audio/voices").json()["voices"]]
    assert {"alloy", "onyx", "af_heart"} <= set(names)
    document = http.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]["/v1/speech"]["post"]["responses"]) >= {"200", "401", "422", "502"}
