"""Faulty connections: each request ends in the expected result or a typed error, charged once."""

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
FAULTS = (
    "refuse",
    "half=200",
    "drop_reply",
    "cut=0",
    "cut=100",
    "cut=20000",
    "reset=100",
    "reset=20000",
)


def settled_chars(client):
    """Characters charged, once no reservation is left."""
    for _ in range(100):
        usage = client.usage()
        if not usage.reserved_chars:
            return usage.chars
        time.sleep(0.1)
    raise AssertionError("characters stay reserved")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_request_is_retried_and_charged_once(server, client, own_key, fault):
    expected = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url) as faulty:
            assert faulty.speech.create(text=TEXT).pcm == expected
        assert proxy.connections == 2
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        assert settled_chars(direct) == len(TEXT)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.anyio
async def test_the_async_client_retries_and_is_charged_once(server, client, own_key, fault):
    expected = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as proxy:
        async with AsyncPhemius(api_key=own_key, base_url=proxy.url) as faulty:
            assert (await faulty.speech.create(text=TEXT)).pcm == expected
        assert proxy.connections == 2
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        assert settled_chars(direct) == len(TEXT)


@pytest.mark.parametrize("delay", ["delay=0.4", "pause=100", "pause=20000"])
def test_a_reply_within_the_timeout_is_waited_for(server, client, own_key, delay):
    expected = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, delay, delay) as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url, timeout_s=3) as patient:
            assert patient.speech.create(text=TEXT).pcm == expected
            assert proxy.connections == 1
            with patient.speech.stream(TEXT) as stream:
                assert stream.read().pcm == expected
        assert proxy.connections == 2
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        assert settled_chars(direct) == 2 * len(TEXT)


@pytest.mark.parametrize("fault", ["delay=1", "stall=0", "stall=100", "stall=20000"])
def test_a_timeout_is_retried_and_charged_once(server, client, own_key, fault):
    expected = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, fault) as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url, timeout_s=0.4) as hasty:
            assert hasty.speech.create(text=TEXT).pcm == expected
        assert proxy.connections == 2
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        assert settled_chars(direct) == len(TEXT)


def test_without_retries_the_error_has_the_audio_received(server, client, own_key):
    expected = client.speech.create(text=TEXT).pcm
    with fault_proxy(server, "cut=20000", "blackhole", "refuse") as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url, max_retries=0, timeout_s=0.5) as faulty:
            with pytest.raises(IncompleteSpeechError) as cut:
                faulty.speech.create(text=TEXT)
            assert expected.startswith(cut.value.pcm)
            assert 10_000 < len(cut.value.pcm) < 20_000
            with pytest.raises(APITimeoutError):
                faulty.speech.create(text=TEXT)
            with pytest.raises(APIConnectionError):
                faulty.speech.create(text=TEXT)
            assert faulty.speech.create(text=TEXT).pcm == expected


def test_a_stream_that_breaks_off_is_an_error_and_no_file(server, own_key, tmp_path):
    with fault_proxy(server, "cut=20000", "cut=60000", "refuse", "refuse") as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url, max_retries=0) as faulty:
            with pytest.raises(IncompleteSpeechError):
                with faulty.speech.with_streaming_response.create(text=TEXT) as reply:
                    reply.stream_to_file(tmp_path / "speech.pcm")
            assert not list(tmp_path.iterdir())
            with pytest.raises(IncompleteSpeechError) as cut:
                with faulty.speech.stream(TEXT) as stream:
                    stream.read()
            assert cut.value.pcm
            with pytest.raises(APIConnectionError), faulty.speech.stream(TEXT):
                pass
        patient = Phemius(api_key=own_key, base_url=proxy.url)
        with patient, patient.speech.stream(TEXT) as stream:
            assert stream.read().chars_billed == len(TEXT)


def test_a_voice_is_not_created_twice(server, own_key):
    with fault_proxy(server, "drop_reply") as proxy:
        with Phemius(api_key=own_key, base_url=proxy.url) as faulty:
            with pytest.raises(APIConnectionError):
                faulty.voices.create("Alice")
            assert len(faulty.voices.list()) <= 1


def test_a_session_reconnects_to_a_restarted_server(tmp_path, shipped):
    with running(tmp_path, adapter=shipped, PHEMIUS_ENGINE="tone") as first:
        client = Phemius(api_key=first.key, base_url=first.url, max_retries=5)
        session = client.speech.session()
        expected = session.speak("Hello world").pcm
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
            assert session.speak("Hello world").pcm == expected
        session.close()
        client.close()


@pytest.mark.slow
def test_the_ledger_is_right_under_random_faults(server, client, own_key):
    rng = random.Random(7)
    texts = [f"Text number {index}. {TEXT}" for index in range(12)]
    delivered = 0
    with fault_proxy(server) as proxy, Phemius(api_key=own_key, base_url=proxy.url) as faulty:
        for text in texts:
            proxy.faults[:] = [
                rng.choice((*FAULTS, f"cut={rng.randrange(60_000)}"))
                for _ in range(rng.randrange(5))
            ]
            try:
                speech = faulty.with_options(max_retries=2).speech.create(text=text)
            except APIConnectionError:
                continue  # reported; delivered or not
            else:
                assert speech.pcm == client.speech.create(text=text).pcm
                # Characters charged by a failed attempt are not charged again.
                assert 0 <= speech.chars_billed <= len(text)
                delivered += len(text)
    with Phemius(api_key=own_key, base_url=server.url) as direct:
        charged = settled_chars(direct)
    assert delivered <= charged <= sum(map(len, texts))
