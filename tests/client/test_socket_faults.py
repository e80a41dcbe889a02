"""A WebSocket on a line that fails: whole speech or a typed error, and the ledger knows which."""

import pytest

from phemius_client import (
    APIConnectionError,
    APITimeoutError,
    AsyncPhemius,
    IncompleteSpeechError,
    Phemius,
)
from tests.client.fault_proxy import fault_proxy
from tests.client.test_faults import TEXT, settled

NOT_OPENED = ("refuse", "half=40", "deaf", "cut=0", "cut=50", "reset=50", "stall=50")
"""The handshake fails: nothing was asked yet."""
IN_THE_MIDDLE = ("cut=60000", "reset=60000", "frame=1", "frame=2", "garble=1", "garble=2")
"""Audio has come, and more was to come."""


@pytest.fixture
def direct(server, fresh):
    """The account, on a line that is well."""
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        yield direct


@pytest.fixture
def right(client):
    return client.speech.create(text=TEXT).pcm


@pytest.mark.parametrize("fault", NOT_OPENED)
def test_a_socket_that_does_not_open_is_opened_again(server, fresh, direct, right, fault):
    with fault_proxy(server, fault) as line:
        with Phemius(api_key=fresh, base_url=line.url, timeout_s=1) as shaken:
            with shaken.speech.stream(TEXT) as stream:
                assert stream.read().pcm == right
        assert line.connections == 2
    assert settled(direct) == len(TEXT)


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
def test_what_breaks_off_is_told_and_the_session_goes_on(server, fresh, direct, right, fault):
    with fault_proxy(server, fault) as line:
        shaken = Phemius(api_key=fresh, base_url=line.url)
        with shaken, shaken.speech.session() as session:
            with pytest.raises(IncompleteSpeechError) as broken:
                session.speak(TEXT)
            came = broken.value.pcm
            assert 0 < len(came) < len(right)
            assert right.startswith(came)
            assert line.connections == 1
            charged = settled(direct)
            assert charged <= len(TEXT)  # segments that were sent whole
            assert session.speak(TEXT).pcm == right
        assert line.connections == 2
    assert settled(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
@pytest.mark.anyio
async def test_the_other_client_says_so_too(server, fresh, direct, right, fault):
    with fault_proxy(server, fault) as line:
        async with AsyncPhemius(api_key=fresh, base_url=line.url) as shaken:
            async with shaken.speech.session() as session:
                with pytest.raises(IncompleteSpeechError) as broken:
                    await session.speak(TEXT)
                assert right.startswith(broken.value.pcm)
                charged = settled(direct)
                assert charged <= len(TEXT)  # segments that were sent whole
                assert (await session.speak(TEXT)).pcm == right
        assert line.connections == 2
    assert settled(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", ["stall=60000", "stall=300"])
def test_a_socket_that_falls_silent_is_given_up(server, fresh, direct, right, fault):
    with fault_proxy(server, fault) as line:
        shaken = Phemius(api_key=fresh, base_url=line.url, timeout_s=0.5)
        with shaken, shaken.speech.session() as session:
            with pytest.raises(APITimeoutError, match=r"nothing came for 0\.5 s"):
                session.speak(TEXT)
            charged = settled(direct)
            assert session.speak(TEXT).pcm == right
    assert settled(direct) == charged + len(TEXT)


@pytest.mark.parametrize("fault", ["frame=0", "garble=0"])
def test_before_any_audio_it_is_a_connection_error(server, fresh, direct, right, fault):
    with fault_proxy(server, fault) as line:
        with Phemius(api_key=fresh, base_url=line.url) as shaken:
            with pytest.raises(APIConnectionError) as broken, shaken.speech.stream(TEXT) as stream:
                stream.read()
            assert not isinstance(broken.value, IncompleteSpeechError)
            with pytest.raises(APIConnectionError):  # whoever goes on reading meets it again
                next(stream)
            charged = settled(direct)
            assert charged <= len(TEXT)
            with shaken.speech.stream(TEXT) as stream:
                assert stream.read().pcm == right
    assert settled(direct) == charged + len(TEXT)


def test_text_in_pieces_is_never_sent_twice(server, fresh, direct):
    with fault_proxy(server, "frame=1") as line:
        with Phemius(api_key=fresh, base_url=line.url) as shaken:
            with pytest.raises(IncompleteSpeechError):
                with shaken.speech.stream() as stream:
                    for _ in range(20):
                        stream.send_text("One little sentence to be spoken. ")
                    stream.end()
                    stream.read()
        assert line.connections == 1
    assert settled(direct) <= len(TEXT)
