"""Bulk jobs against real servers, with both clients."""

import io
import json
import time
import zipfile
from uuid import uuid4

import pytest
import soundfile

from phemius_client import (
    APIConnectionError,
    ConflictError,
    JobFailedError,
    JobTimeoutError,
    NotFoundError,
    Phemius,
    UnprocessableEntityError,
)
from tests.client.fault_proxy import fault_proxy

ITEMS = ["Hello there.", {"text": "And one more.", "voice": "nova", "speed": 2, "id": "more"}]
LONG = {"text": "The quick brown fox jumps over the lazy dog. " * 100, "speed": 0.25}


@pytest.fixture
def owner(server):
    """A client whose account has no jobs yet."""
    key = server.new_key(f"owner-{uuid4().hex[:8]}", "growth")
    with Phemius(api_key=key, base_url=server.url) as client:
        yield client


def test_many_texts_become_files(owner, tmp_path):
    seen = []
    job = owner.jobs.create(ITEMS, format="flac")
    done = owner.jobs.wait(job, progress=seen.append, timeout_s=60)
    assert (done.id, done.status, done.progress) == (job.id, "succeeded", 1)
    assert seen[-1] == done
    assert len(seen) == len({state.model_dump_json() for state in seen})
    items = list(owner.jobs.items(done))
    assert [(item.index, item.id, item.status) for item in items] == [
        (0, None, "succeeded"),
        (1, "more", "succeeded"),
    ]
    audio = owner.jobs.audio(job.id, 1)
    samples, rate = soundfile.read(io.BytesIO(audio), dtype="int16")
    live = owner.speech.create(text="And one more.", voice="nova", speed=2)
    assert (samples.tobytes(), rate) == (live.pcm, 24000)
    path = owner.jobs.archive(done, tmp_path / "speech.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("0001-more.flac") == audio
        assert json.loads(archive.read("manifest.json"))[0]["text"] == "Hello there."
    assert [it.name for it in tmp_path.iterdir()] == ["speech.zip"]
    chars = len("Hello there.") + 2 * len("And one more.")
    assert owner.usage().chars == chars


@pytest.mark.parametrize("kind", ["path", "lines", "file"])
def test_items_may_be_lines_of_json(owner, tmp_path, kind):
    lines = ['{"text": "Grüße."}\n', '{"text": "And one more.", "id": "more"}\n']
    path = tmp_path / "items.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    if kind == "file":
        with path.open("rb") as file:
            job = owner.jobs.create(jsonl=file, format="pcm")
    else:
        job = owner.jobs.create(jsonl=path if kind == "path" else iter(lines), format="pcm")
    job = owner.jobs.wait(job, timeout_s=60)
    assert [item.id for item in owner.jobs.items(str(job.id))] == [None, "more"]
    assert owner.jobs.audio(job, 0) == owner.speech.create(text="Grüße.").pcm


def test_lists_continue_over_pages(owner):
    made = [owner.jobs.create([f"Number {n}.", "And another."]).id for n in range(5)]
    assert [job.id for job in owner.jobs.list(page_size=2)] == made[::-1]
    first = next(iter(owner.jobs.list(page_size=1)))
    assert first.id == made[-1]
    for job in made:
        owner.jobs.wait(job, timeout_s=60)
    assert [item.index for item in owner.jobs.items(made[0], page_size=1)] == [0, 1]


def test_invalid_items_are_named_by_index(owner):
    with pytest.raises(UnprocessableEntityError) as wrong:
        owner.jobs.create(["Fine.", {"text": "x", "voice": "nobody"}, {"text": "", "speed": 9}])
    assert [field.field for field in wrong.value.fields] == [
        "items.1.voice",
        "items.2.text",
        "items.2.speed",
    ]
    with pytest.raises(ValueError, match="either items or jsonl"):
        owner.jobs.create()
    with pytest.raises(ValueError, match="either items or jsonl"):
        owner.jobs.create(["x"], jsonl=["{}"])
    with pytest.raises(TypeError, match="single text"):
        owner.jobs.create("Hello")
    with pytest.raises(FileNotFoundError):
        owner.jobs.create(jsonl="/nowhere.jsonl")
    with pytest.raises(NotFoundError):
        owner.jobs.get(uuid4())
    with pytest.raises(ValueError, match="UUID"):
        owner.jobs.get("../usage")
    assert list(owner.jobs.list()) == []


def test_waiting_times_out_and_a_cancelled_job_is_an_error(owner, tmp_path):
    job = owner.jobs.create([LONG] * 50)
    started = time.monotonic()
    with pytest.raises(JobTimeoutError, match="is still") as late:
        owner.jobs.wait(job, timeout_s=0.3)
    assert 0.3 <= time.monotonic() - started < 5
    assert late.value.job.id == job.id
    with pytest.raises(ConflictError):
        owner.jobs.archive(job, tmp_path / "speech.zip")
    assert not list(tmp_path.iterdir())
    assert owner.jobs.cancel(job).status == "cancelled"
    with pytest.raises(JobFailedError, match="was cancelled") as gone:
        owner.jobs.wait(job)
    assert gone.value.job.status == "cancelled"
    assert owner.jobs.cancel(job).status == "cancelled"  # and not deleted


def test_a_job_is_deleted_in_any_state(owner):
    running = owner.jobs.create([LONG] * 50)
    ended = owner.jobs.wait(owner.jobs.create(["One."]))
    with pytest.raises(ConflictError):
        owner.jobs.cancel(ended)
    for job in (running, ended):
        owner.jobs.delete(job)
        for call in (owner.jobs.get, owner.jobs.delete):
            with pytest.raises(NotFoundError):
                call(job)
    assert list(owner.jobs.list()) == []


def test_a_job_without_any_audio_is_an_error(owner):
    with pytest.raises(JobFailedError, match="failed") as failed:
        owner.jobs.wait(owner.jobs.create(["…"]), timeout_s=60)
    assert failed.value.job.error
    with pytest.raises(NotFoundError):
        owner.jobs.audio(failed.value.job, 0)
    assert owner.usage().chars == 0


def test_the_same_key_is_the_same_job(owner):
    jobs = [owner.jobs.create(ITEMS, idempotency_key="once") for _ in range(2)]
    assert jobs[0].id == jobs[1].id
    assert owner.jobs.create(ITEMS).id != jobs[0].id


@pytest.mark.parametrize(
    "fault", ["refuse", "half=80", "drop_reply", "cut=0", "cut=40", "reset=40"]
)
def test_a_job_is_created_once_under_faults(server, owner, fault):
    with fault_proxy(server, fault) as proxy:
        key = owner._sender.options.api_key
        with Phemius(api_key=key, base_url=proxy.url) as faulty:
            job = faulty.jobs.create(ITEMS)
        assert proxy.connections == 2
    owner.jobs.wait(job, timeout_s=60)
    assert [found.id for found in owner.jobs.list()] == [job.id]


def test_an_archive_that_breaks_off_is_downloaded_again_or_is_no_file(server, owner, tmp_path):
    job = owner.jobs.wait(owner.jobs.create(["One. " * 100] * 5), timeout_s=60)
    expected = owner.jobs.archive(job, tmp_path / "first.zip").read_bytes()
    key = owner._sender.options.api_key
    with fault_proxy(server, "cut=50000", "reset=50000") as proxy:
        with Phemius(api_key=key, base_url=proxy.url) as faulty:
            downloaded = faulty.jobs.archive(job, tmp_path / "second.zip").read_bytes()
            assert names_and_bytes(downloaded) == names_and_bytes(expected)
        proxy.faults[:] = ["cut=50000"]
        with Phemius(api_key=key, base_url=proxy.url, max_retries=0) as faulty:
            with pytest.raises(APIConnectionError):
                faulty.jobs.archive(job, tmp_path / "broken.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"first.zip", "second.zip"}


def names_and_bytes(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_the_async_client_runs_jobs(async_client, owner, tmp_path):
    seen = []
    jobs = async_client.with_options().jobs
    async with async_client:
        job = await jobs.create(ITEMS, format="wav")
        done = await jobs.wait(job, progress=seen.append, timeout_s=60)
        assert (done.status, seen[-1]) == ("succeeded", done)
        assert [item.index async for item in jobs.items(done, page_size=1)] == [0, 1]
        assert (await jobs.audio(done, 0)).startswith(b"RIFF")
        path = await jobs.archive(done, tmp_path / "speech.zip")
        assert zipfile.is_zipfile(path)
        other = await jobs.create([LONG] * 50)
        with pytest.raises(JobTimeoutError):
            await jobs.wait(other, timeout_s=0.2)
        assert (await jobs.cancel(other)).status == "cancelled"
        with pytest.raises(JobFailedError):
            await jobs.wait(other)
        newest = [found.id async for found in jobs.list(page_size=1)][:2]
        assert newest == [other.id, job.id]
        await jobs.delete(other)
        with pytest.raises(NotFoundError):
            await jobs.get(other)
        assert (await jobs.get(job.id)) == done
