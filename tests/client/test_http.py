"""The HTTP methods of both clients against real servers, on asyncio and trio."""

import inspect
import wave
from uuid import uuid4

import anyio
import httpx2
import numpy as np
import pytest
import soundfile

import phemius_client
from phemius_client import (
    APIConnectionError,
    APIError,
    AsyncPhemius,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    Phemius,
    QuotaExceededError,
    RateLimitError,
    UnprocessableEntityError,
    _async,
    _sync,
)

LONG = "This is a sentence of some length. " * 30 + "\n\n" + "Another paragraph ends here. " * 20


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


def test_every_public_name_exists():
    for name in phemius_client.__all__:
        assert getattr(phemius_client, name)
    assert set(phemius_client.__all__) == {name for name in vars(phemius_client) if name[0] != "_"}


def parameters(function):
    return [
        (it.name, it.kind, it.default) for it in inspect.signature(function).parameters.values()
    ]


def public_methods(kind):
    """Parameters and defaults of the public methods of a class, by name."""
    functions = inspect.getmembers(kind, inspect.isfunction)
    return {name: parameters(function) for name, function in functions if name[0] != "_"}


@pytest.mark.parametrize(
    ("blocking", "asynchronous"),
    [
        (_sync.Phemius, _async.AsyncPhemius),
        (_sync.SpeechResource, _async.AsyncSpeechResource),
        (_sync.StreamingSpeech, _async.AsyncStreamingSpeech),
        (_sync.StreamedSpeech, _async.AsyncStreamedSpeech),
        (_sync.VoicesResource, _async.AsyncVoicesResource),
        (_sync.JobsResource, _async.AsyncJobsResource),
        (_sync.SpeechSession, _async.AsyncSpeechSession),
        (_sync.SpeechStream, _async.AsyncSpeechStream),
    ],
)
def test_both_clients_offer_the_same(blocking, asynchronous):
    assert public_methods(blocking)
    assert public_methods(blocking) == public_methods(asynchronous)
    assert parameters(blocking.__init__) == parameters(asynchronous.__init__)


def test_speech_is_what_the_server_sends(client, http, key):
    speech = client.speech.create(text="Hello world", voice="nova", speed=1.5)
    request = {"text": "Hello world", "voice": "nova", "speed": 1.5}
    headers = {"Authorization": f"Bearer {key}"}
    assert speech.pcm == http.post("/v1/speech", json=request, headers=headers).content
    assert speech.chars_billed == 11
    assert speech.request_id.startswith("req_")
    assert speech.duration == len(speech.pcm) / 48000
    assert speech.samples.dtype == np.float32
    assert len(speech.samples) == len(speech.pcm) // 2


@pytest.mark.parametrize("suffix", ["pcm", "wav", "flac", "mp3", "ogg", "opus"])
def test_speech_is_saved_in_the_format_of_the_suffix(client, tmp_path, suffix):
    speech = client.speech.create(text="Hello world")
    path = speech.save(tmp_path / f"hello.{suffix}")
    if suffix == "pcm":
        assert path.read_bytes() == speech.pcm
        return
    samples, rate = soundfile.read(path)
    assert rate == 24000
    assert len(samples) / rate == pytest.approx(speech.duration, abs=0.1)
    if suffix == "wav":
        with wave.open(str(path)) as file:
            assert file.readframes(1 << 20) == speech.pcm


def test_a_suffix_that_is_no_format_is_refused(client, tmp_path):
    speech = client.speech.create(text="Hello world")
    with pytest.raises(ValueError, match=r"\.aac.*use one of \.pcm, \.wav"):
        speech.save(tmp_path / "hello.aac")
    assert not list(tmp_path.iterdir())


