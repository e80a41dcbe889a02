"""Bulk jobs against a real server process."""

import base64
import io
import json
import subprocess
import sys
import time
import uuid
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from tests.server.conftest import Server, running

ENDED = {"succeeded", "failed", "cancelled"}
ITEMS = [
    {"id": "greeting", "text": "Hello there.", "voice": "nova"},
    {"text": "And one more.", "speed": 2},
]


@pytest.fixture
def owner(server):
    """A client of an account that has no job yet."""
    name = f"owner-{uuid.uuid4().hex[:8]}"
    key = server.new_key(name, "growth")
    with server.client(key) as http:
        http.key = key
        yield http


def bulk_request(items=ITEMS, **more):
    return {"type": "bulk_synthesis", "items": items, **more}


def wait_until_ended(http, job, *, seconds=60):
    deadline = time.monotonic() + seconds
    while (state := http.get(f"/v1/jobs/{job['id']}").json())["status"] not in ENDED:
        assert time.monotonic() < deadline, state
        time.sleep(0.05)
    return state


def test_a_bulk_job_from_creation_to_usage(owner):
    assert owner.get("/v1/jobs").json() == {"jobs": []}
    created = owner.post("/v1/jobs", json=bulk_request())
    assert created.status_code == 202
    job = created.json()
    assert created.headers["location"] == f"/v1/jobs/{job['id']}"
    assert set(job) == {
        *("id", "type", "status", "progress", "result", "error", "created_at", "updated_at")
    }
    assert uuid.UUID(job["id"])
    assert datetime.fromisoformat(job["created_at"]).tzinfo is not None
    assert (job["type"], job["result"], job["error"]) == ("bulk_synthesis", None, None)
    state = wait_until_ended(owner, job)
    assert (state["status"], state["progress"]) == ("succeeded", 1)
    chars = sum(len(item["text"]) for item in ITEMS)
    assert state["result"]["chars_billed"] == chars
    assert owner.get("/v1/jobs").json() == {"jobs": [state]}
    assert owner.get("/v1/usage").json()["chars"] == chars
    assert owner.get("/v1/usage").json()["reserved_chars"] == 0


def test_the_audio_is_that_of_the_speech_endpoint(owner):
    job = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())
    items = owner.get(job["result"]["items_path"]).json()["items"]
    assert [(item["index"], item["id"]) for item in items] == [(0, "greeting"), (1, None)]
    for item, request in zip(items, ITEMS, strict=True):
        audio = owner.get(item["audio"])
        assert audio.headers["content-type"] == "audio/wav"
        live = owner.post("/v1/speech", json={k: v for k, v in request.items() if k != "id"})
        assert audio.content[44:] == live.content
        assert item["chars_billed"] == len(request["text"])
        assert item["duration_ms"] == len(live.content) // 48


def test_the_archive_has_every_file_and_a_manifest(owner):
    items = [*ITEMS, {"text": "…"}]
    job = wait_until_ended(
        owner, owner.post("/v1/jobs", json=bulk_request(items, format="mp3")).json()
    )
    assert (job["result"]["succeeded"], job["result"]["failed"]) == (2, 1)
    reply = owner.get(job["result"]["archive_path"])
    assert reply.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    assert archive.testzip() is None
    assert archive.namelist() == ["0000-greeting.mp3", "0001.mp3", "manifest.json"]
    manifest = json.loads(archive.read("manifest.json"))
    assert [entry["file"] for entry in manifest] == ["0000-greeting.mp3", "0001.mp3", None]
    assert [entry["text"] for entry in manifest] == [item["text"] for item in items]
    assert "no word" in manifest[2]["error"]
    assert archive.read("0001.mp3") == owner.get(f"/v1/jobs/{job['id']}/items/1/audio").content
    failed = owner.get(f"/v1/jobs/{job['id']}/items/2/audio")
    assert (failed.status_code, failed.json()["error"]["code"]) == (404, "not_found")
    assert owner.get("/v1/usage").json()["chars"] == sum(len(item["text"]) for item in ITEMS)


