"""SSML over every adapter: speech, preview, WebSocket, OpenAI's endpoint and jobs."""

import json

import pytest
from websockets.sync.client import connect

DOCUMENT = (
    "<?xml version='1.0'?>\n<speak>Zoë &amp; Ann <break time='300ms'/> pay <prosody rate='200%' "
    "volume='-6dB'>$5</prosody>. <voice name='bf_emma'>Thanks.</voice></speak>"
)
BROKEN = "<speak>\n<blink>Hi</blink></speak>"
PROBLEM = "SSML, line 2, column 1: <blink> is not supported"


def usage(http):
    return http.get("/v1/usage").json()["chars"]


def test_a_document_is_spoken_and_charged_by_the_text_as_sent(http):
    before = usage(http)
    reply = http.post("/v1/speech", json={"text": DOCUMENT})
    assert reply.status_code == 200
    assert reply.headers["x-chars-billed"] == str(len(DOCUMENT))
    assert usage(http) == before + len(DOCUMENT)
    plain = http.post("/v1/speech", json={"text": DOCUMENT, "text_format": "plain"})
    assert plain.headers["x-chars-billed"] == str(len(DOCUMENT))
    assert plain.content != reply.content
    # From the cache: the same bytes
    again = http.post("/v1/speech", json={"text": DOCUMENT})
    assert again.content == reply.content


def test_rate_and_volume_are_heard(http):
    def speak(attributes):
        text = f"<speak><prosody {attributes}>Hello there, how are you?</prosody></speak>"
        return http.post("/v1/speech", json={"text": text, "text_format": "ssml"}).content

    normal, fast, silent = speak(""), speak("rate='200%'"), speak("volume='silent'")
    assert len(fast) < 0.8 * len(normal)
    assert len(silent) == len(normal)
    assert not any(silent)


@pytest.mark.parametrize("path", ["/v1/speech", "/v1/speech/preview"])
def test_what_is_wrong_is_a_422_that_says_where_and_costs_nothing(http, path):
    before = usage(http)
    reply = http.post(path, json={"text": BROKEN})
    assert reply.status_code == 422
    error = reply.json()["error"]
    assert error["message"].startswith(PROBLEM)
    assert error["fields"][0]["field"] == "text"
    assert error["fields"][0]["code"] == "invalid_ssml"
    assert http.post(path, json={"text": "a", "text_format": "ssml"}).status_code == 422
    assert http.post(path, json={"text": "a", "text_format": "html"}).status_code == 422
    assert usage(http) == before


def test_a_preview_shows_what_is_spoken(http):
    preview = http.post("/v1/speech/preview", json={"text": DOCUMENT}).json()
    assert preview["chars"] == len(DOCUMENT)
    assert " ".join(preview["text"].split()) == "Zoë and Ann pay five dollars. Thanks."
    assert preview["segments"][0]["pause_after_ms"] == 300
    assert preview["segments"][-1]["end"] == len(DOCUMENT)


def test_openais_endpoint_takes_a_document(http):
    reply = http.post("/v1/audio/speech", json={"input": DOCUMENT})
    assert reply.status_code == 200
    assert reply.headers["x-chars-billed"] == str(len(DOCUMENT))
    refused = http.post("/v1/audio/speech", json={"input": BROKEN})
    assert refused.status_code == 422
    assert PROBLEM in refused.json()["error"]["message"]


def exchange(server, request):
    """Words and last message of one WebSocket request."""
    with connect(f"ws{server.url.removeprefix('http')}/v1/speech/stream") as websocket:
        websocket.send(json.dumps({"api_key": server.key}))
        websocket.send(json.dumps(request))
        words = []
        while True:
            message = websocket.recv(timeout=30)
            if isinstance(message, bytes):
                continue
            last = json.loads(message)
            if last.get("type") != "words":
                return words, last
            words += last["words"]


def test_a_websocket_takes_a_document_in_one_message(server):
    words, last = exchange(server, {"text": DOCUMENT, "text_format": "ssml", "timestamps": True})
    assert last["done"] is True
    assert last["chars_billed"] == len(DOCUMENT)
    assert [word["text"] for word in words] == ["Zoë", "&amp;", "Ann", "pay", "$5", "Thanks"]
    assert all(DOCUMENT[word["start"] : word["end"]] == word["text"] for word in words)
    _, refused = exchange(server, {"text": BROKEN})
    assert refused["code"] == 4400
    assert refused["error"].startswith(PROBLEM)
    _, refused = exchange(server, {"input": "stream", "text_format": "ssml"})
    assert refused["code"] == 4400


def test_items_of_a_job_are_checked_before_it_is_queued(http):
    body = {
        "type": "bulk_synthesis",
        "items": [{"text": DOCUMENT}, {"text": BROKEN}, {"text": BROKEN, "text_format": "plain"}],
    }
    refused = http.post("/v1/jobs", json=body)
    assert refused.status_code == 422
    [problem] = refused.json()["error"]["fields"]
    assert problem["field"] == "items.1.text"
    assert problem["message"].startswith(PROBLEM)
    body["items"] = [{"text": DOCUMENT}, {"text": BROKEN, "text_format": "plain"}]
    assert http.post("/v1/jobs", json=body).status_code == 202