def test_a_streamed_reply_is_written_to_a_file(client, tmp_path):
    create = client.speech.with_streaming_response.create
    for name in ("mp3", "flac", "ogg", "opus", "wav"):
        with create(text="Hello world", format=name) as reply:
            assert reply.chars_billed == 11
            path = reply.stream_to_file(tmp_path / f"hello.{name}")
        assert soundfile.info(path).samplerate in {24000, 48000}
    with pytest.raises(ValueError, match="format must be one of pcm, wav"):
        with create(text="Hello world", format="aac"):
            pass
    assert {path.suffix for path in tmp_path.iterdir()} == {
        ".mp3",
        ".flac",
        ".ogg",
        ".opus",
        ".wav",
    }


def test_voices_are_created_renamed_and_deleted(server, own_key):
    with Phemius(api_key=own_key, base_url=server.url) as client:
        voice = client.voices.create("Alice", base_voice="nova")
        assert client.voices.list() == (voice,)
        assert client.voices.rename(voice.id, "Bob").name == "Bob"
        assert client.voices.get(str(voice.id)).name == "Bob"
        spoken = client.speech.create(text="Hello world", voice_id=voice.id)
        assert spoken.pcm == client.speech.create(text="Hello world", voice="nova").pcm
        client.voices.delete(voice.id)
        with pytest.raises(NotFoundError) as missing:
            client.voices.get(voice.id)
        assert (missing.value.status_code, missing.value.code) == (404, "not_found")
        with pytest.raises(ValueError, match="UUID"):
            client.voices.delete("../keys")


def test_usage_models_and_previews(client):
    before = client.usage().chars
    client.speech.create(text="Hello world")
    usage = client.usage()
    assert (usage.chars - before, usage.plan) == (11, "growth")
    assert client.usage(usage.month).chars == usage.chars
    assert "phemius-fast" in {model.id for model in client.models()}
    assert "nova" in {voice.id for voice in client.voices.stock()}
    assert client.speech.preview(text="Hello world").chars == 11


def test_errors_have_a_class_for_each_status(server, client):
    with pytest.raises(UnprocessableEntityError) as wrong:
        client.speech.create(text="Hello", speed=9)
    assert wrong.value.fields[0].field == "speed"
    assert wrong.value.request_id
    assert wrong.value.retry_after is None
    with pytest.raises(NotFoundError):
        client.speech.create(text="Hello", voice_id=uuid4())
    with Phemius(api_key="sk_test_wrong", base_url=server.url) as stranger:
        with pytest.raises(AuthenticationError, match="401"):
            stranger.usage()


def test_the_limits_of_a_plan_raise_different_errors(server):
    free = server.new_key("limited", "free")
    with Phemius(api_key=free, base_url=server.url, max_retries=0) as client:
        for _ in range(2):
            client.voices.create("Alice")
        with pytest.raises(PermissionDeniedError):
            client.voices.create("Alice")
        for _ in range(2):
            client.speech.create(text="x" * 4999 + ".")
        with pytest.raises(QuotaExceededError) as used_up:
            client.speech.create(text="Hello")
        assert used_up.value.should_retry is False
    hasty = server.new_key("hasty", "free")
    with Phemius(api_key=hasty, base_url=server.url, max_retries=0) as client:
        with pytest.raises(RateLimitError) as too_fast:
            for _ in range(6):
                client.speech.create(text="Hello")
        assert 1 <= too_fast.value.retry_after <= 60
        assert not isinstance(too_fast.value, QuotaExceededError)


def stop_here(done, total):
    raise KeyError("stop here")


def test_a_long_text_is_spoken_completely_and_in_order(client):
    reported = []
    speech = client.speech.create_long(
        text=LONG,
        max_chars=300,
        concurrency=3,
        progress=lambda done, total: reported.append((done, total)),
    )
    assert speech.chars_billed == len(LONG)
    assert [done for done, _ in reported] == sorted(done for done, _ in reported)
    assert reported[-1] == (len(LONG), len(LONG))
    with pytest.raises(UnprocessableEntityError):
        client.speech.create_long(text=LONG, voice="nobody", max_chars=300)
    with pytest.raises(KeyError, match="stop here"):
        client.speech.create_long(text=LONG, progress=stop_here, max_chars=300)


