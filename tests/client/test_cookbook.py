"""The examples, each as a user runs it: a process of its own, a real server, a key."""

import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx2
import pytest
import soundfile

from tests.server.conftest import SHIPPED, free_port, running

COOKBOOK = Path(__file__).parents[2] / "examples" / "cookbook"
TESTED = {
    *("bulk", "captions", "cloning", "errors", "fan_out", "fastapi_proxy", "file"),
    *("speaker", "tokens", "usage"),
}


@pytest.fixture(scope="module")
def humming(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("humming"), adapter=SHIPPED[0], PHEMIUS_ENGINE="tone"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def speaking(tmp_path_factory):
    """With the real model."""
    with running(tmp_path_factory.mktemp("speaking"), adapter=SHIPPED[0]) as server:
        yield server


def command(name, *arguments):
    return [sys.executable, str(COOKBOOK / f"{name}.py"), *map(str, arguments)]


def environment(server):
    return {**os.environ, "PHEMIUS_API_KEY": server.key, "PHEMIUS_BASE_URL": server.url}


def run(name, server, folder, *arguments):
    """What an example prints."""
    done = subprocess.run(
        command(name, *arguments),
        cwd=folder,
        env=environment(server),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_every_example_is_short_says_how_to_run_it_and_is_run_here():
    found = {path.stem: path.read_text(encoding="utf-8") for path in COOKBOOK.glob("*.py")}
    assert set(found) == TESTED
    for name, text in found.items():
        assert len(text.splitlines()) < 60, name
        assert f"python examples/cookbook/{name}.py" in text.split('"""')[1], name


@pytest.mark.slow
@pytest.mark.model
def test_file(speaking, tmp_path):
    said = run("file", speaking, tmp_path, "hello.flac")
    assert said.startswith("hello.flac: ")
    assert 0.8 < soundfile.info(tmp_path / "hello.flac").duration < 4


@pytest.mark.slow
@pytest.mark.model
def test_captions(speaking, tmp_path):
    run("captions", speaking, tmp_path)
    srt = (tmp_path / "captioned.srt").read_text(encoding="utf-8")
    times = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})", srt)
    assert len(times) == 3
    flat = [time for cue in times for time in cue]
    assert flat == sorted(flat)
    assert "Captions follow the voice\n" in srt
    seconds = int(flat[-1][6:8]) + int(flat[-1][9:]) / 1000
    assert seconds <= soundfile.info(tmp_path / "captioned.wav").duration


def test_speaker(humming, tmp_path):
    said = run("speaker", humming, tmp_path, "Hello", "there.")
    assert "first audio after" in said
    if "no sound here" in said:
        assert soundfile.info(tmp_path / "speech.wav").samplerate == 24000


def test_fastapi_proxy(humming, tmp_path):
    port = free_port()
    process = subprocess.Popen(
        command("fastapi_proxy", port), cwd=tmp_path, env=environment(humming)
    )
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            deadline = time.monotonic() + 60
            while not answers(http):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            spoken = http.get("/say", params={"text": "Hello"})
            assert spoken.headers["content-type"] == "audio/mpeg"
            assert soundfile.info(io.BytesIO(spoken.content)).samplerate == 24000
            wrong = http.get("/say", params={"text": "Hello", "voice": "nobody"})
            assert (wrong.status_code, "nobody" in wrong.text) == (422, True)
    finally:
        process.terminate()
        process.wait(20)


def answers(http):
    try:
        return http.get("/openapi.json").status_code == 200
    except httpx2.HTTPError:
        return False


def test_tokens(humming, tmp_path):
    said = run("tokens", humming, tmp_path)
    first, last = map(float, re.findall(r"after ([\d.]+) s", said))
    assert first < last  # it speaks while the model writes
    assert soundfile.info(tmp_path / "answer.wav").duration > 1


def test_bulk(humming, tmp_path):
    said = run("bulk", humming, tmp_path)
    assert "lines.zip: 100 files" in said
    with zipfile.ZipFile(tmp_path / "lines.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert [entry["id"] for entry in manifest] == [f"line-{n}" for n in range(1, 101)]


def test_usage(humming, tmp_path):
    run("fan_out", humming, tmp_path)
    rows = list(csv.reader(io.StringIO(run("usage", humming, tmp_path))))
    assert rows[0] == ["day", "requests", "characters", "seconds of audio"]
    assert int(rows[1][1]) >= 8
    assert "growth plan" in ",".join(rows[-1])


def test_fan_out(humming, tmp_path):
    said = run("fan_out", humming, tmp_path)
    assert said.count("trains/") == 8
    assert len(list((tmp_path / "trains").glob("*.wav"))) == 8


def test_errors(humming, tmp_path):
    said = run("errors", humming, tmp_path)
    for told in ("all is well", "mend the request: speed", "check the key", "404 not_found"):
        assert told in said
    assert "no server, or no network" in said


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_cloning(speaking, tmp_path):
    if "/v1/voices/{voice_id}/samples" not in httpx2.get(f"{speaking.url}/openapi.json").text:
        pytest.skip("this server has no cloning endpoint")
    if importlib.util.find_spec("torch") is None:
        pytest.skip("cloning needs torch, which is not installed")
    with speaking.client() as http:
        text = "The north wind and the sun disputed which was the stronger. " * 4
        recording = http.post(
            "/v1/speech",
            json={"text": text, "voice": "bm_george"},
            headers={"Accept": "audio/wav"},
        )
    (tmp_path / "george.wav").write_bytes(recording.content)
    said = run("cloning", speaking, tmp_path, "george.wav")
    assert "similarity_after" in said
    assert soundfile.info(tmp_path / "alice-says.wav").duration > 0.5
