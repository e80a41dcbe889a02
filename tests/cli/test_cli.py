"""The `phemius` command, run as a process."""

import json
import os
import re
import subprocess
import sys

import pytest
import soundfile


def phemius(*arguments, data_dir, stdin=None, engine="tone", timeout_s=240, **env):
    return subprocess.run(
        [sys.executable, "-m", "phemius_core.cli", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=timeout_s,
        cwd=data_dir,
        env={
            **os.environ,
            "PHEMIUS_DATA_DIR": str(data_dir),
            "PHEMIUS_ENGINE": engine,
            "COLUMNS": "200",
            **env,
        },
    )


def test_speak_writes_the_file_and_the_captions(tmp_path):
    done = phemius(
        "speak", "Hello there.", "-o", "x.flac", "--captions", "x.srt", data_dir=tmp_path
    )
    assert done.returncode == 0, done.stderr
    with soundfile.SoundFile(tmp_path / "x.flac") as sound:
        assert sound.samplerate == 24_000
    assert "Hello there." in (tmp_path / "x.srt").read_text()


def test_speak_reads_standard_input_and_writes_pcm_to_standard_output(tmp_path):
    done = phemius("speak", "-", "-o", "-", stdin="Grüße.".encode(), data_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 4800
    assert len(done.stdout) % 2 == 0


def test_explain_shows_phonemes_and_skipped_characters(tmp_path):
    done = phemius("speak", "It costs $5 😀.", "--explain", data_dir=tmp_path)
    output = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "five dollars" in output
    assert "money" in output
    assert "fˈIv" in output
    assert "😀" in output
    assert not list(tmp_path.glob("*.wav"))


def test_explain_reads_ssml_unless_it_is_said_to_be_plain(tmp_path):
    text = "<speak>Pay <sub alias='nine'>5</sub></speak>"
    done = phemius("speak", text, "--explain", data_dir=tmp_path)
    assert "Pay nine" in done.stdout.decode()
    plain = phemius("speak", text, "--explain", "--plain", data_dir=tmp_path)
    assert "five" in plain.stdout.decode()
    refused = phemius("speak", "Hello", "--explain", "--ssml", data_dir=tmp_path)
    assert refused.returncode != 0
    assert b"SSML, line 1, column 1" in refused.stdout + refused.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "word"),
    [
        (["speak", "   "], None, "speak"),
        (["speak", "a", "--voice", "af_hart"], None, "af_heart"),
        (["speak", "a", "--voice", "../../etc/passwd"], None, "voice"),
        (["speak", "a", "--speed", "nan"], None, "speed"),
        (["speak", "a", "--speed", "9"], None, "speed"),
        (["speak", "a", "-o", "x.doc"], None, "suffix"),
        (["speak", "a", "--captions", "x.txt"], None, "captions"),
        (["speak", "-"], b"\xff\xfe", "UTF-8"),
        (["serve", "--adapter", "nonsense"], None, "fastapi"),
        (["nonsense"], None, "No such command"),
    ],
)
def test_bad_input_is_reported_without_a_traceback_and_exit_code_2(
    tmp_path, arguments, stdin, word
):
    done = phemius(*arguments, stdin=stdin, data_dir=tmp_path)
    assert done.returncode == 2
    assert word in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_voices_lists_names_and_voicepacks(tmp_path):
    rows = json.loads(phemius("voices", "--json", data_dir=tmp_path).stdout)
    by_name = {row["name"]: row["voicepack"] for row in rows}
    assert by_name["shimmer"] == "af_sky"
    assert by_name["alloy"] == "af_heart"
    assert len([name for name in by_name if "_" in name]) == 54


@pytest.mark.model
def test_models_fetch_joins_and_repairs_model_files(tmp_path):
    status = phemius("models", "status", "--json", data_dir=tmp_path)
    if status.returncode:
        pytest.skip("no model files on this machine")
    path = phemius("models", "fetch", data_dir=tmp_path).stdout.decode().strip()
    assert os.path.getsize(path) == 92_361_271  # noqa: PTH202
    with open(path, "r+b") as model:  # noqa: PTH123
        model.seek(1000)
        model.write(b"damage")
    again = phemius("models", "fetch", data_dir=tmp_path)
    assert again.returncode == 0


@pytest.mark.model
def test_a_damaged_model_file_is_named(tmp_path):
    (tmp_path / "model_quantized.onnx").write_bytes(b"no model")
    done = phemius(
        "speak", "Hello.", data_dir=tmp_path, engine="cpu", PHEMIUS_MODEL_DIR=str(tmp_path)
    )
    assert done.returncode == 1
    assert "model_quantized.onnx" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.slow
@pytest.mark.model
def test_doctor_checks_packages_engine_and_speech(tmp_path):
    done = phemius("doctor", data_dir=tmp_path, engine="cpu")
    assert done.returncode == 0, done.stdout.decode()
    output = done.stdout.decode()
    assert re.search(
        r"^ok +engine +cpu-\d.*1 in this process; (avx|bf|float)", output, re.MULTILINE
    )
    assert re.search(r"^ok +speech +spoke", output, re.MULTILINE)
