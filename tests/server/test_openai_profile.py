"""`openai_profile = "openai"`: the OpenAI endpoint behaves like OpenAI's own."""

import base64
import json

import httpx2
import openai
import pytest

from tests.recordings import opened
from tests.server.conftest import running


@pytest.fixture(scope="module")
def server(tmp_path_factory, adapter):
    folder = tmp_path_factory.mktemp("profile")
    env = {"PHEMIUS_ENGINE": "tone", "PHEMIUS_OPENAI_PROFILE": "openai"}
    with running(folder, adapter=adapter, **env) as server:
        yield server


@pytest.fixture
def client(server):
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.key, max_retries=0) as client:
        yield client


def events(reply):
    assert reply.headers["content-type"].startswith("text/event-stream")
    return [json.loads(line[6:]) for line in reply.text.split("\n\n") if line]


@pytest.mark.parametrize(
    ("name", "media", "kind"),
    [
        ("mp3", "audio/mpeg", "MP3"),
        ("opus", "audio/opus", "OGG"),
        ("flac", "audio/flac", "FLAC"),
        ("wav", "audio/wav", "WAV"),
    ],
)
def test_response_format_selects_the_container(client, name, media, kind):
    speech = client.audio.speech.create(
        model="tts-1-hd", voice="ash", input="Hello.", response_format=name
    )
    assert speech.response.headers["content-type"] == media
    with opened(speech.content) as sound:
        assert sound.format == kind


def test_the_default_format_is_mp3(client):
    ask = {"model": "gpt-4o-mini-tts", "voice": "coral", "input": "Hello.", "instructions": "Calm."}
    assert client.audio.speech.create(**ask).response.headers["content-type"] == "audio/mpeg"
    pcm = client.audio.speech.create(**ask, response_format="pcm")
    assert pcm.response.headers["content-type"] == "audio/pcm"
    assert len(pcm.content) % 2 == 0


@pytest.mark.parametrize(
    "voice",
    [
        "alloy",
        "ash",
        "ballad",
        "coral",
        "echo",
        "fable",
        "nova",
        "onyx",
        "sage",
        "shimmer",
        "verse",
        "marin",
        "cedar",
    ],
)
def test_all_thirteen_voices_speak(client, voice):
    assert client.audio.speech.create(model="tts-1", voice=voice, input="Hi.").content


def test_events_have_the_same_audio_and_the_usage(server):
    body = {"model": "tts-1", "voice": "alloy", "input": "Hello ☺ there.", "response_format": "pcm"}
    with server.client() as http:
        plain = http.post("/v1/audio/speech", json=body).content
        received = events(http.post("/v1/audio/speech", json={**body, "stream_format": "sse"}))
    *deltas, done = received
    assert {event["type"] for event in deltas} == {"speech.audio.delta"}
    assert b"".join(base64.b64decode(event["audio"]) for event in deltas) == plain
    assert done == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 14, "output_tokens": 0, "total_tokens": 14},
    }


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"model": "whisper-1"}, "model"),
        ({"voice": "nobody"}, "voice"),
        ({"response_format": "aac"}, "response_format"),
        ({"stream_format": "carrier pigeon"}, "stream_format"),
        ({"input": ""}, "input"),
        ({"speed": 9}, "speed"),
    ],
)
def test_an_invalid_field_is_400_and_named(server, change, param):
    body = {"model": "tts-1", "voice": "alloy", "input": "Hello."}
    with server.client() as http:
        reply = http.post("/v1/audio/speech", json={**body, **change})
    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == param


def test_models_and_document_show_the_profile(server):
    with server.client() as http:
        models = {model["id"] for model in http.get("/v1/models").json()["data"]}
        schemas = http.get("/openapi.json").json()["components"]["schemas"]
    assert {"tts-1", "tts-1-hd", "gpt-4o-mini-tts"} <= models
    assert "response_format" in schemas["OpenAIProfileRequest"]["properties"]


BODIES = {
    # LiveKit's plugin: events for gpt-4o-mini-tts, mp3; it also reads plain audio.
    "livekit": {
        "input": "Hello from an agent.",
        "model": "gpt-4o-mini-tts",
        "voice": "ash",
        "response_format": "mp3",
        "speed": 1.0,
        "instructions": "Speak calmly.",
        "stream_format": "sse",
    },
    # Pipecat's service: raw PCM at 24 kHz.
    "pipecat": {
        "input": "Hello from a pipeline.",
        "model": "gpt-4o-mini-tts-2025-12-15",
        "voice": "coral",
        "response_format": "pcm",
    },
    # Open WebUI: posts JSON and stores what comes as mp3.
    "open-webui": {"model": "tts-1", "input": "Hello from a chat.", "voice": "alloy"},
    # OpenAI's newer clients: a voice as an object.
    "voice object": {"model": "tts-1", "input": "Hello.", "voice": {"id": "nova"}},
}


@pytest.mark.parametrize("program", BODIES)
def test_request_bodies_of_other_programs_work(server, program):
    body = BODIES[program]
    with server.client() as http:
        reply = http.post("/v1/audio/speech", json=body)
        assert reply.status_code == 200, reply.text
        if program == "livekit":
            audio = b"".join(base64.b64decode(event.get("audio", "")) for event in events(reply))
        else:
            audio = reply.content
        if program == "open-webui":
            assert http.get("/v1/audio/voices").json()["voices"][0]["id"]
            assert http.get("/v1/audio/models").status_code == 200
    if body.get("response_format") == "pcm":
        assert len(audio) > 4800
    else:
        with opened(audio) as sound:
            assert sound.format == "MP3"


def test_a_failure_in_mid_stream_is_an_error_event_without_done(tmp_path, adapter):
    env = {"PHEMIUS_ENGINE": "tests.server.engines:failing", "PHEMIUS_OPENAI_PROFILE": "openai"}
    with running(tmp_path, adapter=adapter, **env) as server, server.client() as http:
        body = {"input": "Hello there. " * 20, "response_format": "pcm", "stream_format": "sse"}
        received = b""
        with http.stream("POST", "/v1/audio/speech", json=body) as reply:
            with pytest.raises(httpx2.RemoteProtocolError):
                for part in reply.iter_raw():
                    received += part
        kinds = [json.loads(line[6:])["type"] for line in received.decode().split("\n\n") if line]
    assert kinds[0] == "speech.audio.delta"
    assert kinds[-1] == "error"