@pytest.mark.parametrize("media", ["application/x-ndjson", "application/jsonl; charset=utf-8"])
def test_a_body_of_json_lines_has_one_item_per_line(owner, media):
    lines = "".join(json.dumps(item) + "\r\n" for item in ITEMS) + "\n"
    reply = owner.post(
        "/v1/jobs?format=flac", content="\ufeff" + lines, headers={"Content-Type": media}
    )
    job = wait_until_ended(owner, reply.json())
    assert job["result"]["succeeded"] == 2
    assert owner.get(f"/v1/jobs/{job['id']}/items/0/audio").content.startswith(b"fLaC")


def test_one_error_lists_all_invalid_items_by_index(owner):
    items = [
        {"text": "Fine."},
        {"text": "", "speed": 9},
        {"text": "No such voice.", "voice": "nobody"},
        {"text": "Nor such.", "voice_id": str(uuid.uuid4())},
        "no object",
        {"text": "Twice.", "id": "a"},
        {"text": "Twice.", "id": "a"},
        {"text": "Typo.", "voise": "nova"},
        {"text": "x", "model": "other"},
    ]
    reply = owner.post("/v1/jobs", json=bulk_request(items))
    assert reply.status_code == 422
    found = [field["field"] for field in reply.json()["error"]["fields"]]
    assert found == [
        *("items.1.text", "items.1.speed", "items.2.voice", "items.3.voice_id", "items.4"),
        *("items.6.id", "items.7.voise", "items.8.model"),
    ]
    assert owner.get("/v1/jobs").json() == {"jobs": []}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"type": "bulk_synthesis"}, 422, "1 to 1000"),
        (bulk_request([]), 422, "1 to 1000"),
        (bulk_request([{"text": "x"}] * 1001), 422, "1 to 1000"),
        (bulk_request(type="voice_cloning"), 422, "type"),
        (bulk_request(format="aac"), 422, "format"),
        (bulk_request(more=1), 422, "more"),
        (bulk_request([{"text": "x" * 5000}] * 101), 413, "505000 characters"),
        ([], 400, "object"),
    ],
)
def test_an_invalid_bulk_request_is_refused(owner, body, status, says):
    reply = owner.post("/v1/jobs", json=body)
    assert reply.status_code == status
    assert says in reply.text


def test_an_error_names_the_invalid_line(owner):
    lines = '{"text": "Hi."}\n{"text": \n'
    reply = owner.post("/v1/jobs", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert reply.status_code == 400
    assert reply.json()["error"]["message"].startswith("line 2: ")
    reply = owner.post("/v1/jobs?format=flac", json=bulk_request())
    assert (reply.status_code, "query" in reply.text) == (422, True)


def test_the_same_idempotency_key_gives_the_same_job(owner):
    headers = {"Idempotency-Key": "once"}
    first = owner.post("/v1/jobs", json=bulk_request(), headers=headers).json()
    again = owner.post("/v1/jobs", json=bulk_request(), headers=headers).json()
    assert again["id"] == first["id"]
    other = owner.post("/v1/jobs", json=bulk_request(format="mp3"), headers=headers)
    assert other.status_code == 422
    wait_until_ended(owner, first)
    assert owner.get("/v1/usage").json()["requests"] == 2


def test_creating_a_job_counts_as_a_request(server):
    key = server.new_key(f"x-{uuid.uuid4()}", "free")
    with server.client(key) as http:
        statuses = [http.post("/v1/jobs", json=bulk_request()).status_code for _ in range(6)]
    assert statuses == [202] * 5 + [429]


def test_a_job_over_the_free_quota_is_refused_as_a_whole(server):
    key = server.new_key(f"x-{uuid.uuid4()}", "free")
    with server.client(key) as http:
        reply = http.post("/v1/jobs", json=bulk_request([{"text": "x" * 4000}] * 3))
        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "insufficient_quota")
        assert http.get("/v1/jobs").json() == {"jobs": []}


