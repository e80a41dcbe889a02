"""Voice cloning: what the client sends, and what it makes of the replies."""

import io
from pathlib import Path

import httpx2
import pytest

from phemius_client import (
    AsyncPhemius,
    JobFailedError,
    JobTimeoutError,
    NotFoundError,
    Phemius,
    UnprocessableEntityError,
)
from tests.client.fake_cloning_server import FakeCloningServer
from tests.client.fault_proxy import fault_proxy

RECORDING = b"RIFF\r\n--boundary\r\n\x00\xff" * 1000


@pytest.fixture
def cloning_server():
    with FakeCloningServer() as cloning_server:
        cloning_server.port = cloning_server.server_address[1]
        yield cloning_server
        cloning_server.shutdown()


@pytest.fixture
def client(cloning_server):
    with Phemius(api_key="sk_test_x", base_url=cloning_server.url) as client:
        yield client


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "file"])
def test_a_recording_becomes_a_voice(cloning_server, client, tmp_path, kind):
    path = tmp_path / "alice 1.wav"
    path.write_bytes(RECORDING)
    audio = {
        "path": path,
        "text": str(path),
        "bytes": RECORDING,
        "file": io.BytesIO(RECORDING),
    }[kind]
    seen = []
    clone = client.voices.clone(name="Alice", audio=audio, consent=True, progress=seen.append)
    assert clone.voice.name == "Alice"
    assert (clone.job.type, clone.job.status) == ("voice_cloning", "succeeded")
    assert clone.job.result["similarity_after"] == 0.9
    assert [state.status for state in seen] == ["running", "succeeded"]
    (sample,) = cloning_server.samples
    assert sample == {
        "voice_id": str(clone.voice.id),
        "audio": RECORDING,
        "audio name": "alice 1.wav" if kind in {"path", "text"} else "sample",
        "consent": b"true",
        "depth": b"full",
    }
    assert client.jobs.audio(clone.job) == b"RIFF"


def test_an_existing_voice_may_be_cloned_into(cloning_server, client):
    voice = client.voices.create("Alice")
    clone = client.voices.clone(
        voice_id=voice.id, audio=RECORDING, consent=True, depth="fast", wait=False
    )
    assert (clone.voice, clone.job.status) == (voice, "queued")
    assert cloning_server.samples[0]["depth"] == b"fast"
    assert client.jobs.wait(clone.job).status == "succeeded"
    with pytest.raises(NotFoundError):
        client.voices.clone(voice_id=clone.job.id, audio=RECORDING, consent=True)


@pytest.mark.parametrize(
    "wrong", [{"consent": False}, {"consent": 1}, {"name": None}, {"voice_id": "x"}]
)
def test_without_consent_or_a_voice_nothing_is_sent(cloning_server, client, wrong):
    with pytest.raises(ValueError, match=r"consent|exactly one"):
        client.voices.clone(**{"name": "Alice", "audio": RECORDING, "consent": True, **wrong})
    assert not cloning_server.voices
    with pytest.raises(FileNotFoundError):
        client.voices.clone(name="Alice", audio=Path("/nowhere.wav"), consent=True)
    assert not cloning_server.voices


def test_a_new_voice_is_deleted_if_cloning_fails(cloning_server, client):
    cloning_server.outcome = 422
    with pytest.raises(UnprocessableEntityError, match="too short"):
        client.voices.clone(name="Alice", audio=RECORDING, consent=True)
    assert not cloning_server.voices
    cloning_server.outcome = "failed"
    with pytest.raises(JobFailedError, match="no voice was found"):
        client.voices.clone(name="Alice", audio=RECORDING, consent=True)
    assert not cloning_server.voices
    mine = client.voices.create("Mine")
    with pytest.raises(JobFailedError):
        client.voices.clone(voice_id=mine.id, audio=RECORDING, consent=True)
    assert client.voices.get(mine.id) == mine
    with pytest.raises(JobTimeoutError):
        client.voices.clone(name="Bob", audio=RECORDING, consent=True, timeout_s=0)
    assert {voice["name"] for voice in cloning_server.voices.values()} == {"Mine", "Bob"}


@pytest.mark.parametrize("fault", ["refuse", "half=9000", "drop_reply", "cut=30", "reset=30"])
def test_a_sample_is_uploaded_once_under_faults(cloning_server, client, fault):
    voice = client.voices.create("Alice")
    no_keepalive = httpx2.Limits(max_keepalive_connections=0)
    with (
        fault_proxy(cloning_server, "", fault) as proxy,
        httpx2.Client(limits=no_keepalive) as http,
    ):
        faulty = Phemius(api_key="sk_test_x", base_url=proxy.url, http_client=http)
        clone = faulty.voices.clone(voice_id=voice.id, audio=RECORDING, consent=True)
        assert not proxy.faults
    assert clone.job.status == "succeeded"
    assert [sample["audio"] for sample in cloning_server.samples] == [RECORDING]
    assert len(cloning_server.jobs) == 1


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_the_async_client_clones_voices(cloning_server, tmp_path):
    path = tmp_path / "alice.wav"
    path.write_bytes(RECORDING)
    async with AsyncPhemius(api_key="sk_test_x", base_url=cloning_server.url) as client:
        seen = []
        clone = await client.voices.clone(
            name="Alice", audio=path, consent=True, progress=seen.append
        )
        assert clone.job.status == "succeeded"
        assert [state.status for state in seen] == ["running", "succeeded"]
        assert cloning_server.samples[0]["audio"] == RECORDING
        second = await client.voices.clone(
            voice_id=clone.voice.id, audio=RECORDING, consent=True, wait=False
        )
        assert second.job.status == "queued"
        with pytest.raises(ValueError, match="consent"):
            await client.voices.clone(name="Bob", audio=RECORDING, consent=False)
        cloning_server.outcome = "failed"
        with pytest.raises(JobFailedError):
            await client.voices.clone(name="Bob", audio=RECORDING, consent=True)
        assert {voice["name"] for voice in cloning_server.voices.values()} == {"Alice"}
