"""`phemius speak --server` with a real server."""

import re

import pytest
import soundfile
from tests.cli.test_cli import phemius
from tests.server.conftest import SHIPPED, running

TEXT = "Hello there. This is a server that speaks."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("remote"), adapter=SHIPPED[0], PHEMIUS_ENGINE="tone"
    ) as server:
        yield server


@pytest.fixture
def speak(server, tmp_path):
    """Run the command with an engine that does not exist, so that only the server synthesises."""

    def run(*arguments, key=None, **options):
        return phemius(
            *("speak", *arguments, "--server", options.pop("url", server.url)),
            data_dir=tmp_path,
            engine="none:none",
            PHEMIUS_API_KEY=server.key if key is None else key,
            **options,
        )

    return run


def test_a_server_synthesises_files_and_captions(server, speak, tmp_path):
    done = speak(TEXT, "-o", "x.flac", "--voice", "nova")
    assert done.returncode == 0, done.stderr
    with server.client() as http:
        live = http.post("/v1/speech", json={"text": TEXT, "voice": "nova"}).content
    samples, _ = soundfile.read(tmp_path / "x.flac", dtype="int16")
    assert samples.tobytes() == live
    done = speak("-", "-o", "-", "--captions", "x.srt", stdin=TEXT.encode())
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 48_000
    times = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) -->", (tmp_path / "x.srt").read_text())
    assert times
    assert "a server that speaks." in (tmp_path / "x.srt").read_text()


def test_a_long_text_is_synthesised_in_several_requests(server, speak, tmp_path):
    book = "One little sentence to be spoken. " * 200
    done = speak("-", "-o", "book.wav", stdin=book.encode(), key="")
    assert (done.returncode, "PHEMIUS_API_KEY" in done.stderr.decode()) == (2, True)
    done = speak("-", "-o", "book.wav", "--api-key", server.key, stdin=book.encode(), key="")
    assert done.returncode == 0, done.stderr
    assert soundfile.info(tmp_path / "book.wav").duration > 60


def test_explain_asks_the_server(speak, tmp_path):
    done = speak("It costs $5 😀.", "--explain")
    assert done.returncode == 0, done.stderr
    assert "five dollars" in done.stdout.decode()
    assert "😀" in done.stdout.decode()
    assert not list(tmp_path.glob("*.wav"))


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["a", "--voice", "af_hart"], 2, "af_heart"),
        (["a", "--speed", "nan"], 2, "nan"),
        (["   "], 2, "empty"),
        (["a", "--seed", "7"], 2, "seed"),
        (["a", "--api-key", "sk_test_wrong"], 1, "401"),
    ],
)
def test_errors_of_a_server_are_reported_without_a_traceback(speak, arguments, code, word):
    done = speak(*arguments)
    assert done.returncode == code
    assert word in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_an_unreachable_server_is_named(speak, tmp_path):
    done = speak("a", url="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr.decode()
    assert speak("a", url="nowhere").returncode == 2
    lone = phemius("speak", "a", "--api-key", "sk_test_x", data_dir=tmp_path)
    assert (lone.returncode, "--server" in lone.stderr.decode()) == (2, True)
