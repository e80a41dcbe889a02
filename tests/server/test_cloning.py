"""Cloning from an uploaded recording, against a real server process."""

import hashlib
import json
import os
import signal
import sqlite3
import time
import uuid
from pathlib import Path

import numpy as np
import pytest

from phemius_core.settings import default_data_dir
from tests.recordings import RATE, encoded, flac_bomb, lying_wav, speech
from tests.server.conftest import Server, running
from tests.server.test_jobs import wait_until_ended

CONSENT = {"consent": "true"}
MODEL = {"PHEMIUS_MODEL_DIR": str(default_data_dir() / "models"), "PHEMIUS_JOB_LEASE_S": "2"}


@pytest.fixture
def owner(server):
    """A client of an account that has one voice."""
    name = f"owner-{uuid.uuid4().hex[:8]}"
    key = server.new_key(name, "growth")
    with server.client(key) as http:
        http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
        yield http


def upload(http, audio, *, form=CONSENT, voice=None, name="me.wav", **options):
    return http.post(
        f"/v1/voices/{voice or http.voice}/samples",
        data=dict(form),
        files=None if audio is None else {"audio": (name, audio)},
        **options,
    )


def status_and_problems(reply):
    fields = reply.json()["error"].get("fields") or ()
    return reply.status_code, [(field["field"], field["code"]) for field in fields]


