"""The examples, each run as a user runs it: in its own process, with a real server and a key."""

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

from tests.recordings import opened
from tests.server.conftest import SHIPPED, free_port, running

COOKBOOK = Path(__file__).parents[2] / "examples" / "cookbook"
TESTED = {
    *("bulk", "captions", "cloning", "errors", "fan_out", "fastapi_proxy", "file"),
    *("speaker", "tokens", "usage"),
}


@pytest.fixture(scope="module")
def tone_server(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("tone_server"), adapter=SHIPPED[0], PHEMIUS_ENGINE="tone"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def speech_server(tmp_path_factory):
    """A server with the real model."""
    with running(tmp_path_factory.mktemp("speech_server"), adapter=SHIPPED[0]) as server:
        yield server


def command(name, *arguments):
    return [sys.executable, str(COOKBOOK / f"{name}.py"), *map(str, arguments)]


def environment(server):
    return {**os.environ, "PHEMIUS_API_KEY": server.key, "PHEMIUS_BASE_URL": server.url}


def run(name, server, folder, *arguments):
    """The output of an example."""
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


def test_every_example_is_short_documented_and_tested():
    found = {path.stem: path.read_text(encoding="utf-8") for path in COOKBOOK.glob("*.py")}
    assert set(found) == TESTED
    for name, text in found.items():
        assert len(text.splitlines()) < 60, name
        assert f"python examples/cookbook/{name}.py" in text.split('"""')[1], name


@pytest.mark.slow
@pytest.mark.model
def test_file(speech_server, tmp_path):
    output = run("file", speech_server, tmp_path, "hello.flac")
    assert output.startswith("hello.flac: ")
    assert 0.8 < soundfile.info(tmp_path / "hello.flac").duration < 4


@pytest.mark.slow
@pytest.mark.model
def test_captions(speech_server, tmp_path):
    run("captions", speech_server, tmp_path)
    srt = (tmp_path / "captioned.srt").read_text(encoding="utf-8")
    times = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})", srt)
    assert len(times) == 3
    flat = [time for cue in times for time in cue]
    assert flat == sorted(flat)
    assert "Captions follow the voice\n" in srt
    seconds = int(flat[-1][6:8]) + int(flat[-1][9:]) / 1000
    assert seconds <= soundfile.info(tmp_path / "captioned.wav").duration


def test_speaker(tone_server, tmp_path):
    output = run("speaker", tone_server, tmp_path, "Hello", "there.")
    assert "first audio after" in output
    if "no audio device" in output:
        assert soundfile.info(tmp_path / "speech.wav").samplerate == 24000


def test_fastapi_proxy(tone_server, tmp_path):
    port = free_port()
    process = subprocess.Popen(
        command("fastapi_proxy", port), cwd=tmp_path, env=environment(tone_server)
    )
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            deadline = time.monotonic() + 60
            while not is_ready(http):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            spoken = http.get("/say", params={"text": "Hello"})
            assert spoken.headers["content-type"] == "audio/mpeg"
            assert opened(spoken.content).samplerate == 24000
            wrong = http.get("/say", params={"text": "Hello", "voice": "nobody"})
            assert (wrong.status_code, "nobody" in wrong.text) == (422, True)
    finally:
        process.terminate()
        process.wait(20)


def is_ready(http):
    try:
        return http.get("/openapi.json").status_code == 200
    except httpx2.HTTPError:
        return False


def test_tokens(tone_server, tmp_path):
    output = run("tokens", tone_server, tmp_path)
    first, last = map(float, re.findall(r"after ([\d.]+) s", output))
    assert first < last  # audio arrives while the model writes
    assert soundfile.info(tmp_path / "answer.wav").duration > 1


def test_bulk(tone_server, tmp_path):
    output = run("bulk", tone_server, tmp_path)
    assert "lines.zip: 100 files" in output
    with zipfile.ZipFile(tmp_path / "lines.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert [entry["id"] for entry in manifest] == [f"line-{n}" for n in range(1, 101)]


def test_usage(tone_server, tmp_path):
    run("fan_out", tone_server, tmp_path)
    rows = list(csv.reader(io.StringIO(run("usage", tone_server, tmp_path))))
    assert rows[0] == ["day", "requests", "characters", "seconds of audio"]
    assert int(rows[1][1]) >= 8
    assert "growth plan" in ",".join(rows[-1])


def test_fan_out(tone_server, tmp_path):
    output = run("fan_out", tone_server, tmp_path)
    assert output.count("trains/") == 8
    assert len(list((tmp_path / "trains").glob("*.wav"))) == 8


def test_errors(tone_server, tmp_path):
    output = run("errors", tone_server, tmp_path)
    for advice in ("it succeeded", "correct the request: speed", "check the key", "404 not_found"):
        assert advice in output
    assert "check the address and the network" in output


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_cloning(speech_server, tmp_path):
    if "/v1/voices/{voice_id}/samples" not in httpx2.get(f"{speech_server.url}/openapi.json").text:
        pytest.skip("this server has no cloning endpoint")
    if importlib.util.find_spec("torch") is None:
        pytest.skip("cloning needs torch, which is not installed")
    with speech_server.client() as http:
        text = "The north wind and the sun disputed which was the stronger. " * 4
        recording = http.post(
            "/v1/speech",
            json={"text": text, "voice": "bm_george"},
            headers={"Accept": "audio/wav"},
        )
    (tmp_path / "george.wav").write_bytes(recording.content)
    output = run("cloning", speech_server, tmp_path, "george.wav")
    assert "similarity_after" in output
    assert soundfile.info(tmp_path / "alice-says.wav").duration > 0.5