@pytest.mark.anyio
async def test_the_async_client_returns_the_same(client, async_client, tmp_path):
    async with async_client:
        speech = await async_client.speech.create(text="Hello world", voice="nova")
        assert speech.pcm == client.speech.create(text="Hello world", voice="nova").pcm
        whole = await async_client.speech.create_long(text=LONG, max_chars=300, concurrency=3)
        assert whole.pcm == client.speech.create_long(text=LONG, max_chars=300).pcm
        with pytest.raises(UnprocessableEntityError):
            await async_client.speech.create_long(text=LONG, voice="nobody", max_chars=300)
        with pytest.raises(KeyError, match="stop here"):
            await async_client.speech.create_long(text=LONG, progress=stop_here, max_chars=300)
        create = async_client.speech.with_streaming_response.create
        async with create(text="Hello world", format="flac") as reply:
            path = await reply.stream_to_file(tmp_path / "hello.flac")
        assert soundfile.info(path).samplerate == 24000
        voice = await async_client.voices.create("Carol", blend="af_bella(2)+af_sky(1)")
        assert (await async_client.voices.get(voice.id)) in await async_client.voices.list()
        assert (await async_client.voices.rename(voice.id, "Dora")).name == "Dora"
        await async_client.voices.delete(voice.id)
        assert await async_client.voices.stock() == client.voices.stock()
        assert await async_client.models() == client.models()
        assert (await async_client.usage()).chars == client.usage().chars
        assert await async_client.speech.preview(text="Hi") == client.speech.preview(text="Hi")
        async with async_client.with_options(max_retries=0) as impatient:
            assert (await impatient.speech.create(text="Hello world")).chars_billed == 11
        async with anyio.create_task_group() as group:
            for index in range(8):
                group.start_soon(lambda i=index: async_client.speech.create(text=f"Number {i}"))


def test_configuration_comes_from_the_environment(monkeypatch, server, key):
    monkeypatch.delenv("PHEMIUS_API_KEY", raising=False)
    with pytest.raises(ValueError, match="PHEMIUS_API_KEY"):
        Phemius()
    monkeypatch.setenv("PHEMIUS_API_KEY", key)
    monkeypatch.setenv("PHEMIUS_BASE_URL", f"{server.url}/v1")
    with Phemius() as client:
        assert client.usage().plan == "growth"


@pytest.mark.parametrize(
    "wrong",
    [{"base_url": "nowhere"}, {"timeout_s": 0}, {"max_retries": -1}, {"api_key": "sk_test_\n"}],
)
def test_wrong_configuration_is_refused(wrong):
    for kind in (Phemius, AsyncPhemius):
        with pytest.raises(ValueError, match=r"base_url|timeout_s|max_retries|api_key"):
            kind(**{"api_key": "sk_test_x", **wrong})


def test_a_given_http_client_is_used_and_left_open(server, key):
    asked = []
    with httpx2.Client(event_hooks={"request": [asked.append]}) as mine:
        with Phemius(api_key=key, base_url=server.url, http_client=mine) as client:
            client.models()
        assert len(asked) == 1
        assert not mine.is_closed


def test_a_server_that_is_not_phemius_is_an_error():
    page = httpx2.MockTransport(lambda _: httpx2.Response(200, text="<html>"))
    with httpx2.Client(transport=page) as mine:
        client = Phemius(api_key="sk_test_x", base_url="http://elsewhere", http_client=mine)
        with pytest.raises(APIError, match="no Phemius server"):
            client.usage()
    with Phemius(api_key="sk_test_x", base_url="http://127.0.0.1:9", max_retries=1) as client:
        with pytest.raises(APIConnectionError, match="no answer"):
            client.usage()