def resident_mb(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def test_an_uploaded_recording_creates_a_job(owner):
    audio = encoded(speech())
    reply = upload(owner, audio, form={**CONSENT, "depth": "fast"})
    assert reply.status_code == 202, reply.text
    job = reply.json()
    assert reply.headers["location"] == f"/v1/jobs/{job['id']}"
    assert (job["type"], job["result"]) == ("voice_cloning", None)
    assert set(job) == {
        *("id", "type", "status", "progress", "result", "error", "created_at", "updated_at")
    }
    items = owner.get(f"/v1/jobs/{job['id']}/items").json()["items"]
    assert [(item["index"], item["id"], item["chars_billed"]) for item in items] == [(0, None, 0)]
    assert owner.get(f"/v1/jobs/{job['id']}/audio.zip").status_code in {404, 409}
    assert owner.delete(f"/v1/jobs/{job['id']}").json()["status"] == "cancelled"
    assert owner.get(f"/v1/jobs/{job['id']}/audio.zip").status_code == 404
    assert owner.get("/v1/usage").json()["chars"] == 0


def test_the_same_form_with_one_idempotency_key_gives_one_job(owner):
    audio = encoded(speech())
    key = {"Idempotency-Key": "once"}
    first = upload(owner, audio, headers=key).json()
    # Another boundary, the same form.
    assert upload(owner, audio, headers=key).json()["id"] == first["id"]
    other = upload(owner, audio, form={**CONSENT, "depth": "fast"}, headers=key)
    assert status_and_problems(other) == (422, [("Idempotency-Key", "invalid")])
    owner.delete(f"/v1/jobs/{first['id']}")


@pytest.mark.parametrize(
    ("form", "problems"),
    [
        ({}, [("consent", "consent_required")]),
        ({"consent": "false"}, [("consent", "consent_required")]),
        ({"consent": "yes"}, [("consent", "consent_required")]),
        ({**CONSENT, "depth": "deep"}, [("depth", "literal_error")]),
        ({**CONSENT, "typo": "1"}, [("typo", "extra_forbidden")]),
    ],
)
def test_a_form_without_consent_or_with_a_typo_is_refused(owner, form, problems):
    assert status_and_problems(upload(owner, encoded(speech()), form=form)) == (422, problems)


def test_an_invalid_form_is_refused(owner):
    path = f"/v1/voices/{owner.voice}/samples"
    assert owner.post(path, data=CONSENT).status_code == 415
    assert owner.post(path, json={}).status_code == 415
    media = {"Content-Type": "multipart/form-data; boundary=x"}
    part = b'--x\r\nContent-Disposition: form-data; name="consent"\r\n\r\ntrue\r\n'
    bodies = {
        b"": 400,
        b"hello": 400,
        part: 400,
        part + part + b"--x--\r\n": 400,
        part + b"--x--\r\n": 422,
        b"--x\r\nContent-Type: text/plain\r\n\r\ntrue\r\n--x--\r\n": 400,
    }
    for body, status in bodies.items():
        assert owner.post(path, content=body, headers=media).status_code == status, body
    no_boundary = {"Content-Type": "multipart/form-data"}
    assert owner.post(path, content=part, headers=no_boundary).status_code == 400


def bursts():
    """Noise with the rhythm of syllables."""
    loud = np.sin(2 * np.pi * 3 * np.arange(6 * RATE) / RATE) > 0
    return (loud * np.random.default_rng(0).normal(0, 0.1, 6 * RATE)).astype(np.float32)


def noise():
    return encoded(np.random.default_rng(0).normal(0, 0.1, 6 * RATE).astype(np.float32))


BAD = {
    "silence": (lambda: encoded(np.zeros(6 * RATE, np.float32)), "silent"),
    "noise": (noise, "noisy"),
    "0 bytes": (lambda: b"", "empty"),
    "text": (lambda: b"This is no sound.\n" * 1000, "unreadable_audio"),
    "a lying header": (lying_wav, "too_short"),
    "a zip bomb": (flac_bomb, "too_long"),
    "a short one": (lambda: encoded(speech(1.5)), "too_short"),
    "a long one": (lambda: encoded(speech(61), "FLAC"), "too_long"),
    "a clipped one": (lambda: encoded(np.clip(8 * speech(), -1, 1)), "clipped"),
    "one without a voice": (lambda: encoded(bursts()), "no_speech"),
}


@pytest.mark.parametrize("what", BAD)
def test_an_unsuitable_recording_is_refused_with_its_reason(owner, server, what):
    make, code = BAD[what]
    audio = make()
    upload(owner, encoded(speech(1)))  # loads what the checks need, before the memory is measured
    before = resident_mb(server)
    reply = upload(owner, audio)
    assert status_and_problems(reply) == (422, [("audio", code)]), reply.text
    assert resident_mb(server) - before < 120
    assert owner.get("/v1/jobs").json() == {"jobs": []}


@pytest.mark.parametrize("declared", [True, False])
def test_500_mb_are_refused_while_they_are_read(owner, server, declared):
    sent = 0

    def parts():
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'
        for _ in range(500):
            sent += 1
            yield bytes(1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    if declared:
        headers["Content-Length"] = str(500 << 20)
    before = resident_mb(server)
    reply = owner.post(f"/v1/voices/{owner.voice}/samples", content=parts(), headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "payload_too_large")
    assert sent < 200
    assert resident_mb(server) - before < 120


def test_a_recording_larger_than_allowed_is_refused(owner):
    reply = upload(owner, bytes((20 << 20) + 1))
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "payload_too_large")


def test_another_accounts_voice_is_not_found(owner, server):
    with server.client() as other:
        assert upload(other, encoded(speech()), voice=owner.voice).status_code == 404
    assert upload(owner, encoded(speech()), voice=str(uuid.uuid4())).status_code == 404
    assert upload(owner, encoded(speech()), voice="x").status_code == 404


def test_an_upload_counts_as_a_request(server):
    key = server.new_key(f"slow-{uuid.uuid4().hex[:8]}")
    with server.client(key) as http:
        http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
        statuses = [upload(http, b"x").status_code for _ in range(61)]
    assert statuses.count(429) >= 1
    assert set(statuses) == {422, 429}


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "MP3", "OGG"])
def test_every_container_and_rate_is_read(owner, kind):
    rate = {"WAV": 8000, "FLAC": 96_000, "MP3": 44_100, "OGG": 48_000}[kind]
    audio = encoded(np.stack([speech(rate=rate)] * 2, axis=1), kind, rate=rate)
    job = upload(owner, audio, name=f"me.{kind.lower()}")
    assert job.status_code == 202, job.text
    owner.delete(f"/v1/jobs/{job.json()['id']}")


