"""The official OpenAI SDK, unchanged."""

import openai
import pytest


@pytest.fixture
def client(server):
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.key, max_retries=0) as client:
        yield client


@pytest.mark.filterwarnings("ignore:Due to a bug:DeprecationWarning")  # the contract calls it
def test_create_saves_speech(client, tmp_path):
    response = client.audio.speech.create(model="tts-1", voice="alloy", input="Hello world")
    response.stream_to_file(tmp_path / "speech.pcm")
    assert (tmp_path / "speech.pcm").stat().st_size > 4800


def test_streaming_receives_several_chunks(client, tmp_path):
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="shimmer", input="Hello. " * 30, speed=1.5, instructions="cheerful"
    ) as response:
        assert response.headers["x-chars-billed"] == "210"
        parts = list(response.iter_bytes())
    assert sum(map(len, parts)) % 2 == 0
    assert len(parts) > 1


def test_errors_raise_the_exceptions_of_the_sdk(client, server):
    with pytest.raises(openai.BadRequestError, match="tts-1"):
        client.audio.speech.create(model="tts-1-hd", voice="alloy", input="Hello")
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.audio.speech.create(model="tts-1", voice="nobody", input="Hello")
    assert refused.value.param == "voice"
    with (
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="sk_test_wrong") as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.audio.speech.create(model="tts-1", voice="alloy", input="Hello")


@pytest.mark.anyio
async def test_the_async_client_receives_speech(server):
    async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=server.key) as client:
        async with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="nova", input="Hello"
        ) as response:
            assert len(await response.read()) > 0


def test_models_are_listed(client):
    assert "tts-1" in [model.id for model in client.models.list()]


@pytest.mark.model
@pytest.mark.slow
def test_the_real_model_speaks(speaking_server):
    import numpy as np

    with openai.OpenAI(base_url=f"{speaking_server.url}/v1", api_key=speaking_server.key) as client:
        speech = client.audio.speech.create(
            model="tts-1", voice="onyx", input="The quick brown fox jumps over the lazy dog."
        )
    samples = np.frombuffer(speech.content, "<i2")
    assert 1.5 < len(samples) / 24_000 < 6
    assert np.abs(samples).max() > 3000