def test_a_cancelled_job_keeps_and_charges_its_delivered_items(owner):
    text = "The quick brown fox jumps over the lazy dog. " * 100
    job = owner.post("/v1/jobs", json=bulk_request([{"text": text, "speed": 0.25}] * 50)).json()
    while owner.get(f"/v1/jobs/{job['id']}").json()["status"] == "queued":
        time.sleep(0.02)
    early = owner.get(f"/v1/jobs/{job['id']}/audio.zip")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "conflict")
    cancelled = owner.delete(f"/v1/jobs/{job['id']}")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    # The client's way to repeat a cancellation.
    again = owner.delete(f"/v1/jobs/{job['id']}?only_cancel=true")
    assert (again.status_code, again.json()["status"]) == (200, "cancelled")
    items = owner.get(f"/v1/jobs/{job['id']}/items").json()["items"]
    assert {item["status"] for item in items} <= {"cancelled", "succeeded"}
    usage = owner.get("/v1/usage").json()
    assert usage["chars"] == sum(item["chars_billed"] for item in items)
    assert usage["reserved_chars"] == 0
    # The worker is free again.
    assert (
        wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())["status"]
        == "succeeded"
    )
    assert owner.delete(f"/v1/jobs/{uuid.uuid4()}").status_code == 404


def test_lists_have_a_link_to_the_next_page(owner):
    created = [owner.post("/v1/jobs", json=bulk_request()).json()["id"] for _ in range(5)]
    for job in created:
        wait_until_ended(owner, {"id": job})
    seen, path = [], "/v1/jobs?limit=2"
    while path:
        page = owner.get(path)
        seen += [job["id"] for job in page.json()["jobs"]]
        path = page.links.get("next", {}).get("url")
    assert seen == created[::-1]
    first = owner.get("/v1/jobs?limit=2").json()
    assert first["has_more"] is True
    second = owner.get("/v1/jobs", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [job["id"] for job in first["jobs"] + second["jobs"]] == created[:0:-1]
    assert set(owner.get("/v1/jobs").json()) == {"jobs"}
    page = owner.get(f"/v1/jobs/{created[0]}/items?limit=1")
    assert (page.json()["has_more"], page.json()["next_cursor"]) == (True, "1")
    assert [item["index"] for item in page.json()["items"]] == [0]
    page = owner.get(page.links["next"]["url"])
    assert [item["index"] for item in page.json()["items"]] == [1]
    assert "next" not in page.links

    def cursor(text):
        return "cursor=" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    some_id = created[0]
    for query in (
        *("limit=0", "limit=1001", "limit=x", "cursor=x", "cursor=", "cursor=%00", "cursor=é"),
        *(cursor(f"9999999999999999999.{some_id}"), cursor(f"9223372036854775808.{some_id}")),
        *(cursor(f"-1.{some_id}"), cursor(f"1.{'g' * 36}"), cursor("1."), cursor(f".{some_id}")),
    ):
        assert owner.get(f"/v1/jobs?{query}").status_code == 422, query


def test_an_ended_job_is_deleted_with_all_its_audio(owner, server):
    kept = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())
    job = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())
    files = Path(server.env["PHEMIUS_DATA_DIR"], "files")
    assert len([path for path in files.rglob("*") if job["id"] in str(path.parent)]) == 2
    path = f"/v1/jobs/{job['id']}"
    conflict = owner.delete(f"{path}?only_cancel=true")
    assert (conflict.status_code, conflict.json()["error"]["code"]) == (409, "conflict")
    assert owner.delete(f"{path}?only_cancel=yes").status_code == 422
    deleted = owner.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for method, end in (("GET", ""), ("DELETE", ""), ("GET", "/items"), ("GET", "/audio.zip")):
        assert owner.request(method, path + end).status_code == 404
    assert [listed["id"] for listed in owner.get("/v1/jobs").json()["jobs"]] == [kept["id"]]
    assert not [path for path in files.rglob("*") if job["id"] in str(path)]
    assert owner.get(kept["result"]["archive_path"]).status_code == 200


def test_head_has_the_headers_of_get_and_builds_nothing(owner):
    job = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())
    path = f"/v1/jobs/{job['id']}/items/0/audio"
    audio, head = owner.get(path), owner.head(path)
    assert audio.headers["content-length"] == str(len(audio.content))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == audio.headers[name]
    head = owner.head(job["result"]["archive_path"])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "application/zip"
    assert "content-length" not in head.headers
    assert owner.head(f"/v1/jobs/{uuid.uuid4()}/audio.zip").status_code == 404
    assert owner.get("/v1/jobs").status_code == 200  # the connection is still usable


