"""Speech over a WebSocket against real servers."""

import logging
import threading

import anyio
import pytest

from phemius_client import (
    APIConnectionError,
    AsyncPhemius,
    AuthenticationError,
    Phemius,
    RateLimitError,
    UnprocessableEntityError,
)

LONG = "One little sentence to be spoken. " * 140


def test_a_stream_yields_audio_words_and_a_summary(client):
    with client.speech.stream("Hello world", voice="nova", timestamps=True) as stream:
        with pytest.raises(RuntimeError, match="not done"):
            _ = stream.summary
        pcm = b"".join(stream)
    assert pcm == client.speech.create(text="Hello world", voice="nova").pcm
    assert stream.summary.chars_billed == 11
    assert [word.text for word in stream.words] == ["Hello", "world"]
    assert list(stream) == []


def test_no_log_shows_the_key(client, key, caplog):
    caplog.set_level(logging.DEBUG)
    with client.speech.stream("Hello.") as stream:
        stream.read()
    client.usage()
    assert caplog.records
    assert key not in caplog.text


def test_text_may_be_sent_in_pieces(client):
    with client.speech.stream(voice="nova") as stream:
        for piece in ("Hello ", "there. How ", "are you?"):
            stream.send_text(piece)
        stream.flush()
        stream.end()
        speech = stream.read()
    assert speech.chars_billed == len("Hello there. How are you?")
    assert speech.duration > 0.5


def test_text_is_sent_while_audio_is_received(client):
    def write(stream):
        for index in range(20):
            stream.send_text(f"This is sentence number {index}. ")
        stream.end()

    with client.speech.stream() as stream:
        writer = threading.Thread(target=write, args=(stream,))
        writer.start()
        speech = stream.read()
        writer.join()
    assert speech.chars_billed == sum(len(f"This is sentence number {i}. ") for i in range(20))


def test_a_session_remains_usable_after_cancellation_and_errors(client):
    with client.speech.session() as session:
        first = session.speak("Hello world")
        with session.stream(LONG) as stream:
            next(stream)
            with pytest.raises(RuntimeError, match="one request at a time"):
                session.speak("Hello")
            stream.cancel()
            stream.read()
        assert stream.summary.cancelled
        assert stream.summary.chars_billed < len(LONG)
        assert session.speak("Hello world").pcm == first.pcm
        with session.stream(LONG) as left:
            next(left)
        assert session.speak("Hello world").pcm == first.pcm
        with pytest.raises(UnprocessableEntityError):
            session.speak("Hello", voice="nobody")
        assert session.speak("Hello world").pcm == first.pcm
        with pytest.raises(APIConnectionError, match="closed"), session.stream(LONG) as closed:
            session.close()
            closed.read()


def test_close_codes_raise_the_same_errors_as_http(server):
    with Phemius(api_key="sk_test_wrong", base_url=server.url) as stranger:
        with pytest.raises(AuthenticationError) as refused:
            with stranger.speech.stream("Hello") as stream:
                stream.read()
        assert (refused.value.status_code, refused.value.code) == (401, "4001")
        with pytest.raises(AuthenticationError):
            next(stream)
    free = server.new_key("socket", "free")
    with Phemius(api_key=free, base_url=server.url) as client, client.speech.session() as session:
        with pytest.raises(RateLimitError) as limited:
            for _ in range(6):
                session.speak("Hello")
        assert 1 <= limited.value.retry_after <= 60


@pytest.mark.anyio
async def test_the_async_client_streams_the_same_audio(client, async_client):
    async with async_client:
        async with async_client.speech.stream("Hello world", timestamps=True) as stream:
            pcm = b"".join([part async for part in stream])
        assert pcm == client.speech.create(text="Hello world").pcm
        assert len(stream.words) == 2
        async with async_client.speech.stream() as stream:
            await stream.send_text("Hello there. How are you?")
            await stream.flush()
            await stream.end()
            assert (await stream.read()).chars_billed == 25
        async with async_client.speech.session() as session:
            async with session.stream(LONG) as stream:
                await anext(stream)
                with pytest.raises(RuntimeError, match="one request at a time"):
                    await session.speak("Hello")
                await stream.cancel()
                await stream.read()
            assert stream.summary.cancelled
            async with session.stream(LONG) as left:
                await anext(left)
            with anyio.move_on_after(0.05):
                await session.speak(LONG)
            assert (await session.speak("Hello world")).pcm == pcm
            with pytest.raises(UnprocessableEntityError):
                await session.speak("Hello", voice="nobody")
            assert (await session.speak("Hello world")).pcm == pcm


def test_streaming_on_trio_is_refused_with_an_alternative(server, key):
    async def main():
        async with AsyncPhemius(api_key=key, base_url=server.url) as client:
            with pytest.raises(RuntimeError, match="needs asyncio"):
                async with client.speech.stream("Hello"):
                    pass

    anyio.run(main, backend="trio")