def cloning_processes_of(pid):
    """The processes that clone under a server, grandchildren too."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            command = (path.parent / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        child = int(path.parent.name)
        if parent == pid:
            if b"phemius_core.cloning" in command:
                found.append(child)
            found += cloning_processes_of(child)
    return found


def wait_for_cloning_process(server, *, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := cloning_processes_of(server.process.pid)):
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.05)
    return found[0]


def has_exited(pid, *, seconds=15):
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}/stat").exists():
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def cloning_server(shipped, tmp_path):
    """A server with the real model, which can clone."""
    pytest.importorskip("torch")
    with running(tmp_path, adapter=shipped, **MODEL) as server:
        yield server


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_a_cloned_voice_speaks_with_its_own_voicepack(cloning_server):
    audio = encoded(speech())
    with cloning_server.client() as http:
        http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
        say = {"text": "Hello.", "voice_id": http.voice}
        before = http.post("/v1/speech", json=say).content
        job = upload(http, audio, form={**CONSENT, "depth": "fast"}).json()
        state = wait_until_ended(http, job, seconds=280)
        assert state["status"] == "succeeded", state
        result = state["result"]
        assert set(result) == {
            *("voice_id", "depth", "nearest", "similarity_before", "similarity_after"),
            *("pitch_hz", "pitch_after_hz", "seconds"),
        }
        assert (result["voice_id"], result["depth"]) == (http.voice, "fast")
        assert 100 < result["pitch_hz"] < 140
        preview = http.get(f"/v1/jobs/{job['id']}/items/0/audio")
        assert preview.headers["content-type"] == "audio/wav"
        assert preview.content.startswith(b"RIFF")
        after = http.post("/v1/speech", json=say).content
        assert after != before
        openai = {"model": "tts-1", "input": "Hello.", "voice": http.voice}
        assert http.post("/v1/audio/speech", json=openai).content == after
        usage = http.get("/v1/usage").json()
        assert (usage["chars"], usage["reserved_chars"]) == (18, 0)
    (row,) = json.loads(cloning_server.run("voices", "list", "--json"))
    assert row["provenance"]["reference_sha256"] == hashlib.sha256(audio).hexdigest()
    assert {"consent_at", "cloned_at", "method", "depth"} <= set(row["provenance"])
    with sqlite3.connect(cloning_server.log.parent / "phemius.db") as database:
        roles = database.execute("SELECT role FROM job_files").fetchall()
        kept = database.execute("SELECT reference FROM voice_packs").fetchall()
    assert (roles, kept) == ([("output",)], [(None,)])


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_a_cloning_process_exits_if_its_job_is_cancelled_or_its_voice_deleted(cloning_server):
    audio = encoded(speech())
    with cloning_server.client() as http:
        for end in (lambda job: http.delete(f"/v1/jobs/{job['id']}"), None):
            http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
            job = upload(http, audio).json()
            child = wait_for_cloning_process(cloning_server)
            if end is not None:
                end(job)
                assert has_exited(child)
                assert http.get(f"/v1/jobs/{job['id']}").json()["status"] == "cancelled"
            else:
                os.kill(child, signal.SIGKILL)
                http.delete(f"/v1/voices/{http.voice}")
                state = wait_until_ended(http, job)
                assert state["status"] == "failed"
                assert "no custom voice" in state["error"]
        assert http.get("/v1/usage").json()["reserved_chars"] == 0


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_a_killed_server_leaves_no_cloning_process_and_resumes_the_job(shipped, tmp_path):
    pytest.importorskip("torch")
    options = {**MODEL, "PHEMIUS_ENGINE": "tone"}
    server = Server(tmp_path, adapter=shipped, **options)
    try:
        with server.client() as http:
            http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
            job = upload(http, encoded(speech()), form={**CONSENT, "depth": "fast"}).json()
            child = wait_for_cloning_process(server)
            # One by one, not as a group: the cloning process is not to be killed with them.
            for pid in [*server_workers_of(server.process.pid), server.process.pid]:
                os.kill(pid, signal.SIGKILL)
            server.process.wait(20)
            assert has_exited(child)
        server = Server(tmp_path, adapter=shipped, key=server.key, **options)
        with server.client() as http:
            assert wait_until_ended(http, job, seconds=280)["status"] == "succeeded"
            assert http.get("/v1/usage").json()["reserved_chars"] == 0
    finally:
        server.kill()


def server_workers_of(pid):
    """Worker processes of a server, without those that clone."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [
        int(child)
        for child in path.read_text().split()
        if b"phemius_core.cloning" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def test_without_torch_the_reply_says_what_to_install(shipped, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "real = importlib.util.find_spec\n"
        "def find_spec(name, *more):\n"
        "    return None if name == 'torch' else real(name, *more)\n"
        "importlib.util.find_spec = find_spec\n"
    )
    path = os.pathsep.join([str(hidden), os.environ.get("PYTHONPATH", "")])
    with running(tmp_path, adapter=shipped, PHEMIUS_ENGINE="tone", PYTHONPATH=path) as server:
        with server.client() as http:
            http.voice = http.post("/v1/voices", json={"name": "Mine"}).json()["id"]
            reply = upload(http, encoded(speech()))
            assert reply.status_code == 501
            error = reply.json()["error"]
            assert error["code"] == "missing_extra"
            assert "pip install 'phemius[torch]'" in error["message"]
            # Bulk jobs still work.
            bulk = {"type": "bulk_synthesis", "items": [{"text": "Hello."}]}
            assert (
                wait_until_ended(http, http.post("/v1/jobs", json=bulk).json())["status"]
                == "succeeded"
            )