def test_audio_is_503_while_the_file_storage_is_away_and_items_wait_for_it(tmp_path, shipped):
    with running(tmp_path, adapter=shipped, PHEMIUS_ENGINE="tone") as server:
        with server.client() as http:
            job = wait_until_ended(http, http.post("/v1/jobs", json=bulk_request()).json())
            files = tmp_path / "files"
            files.rename(tmp_path / "away")
            files.write_text("no directory")
            for path in ("/items/0/audio", "/audio.zip"):
                reply = http.get(f"/v1/jobs/{job['id']}{path}")
                assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
            waiting = http.post("/v1/jobs", json=bulk_request()).json()
            time.sleep(1)
            assert http.get(f"/v1/jobs/{waiting['id']}").json()["status"] == "running"
            files.unlink()
            (tmp_path / "away").rename(files)
            assert wait_until_ended(http, waiting)["status"] == "succeeded"
            assert http.get(f"/v1/jobs/{job['id']}/items/0/audio").status_code == 200
            used = http.get("/v1/usage").json()
            assert (used["requests"], used["reserved_chars"]) == (4, 0)


def test_another_accounts_job_is_not_found(owner, server):
    job = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request()).json())
    with server.client() as other:
        for path in ("", "/items", "/items/0/audio", "/audio.zip"):
            assert other.get(f"/v1/jobs/{job['id']}{path}").status_code == 404
        assert other.delete(f"/v1/jobs/{job['id']}").status_code == 404
    for path in ("/v1/jobs/x", "/v1/jobs/x/items", f"/v1/jobs/{job['id']}/items/x/audio"):
        assert owner.get(path).status_code == 404


def test_a_bulk_job_speaks_with_a_custom_voice(owner):
    voice = owner.post("/v1/voices", json={"name": "Mine", "base_voice": "am_michael"}).json()
    items = [{"text": "Hello.", "voice_id": voice["id"]}]
    job = wait_until_ended(owner, owner.post("/v1/jobs", json=bulk_request(items)).json())
    assert job["status"] == "succeeded"
    live = owner.post("/v1/speech", json=items[0]).content
    assert owner.get(f"/v1/jobs/{job['id']}/items/0/audio").content[44:] == live


@pytest.mark.slow
def test_a_restarted_server_resumes_jobs_and_charges_once(tmp_path, shipped):
    options = {"PHEMIUS_ENGINE": "tone", "PHEMIUS_JOB_LEASE_S": "1"}
    server = Server(tmp_path, adapter=shipped, **options)
    items = [{"text": f"Number {n}. " * 100} for n in range(60)]
    with server.client() as http:
        job = http.post("/v1/jobs", json=bulk_request(items[:5])).json()
        for _ in range(4):
            http.post("/v1/jobs", json=bulk_request(items[:1]))
        time.sleep(0.3)
    for _ in range(3):
        server.kill()
        server = Server(tmp_path, adapter=shipped, key=server.key, **options)
        time.sleep(0.5)
    try:
        with server.client() as http:
            assert wait_until_ended(http, job)["status"] == "succeeded"
            for other in http.get("/v1/jobs").json()["jobs"]:
                wait_until_ended(http, other)
            usage = http.get("/v1/usage").json()
            assert usage["chars"] == sum(len(item["text"]) for item in items[:5] + items[:1] * 4)
            assert usage["reserved_chars"] == 0
    finally:
        server.stop()


@pytest.mark.slow
def test_a_worker_process_runs_jobs_that_the_server_does_not(tmp_path, shipped):
    with running(
        tmp_path, adapter=shipped, PHEMIUS_ENGINE="tone", PHEMIUS_JOBS="workers"
    ) as server:
        with server.client() as http:
            job = http.post("/v1/jobs", json=bulk_request()).json()
            time.sleep(1)
            assert http.get(f"/v1/jobs/{job['id']}").json()["status"] == "queued"
            worker = subprocess.Popen(
                [sys.executable, "-m", "phemius_core.cli", "worker"], env=server.env
            )
            try:
                assert wait_until_ended(http, job)["status"] == "succeeded"
            finally:
                worker.terminate()
                assert worker.wait(20) == 0
