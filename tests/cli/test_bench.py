"""`phemius bench`, run as a process, with the tone engine."""

import json
import subprocess
import sys

import pytest
from tests.cli.test_cli import phemius

from phemius_core.settings import default_data_dir


def bench(*arguments, data_dir, **env):
    return phemius("bench", "--no-peers", *arguments, data_dir=data_dir, **env)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder and the output of one run, for all tests that only read them."""
    folder = tmp_path_factory.mktemp("bench")
    done = phemius(
        "bench",
        "--no-peers",
        *("--engine", "tone", "--engine", "phemius_core.testing:ToneEngine"),
        *("--threads", "1", "--rounds", "2", "--text", "sentence", "--text", "lengths"),
        *("--longest", "4", "--json", "x.json", "--plot", "x.png"),
        data_dir=folder,
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder, done.stdout.decode()


def test_json_holds_the_machine_and_every_turn(measured):
    folder, _ = measured
    report = json.loads((folder / "x.json").read_text())
    assert report["machine"]["usable_cores"] >= 1
    assert set(report["machine"]["flags"]) >= {"avx2", "avx512f", "avx512_bf16", "avx512_vnni"}
    assert report["versions"]["phemius"]
    assert list(report["texts"]) == ["sentence", "1 s", "4 s"]
    assert [one["name"] for one in report["speakers"]] == [
        "phemius tone",
        "phemius phemius_core.testing:ToneEngine",
    ]
    for speaker in report["speakers"]:
        assert speaker["threads"] == 1
        assert 0 < speaker["load_s"] < speaker["first_word_s"]
        assert speaker["peak_memory_bytes"] > 10 << 20
        figures = speaker["texts"]["sentence"]
        assert len(figures["turns"]) == len(figures["live_turns"]) == 2
        for turn in figures["turns"] + figures["live_turns"]:
            assert 0 < turn["first_s"] <= turn["spent_s"]
        factors = [turn["spent_s"] / turn["audio_s"] for turn in figures["turns"]]
        spread = figures["real_time_factor"]
        assert spread["least"] == pytest.approx(min(factors))
        assert spread["most"] == pytest.approx(max(factors))
        assert spread["least"] <= spread["median"] <= spread["most"]
        assert figures["first_audio_s"]["median"] > 0
    assert report["speakers"][0]["texts"]["sentence"]["times_of_first_speaker"] == 1


def test_longer_texts_give_more_audio_and_are_not_measured_with_low_latency(measured):
    folder, _ = measured
    texts = json.loads((folder / "x.json").read_text())["speakers"][0]["texts"]
    assert texts["1 s"]["audio_s"] < texts["4 s"]["audio_s"]
    # The kernel counts pages in batches: a peak may read a few of them lower the second time.
    slack = 1 << 20
    assert texts["1 s"]["peak_memory_bytes"] <= texts["4 s"]["peak_memory_bytes"] + slack
    assert texts["1 s"]["first_audio_s"] is None


def test_the_tables_have_a_row_for_each_speaker_and_text(measured):
    _, shown = measured
    lines = [line for line in shown.splitlines() if line.startswith("phemius tone")]
    assert len(lines) == 1 + 1 + 2  # the speaker, the sentence, two lengths
    assert "MiB" in lines[0]
    assert " 1.00 " in lines[1]
    assert lines[2].split()[3] < lines[3].split()[3]
    assert {"sentence", "lengths"} <= {line.strip() for line in shown.splitlines()}


def test_the_plot_is_a_png(measured):
    folder, _ = measured
    picture = (folder / "x.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000


def test_standard_output_holds_only_the_json(tmp_path):
    done = bench("--rounds", "1", "--text", "sentence", "--json", "-", data_dir=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["speakers"][0]["name"] == "phemius tone"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--engine", "cpu2"], "cpu2"),
        (["--engine", "nowhere:engine"], "nowhere"),
        (["--threads", "0"], "threads is 0"),
        (["--threads", "4096"], "threads is 4096"),
        (["--threads", "two"], "as in 1,2"),
        (["--rounds", "0"], "rounds"),
        (["--text", "novel"], "novel"),
        (["--plot", "x.txt"], "x.txt"),
        (["--json", "nowhere/x.json"], "nowhere"),
    ],
)
def test_invalid_arguments_are_refused_before_anything_is_measured(tmp_path, arguments, word):
    done = bench(*arguments, data_dir=tmp_path)
    assert done.returncode == 2, done.stderr.decode()
    assert word in done.stderr.decode()
    assert not done.stdout


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("    return ToneEngine(fail_at=1)\n", "fails as configured"),
        (
            "    sys.stderr.write('out of luck\\n')\n    sys.stderr.flush()\n    os._exit(9)\n",
            "ended with 9: out of luck",
        ),
    ],
)
def test_an_engine_that_fails_or_exits_ends_the_command_with_its_error(tmp_path, body, reason):
    (tmp_path / "mine.py").write_text(
        "import os, sys\nfrom phemius_core.testing import ToneEngine\ndef engine():\n" + body
    )
    done = bench("--engine", "mine:engine", "--rounds", "1", data_dir=tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr.decode()


def test_without_matplotlib_the_error_names_the_extra(tmp_path):
    script = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "sys.argv = ['phemius', 'bench', '--plot', 'x.png']\n"
        "from phemius_core.cli._app import run; sys.exit(run())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, cwd=tmp_path, timeout=240
    )
    assert done.returncode == 1
    assert "phemius[bench]" in done.stderr.decode()


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.timeout(900)
def test_peers_are_measured_beside_the_cpu_engine_or_listed_with_a_reason(tmp_path):
    pytest.importorskip("openvino")
    done = phemius(
        *("bench", "--engine", "cpu", "--rounds", "1", "--text", "sentence", "--json", "-"),
        data_dir=tmp_path,
        engine="cpu",
        timeout_s=800,
        # The user's own, so that the model is prepared once and not in every run.
        PHEMIUS_DATA_DIR=str(default_data_dir()),
    )
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    measured = {one["name"]: one for one in report["speakers"]}
    left_out = {one["name"]: one["reason"] for one in report["left_out"]}
    assert measured.keys() | left_out.keys() == {
        *("phemius cpu", "kokoro", "kokoro-onnx", "fastkokoro", "kokoro-pi")
    }
    assert all(left_out.values())
    for one in measured.values():
        figures = one["texts"]["sentence"]
        assert 3.5 < figures["audio_s"] < 6
        assert 0.005 < figures["real_time_factor"]["median"] < 20
        assert one["peak_memory_bytes"] > 200 << 20
