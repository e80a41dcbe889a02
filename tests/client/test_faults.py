"""A line that fails: every call ends in a right result or a typed error, and is charged once."""

import random
import time

import pytest

from phemius_client import (
    APIConnectionError,
    APITimeoutError,
    AsyncPhemius,
    IncompleteSpeechError,
    Phemius,
)
from tests.client.fault_proxy import fault_proxy
from tests.server.conftest import running

TEXT = "One little sentence to be spoken. " * 20
FAULTS = ("refuse", "half=200", "deaf", "cut=0", "cut=100", "cut=20000", "reset=100", "reset=20000")


def settled(client):
    """Characters charged, once nothing is reserved any more."""
    for _ in range(100):
        usage = client.usage()
        if not usage.reserved_chars:
            return usage.chars
        time.sleep(0.1)
    raise AssertionError("characters stay reserved")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_failed_is_made_again_and_charged_once(server, client, fresh, fault):
    right = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as line:
        with Phemius(api_key=fresh, base_url=line.url) as shaken:
            assert shaken.speech.create(text=TEXT).pcm == right
        assert line.connections == 2
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        assert settled(direct) == len(TEXT)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.anyio
async def test_the_other_client_does_so_too(server, client, fresh, fault):
    right = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as line:
        async with AsyncPhemius(api_key=fresh, base_url=line.url) as shaken:
            assert (await shaken.speech.create(text=TEXT)).pcm == right
        assert line.connections == 2
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        assert settled(direct) == len(TEXT)


@pytest.mark.parametrize("late", ["delay=0.4", "pause=100", "pause=20000"])
def test_what_is_late_but_in_time_is_waited_for(server, client, fresh, late):
    right = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, late, late) as line:
        with Phemius(api_key=fresh, base_url=line.url, timeout_s=3) as patient:
            assert patient.speech.create(text=TEXT).pcm == right
            assert line.connections == 1
            with patient.speech.stream(TEXT) as stream:
                assert stream.read().pcm == right
        assert line.connections == 2
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        assert settled(direct) == 2 * len(TEXT)


@pytest.mark.parametrize("fault", ["delay=1", "stall=0", "stall=100", "stall=20000"])
def test_what_comes_too_late_is_asked_for_again_and_charged_once(server, client, fresh, fault):
    right = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as line:
        with Phemius(api_key=fresh, base_url=line.url, timeout_s=0.4) as hasty:
            assert hasty.speech.create(text=TEXT).pcm == right
        assert line.connections == 2
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        assert settled(direct) == len(TEXT)


def test_who_gives_up_says_how_far_it_came(server, client, fresh):
    right = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, "cut=20000", "swallow", "refuse") as line:
        with Phemius(api_key=fresh, base_url=line.url, max_retries=0, timeout_s=0.5) as shaken:
            with pytest.raises(IncompleteSpeechError) as cut:
                shaken.speech.create(text=TEXT)
            assert right.startswith(cut.value.pcm)
            assert 10_000 < len(cut.value.pcm) < 20_000
            with pytest.raises(APITimeoutError):
                shaken.speech.create(text=TEXT)
            with pytest.raises(APIConnectionError):
                shaken.speech.create(text=TEXT)
            assert shaken.speech.create(text=TEXT).pcm == right


def test_a_stream_that_breaks_off_never_looks_whole(server, fresh, tmp_path):
    with fault_proxy(server, "cut=20000", "cut=60000", "refuse", "refuse") as line:
        with Phemius(api_key=fresh, base_url=line.url, max_retries=0) as shaken:
            with pytest.raises(IncompleteSpeechError):
                with shaken.speech.with_streaming_response.create(text=TEXT) as reply:
                    reply.stream_to_file(tmp_path / "speech.pcm")
            assert not list(tmp_path.iterdir())
            with pytest.raises(IncompleteSpeechError) as cut:
                with shaken.speech.stream(TEXT) as stream:
                    stream.read()
            assert cut.value.pcm
            with pytest.raises(APIConnectionError), shaken.speech.stream(TEXT):
                pass
        patient = Phemius(api_key=fresh, base_url=line.url)
        with patient, patient.speech.stream(TEXT) as stream:
            assert stream.read().chars_billed == len(TEXT)


def test_a_voice_is_not_made_twice(server, fresh):
    with fault_proxy(server, "deaf") as line:
        with Phemius(api_key=fresh, base_url=line.url) as shaken:
            with pytest.raises(APIConnectionError):
                shaken.voices.create("Alice")
            assert len(shaken.voices.list()) <= 1


def test_a_session_goes_on_when_the_server_comes_back(tmp_path, shipped):
    with running(tmp_path, adapter=shipped, PHEMIUS_ENGINE="tone") as first:
        client = Phemius(api_key=first.key, base_url=first.url, max_retries=5)
        session = client.speech.session()
        right = session.speak("Hello world").pcm
        first.stop()
        with pytest.raises(APIConnectionError):
            client.with_options(max_retries=0).usage()
        with running(
            tmp_path,
            adapter=shipped,
            key=first.key,
            PHEMIUS_ENGINE="tone",
            port=first.port,
        ):
            assert session.speak("Hello world").pcm == right
        session.close()
        client.close()


@pytest.mark.slow
def test_whatever_the_line_does_the_ledger_is_right(server, client, fresh):
    chance = random.Random(7)
    texts = [f"Text number {index}. {TEXT}" for index in range(12)]
    delivered = 0
    with fault_proxy(server) as line, Phemius(api_key=fresh, base_url=line.url) as shaken:
        for text in texts:
            line.faults[:] = [
                chance.choice((*FAULTS, f"cut={chance.randrange(60_000)}"))
                for _ in range(chance.randrange(5))
            ]
            try:
                speech = shaken.with_options(max_retries=2).speech.create(text=text)
            except APIConnectionError:
                continue  # told, in whichever way it was
            else:
                assert speech.pcm == client.speech.create(text=text).pcm
                # What an attempt before it was charged is not charged again.
                assert 0 <= speech.chars_billed <= len(text)
                delivered += len(text)
    with Phemius(api_key=fresh, base_url=server.url) as direct:
        charged = settled(direct)
    assert delivered <= charged <= sum(map(len, texts))
