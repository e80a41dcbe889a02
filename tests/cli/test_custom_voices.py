"""`phemius voices create|clone|list|delete`, run as processes on one database."""

import json

import pytest
import soundfile
from tests.cli.test_cli import phemius
from tests.recordings import encoded, speech

from phemius_core.settings import default_data_dir


def run_voices(*arguments, data_dir):
    done = phemius(
        *("voices", *arguments),
        data_dir=data_dir,
        PHEMIUS_MODEL_DIR=str(default_data_dir() / "models"),
    )
    return done.returncode, done.stdout.decode().strip(), done.stderr.decode()


@pytest.fixture
def data_dir(tmp_path):
    assert phemius("keys", "create", data_dir=tmp_path).returncode == 0
    return tmp_path


def test_a_voice_is_created_listed_and_deleted(data_dir):
    code, voice_id, error = run_voices(
        "create", "Alice", "--base", "af_bella(2)+af_sky(1)", data_dir=data_dir
    )
    assert code == 0, error
    (row,) = json.loads(run_voices("list", "--json", data_dir=data_dir)[1])
    assert (row["id"], row["name"], row["spec"]) == (voice_id, "Alice", "af_bella(2)+af_sky(1)")
    assert row["provenance"] is None
    assert voice_id in run_voices("list", data_dir=data_dir)[1]
    assert run_voices("delete", voice_id, data_dir=data_dir)[0] == 0
    assert json.loads(run_voices("list", "--json", data_dir=data_dir)[1]) == []
    assert run_voices("delete", voice_id, data_dir=data_dir)[0] == 1
    assert run_voices("create", "Bob", "--base", "nobody", data_dir=data_dir)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--name", "Me"), "consent"),
        (("--consent",), "--name"),
        (("--consent", "--name", "Me", "--depth", "deep"), "depth"),
        (("--consent", "--name", "Me"), "bytes"),
    ],
)
def test_clone_refuses_bad_input(data_dir, arguments, word):
    (data_dir / "me.wav").write_bytes(b"")
    code, _, error = run_voices("clone", "me.wav", *arguments, data_dir=data_dir)
    assert (code, word in error) == (2, True), error
    assert json.loads(run_voices("list", "--json", data_dir=data_dir)[1]) == []


@pytest.mark.timeout(900)
@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_clone_creates_a_voice_and_a_report(data_dir):
    pytest.importorskip("torch")
    (data_dir / "me.flac").write_bytes(encoded(speech(), "FLAC"))
    code, voice_id, error = run_voices(
        *("clone", "me.flac", "--name", "Me", "--consent", "--depth", "fast", "--report", "made"),
        data_dir=data_dir,
    )
    assert code == 0, error
    (row,) = json.loads(run_voices("list", "--json", data_dir=data_dir)[1])
    assert row["id"] == voice_id
    report = json.loads((data_dir / "made" / "report.json").read_text())
    assert report["voice_id"] == voice_id
    assert report["similarity_after"] == row["provenance"]["similarity_after"]
    with soundfile.SoundFile(data_dir / "made" / "speech.wav") as sound:
        assert sound.frames > 24_000
    assert (data_dir / "made" / "plot.png").read_bytes().startswith(b"\x89PNG")
