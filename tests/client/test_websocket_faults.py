"""Faulty WebSocket connections: complete speech or a typed error, and a ledger that agrees."""

import pytest

from phemius_client import (
    APIConnectionError,
    APITimeoutError,
    AsyncPhemius,
    IncompleteSpeechError,
    Phemius,
)
from tests.client.fault_proxy import fault_proxy
from tests.client.test_faults import TEXT, settled_chars

HANDSHAKE_FAULTS = ("refuse", "half=40", "drop_reply", "cut=0", "cut=50", "reset=50", "stall=50")
"""Faults in the handshake, before any request."""
STREAM_FAULTS = ("cut=60000", "reset=60000", "cut_frame=1", "cut_frame=2", "garbage=1", "garbage=2")
"""Faults after the first audio and before the last."""


@pytest.fixture
def direct(server, own_key):
    """The account over a connection without faults."""
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        yield direct


@pytest.fixture
def expected(client):
    return client.speech.create(text=TEXT).pcm


@pytest.mark.parametrize("fault", HANDSHAKE_FAULTS)
def test_a_failed_handshake_is_retried(server, own_key, direct, expected, fault):
    with fault_proxy(server, fault) as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url, timeout_s=1) as faulty:
            with faulty.speech.stream(TEXT) as stream:
                assert stream.read().pcm == expected
        assert proxy.connections == 2
    assert settled_chars(direct) == len(TEXT)


@pytest.mark.parametrize("fault", STREAM_FAULTS)
def test_a_broken_stream_is_an_error_and_the_session_reconnects(
    server, own_key, direct, expected, fault
):
    with fault_proxy(server, fault) as proxy:
        faulty = Phemius(api_key=own_key, base_url=proxy.url)
        with faulty, faulty.speech.session() as session:
            with pytest.raises(IncompleteSpeechError) as broken:
                session.speak(TEXT)
            received = broken.value.pcm
            assert 0 < len(received) < len(expected)
            assert expected.startswith(received)
            assert proxy.connections == 1
            charged = settled_chars(direct)
            assert charged <= len(TEXT)  # complete segments only
            assert session.speak(TEXT).pcm == expected
        assert proxy.connections == 2
    assert settled_chars(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", STREAM_FAULTS)
@pytest.mark.anyio
async def test_the_async_client_reports_a_broken_stream_and_reconnects(
    server, own_key, direct, expected, fault
):
    with fault_proxy(server, fault) as proxy:
        async with AsyncPhemius(api_key=own_key, base_url=proxy.url) as faulty:
            async with faulty.speech.session() as session:
                with pytest.raises(IncompleteSpeechError) as broken:
                    await session.speak(TEXT)
                assert expected.startswith(broken.value.pcm)
                charged = settled_chars(direct)
                assert charged <= len(TEXT)  # complete segments only
                assert (await session.speak(TEXT)).pcm == expected
        assert proxy.connections == 2
    assert settled_chars(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", ["stall=60000", "stall=300"])
def test_a_silent_connection_times_out(server, own_key, direct, expected, fault):
    with fault_proxy(server, fault) as proxy:
        faulty = Phemius(api_key=own_key, base_url=proxy.url, timeout_s=0.5)
        with faulty, faulty.speech.session() as session:
            with pytest.raises(APITimeoutError, match=r"no WebSocket message within 0\.5 s"):
                session.speak(TEXT)
            charged = settled_chars(direct)
            assert session.speak(TEXT).pcm == expected
    assert settled_chars(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", ["cut_frame=0", "garbage=0"])
def test_a_break_before_any_audio_is_a_connection_error(server, own_key, direct, expected, fault):
    with fault_proxy(server, fault) as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url) as faulty:
            with pytest.raises(APIConnectionError) as broken, faulty.speech.stream(TEXT) as stream:
                stream.read()
            assert not isinstance(broken.value, IncompleteSpeechError)
            with pytest.raises(APIConnectionError):  # each later read raises it again
                next(stream)
            charged = settled_chars(direct)
            assert charged <= len(TEXT)
            with faulty.speech.stream(TEXT) as stream:
                assert stream.read().pcm == expected
    assert settled_chars(direct) == charged + len(TEXT)


def test_streamed_text_is_never_sent_twice(server, own_key, direct):
    with fault_proxy(server, "cut_frame=1") as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url) as faulty:
            with pytest.raises(IncompleteSpeechError):
                with faulty.speech.stream() as stream:
                    for _ in range(20):
                        stream.send_text("One little sentence to be spoken. ")
                    stream.end()
                    stream.read()
        assert proxy.connections == 1
    assert settled_chars(direct) <= len(TEXT)
