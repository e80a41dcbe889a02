"""`phemius voices create|clone|list|delete`, as processes on one database."""

import json

import pytest
import soundfile
from tests.cli.test_cli import phemius
from tests.recordings import encoded, speech

from phemius_core.settings import default_data_dir


def voices(*arguments, data_dir):
    done = phemius(
        *("voices", *arguments),
        data_dir=data_dir,
        PHEMIUS_MODEL_DIR=str(default_data_dir() / "models"),
    )
    return done.returncode, done.stdout.decode().strip(), done.stderr.decode()


@pytest.fixture
def account(tmp_path):
    assert phemius("keys", "create", data_dir=tmp_path).returncode == 0
    return tmp_path


def test_a_voice_is_made_listed_and_deleted(account):
    code, voice_id, error = voices(
        "create", "Alice", "--base", "af_bella(2)+af_sky(1)", data_dir=account
    )
    assert code == 0, error
    (row,) = json.loads(voices("list", "--json", data_dir=account)[1])
    assert (row["id"], row["name"], row["spec"]) == (voice_id, "Alice", "af_bella(2)+af_sky(1)")
    assert row["provenance"] is None
    assert voice_id in voices("list", data_dir=account)[1]
    assert voices("delete", voice_id, data_dir=account)[0] == 0
    assert json.loads(voices("list", "--json", data_dir=account)[1]) == []
    assert voices("delete", voice_id, data_dir=account)[0] == 1
    assert voices("create", "Bob", "--base", "nobody", data_dir=account)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--name", "Me"), "consent"),
        (("--consent",), "--name"),
        (("--consent", "--name", "Me", "--depth", "deep"), "depth"),
        (("--consent", "--name", "Me"), "bytes"),
    ],
)
def test_what_cannot_be_cloned_is_told(account, arguments, word):
    (account / "me.wav").write_bytes(b"")
    code, _, error = voices("clone", "me.wav", *arguments, data_dir=account)
    assert (code, word in error) == (2, True), error
    assert json.loads(voices("list", "--json", data_dir=account)[1]) == []


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
def test_a_recording_becomes_a_voice_and_a_report(account):
    pytest.importorskip("torch")
    (account / "me.flac").write_bytes(encoded(speech(), "FLAC"))
    code, voice_id, error = voices(
        *("clone", "me.flac", "--name", "Me", "--consent", "--depth", "fast", "--report", "made"),
        data_dir=account,
    )
    assert code == 0, error
    (row,) = json.loads(voices("list", "--json", data_dir=account)[1])
    assert row["id"] == voice_id
    report = json.loads((account / "made" / "report.json").read_text())
    assert report["voice_id"] == voice_id
    assert report["similarity_after"] == row["provenance"]["similarity_after"]
    with soundfile.SoundFile(account / "made" / "speech.wav") as sound:
        assert sound.frames > 24_000
    assert (account / "made" / "plot.png").read_bytes().startswith(b"\x89PNG")
