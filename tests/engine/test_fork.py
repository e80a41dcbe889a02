"""A forked process has no threads of its parent: it is told so, or opens what it needs, and never
hangs.
"""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from phemius_core import speak
from phemius_core.engine import CachedEngine, RenderingCache, Scheduler, Utterance, create_engine
from phemius_core.engine.cpu import CpuEngine
from phemius_core.engine.cpu._instruction_set import _cpu_flags
from phemius_core.settings import Settings, default_data_dir
from phemius_core.synthesis import open_synthesizer
from phemius_core.testing import ToneEngine
from tests.engine.test_contract import render, utterance
from tests.engine.test_native import model_file, needs_avx512

TIMEOUT_S = 60
UTTERANCE = Utterance("hˈI", np.zeros(256, np.float32))
# Python 3.12 warns of every fork in a process with threads; it is what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def in_fork(function):
    """What a function returns in a forked process, or the error that it raises there."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run():
        try:
            sender.send(function())
        except BaseException as error:  # noqa: BLE001 - sent to the parent
            sender.send(error)

    child = context.Process(target=run)
    child.start()
    try:
        assert receiver.poll(TIMEOUT_S), "the forked process hangs"
        result = receiver.recv()
        child.join(TIMEOUT_S)
        assert child.exitcode == 0, "the forked process does not end"
    finally:
        child.kill()
        child.join()
    return result


def assert_refused(error):
    assert isinstance(error, RuntimeError), error
    assert "open one here, after the fork, or start processes with the method spawn" in str(error)


@pytest.fixture
def tone(monkeypatch, tmp_path):
    """`phemius_core.speak` on the tone engine."""
    monkeypatch.setenv("PHEMIUS_ENGINE", "tone")
    monkeypatch.setenv("PHEMIUS_DATA_DIR", str(tmp_path))
    from phemius_core.synthesis._open_synthesizer import _process_synthesizer

    _process_synthesizer.cache_clear()
    yield
    _process_synthesizer(os.getpid()).close()
    _process_synthesizer.cache_clear()


def test_a_scheduler_is_refused_in_a_fork():
    scheduler = Scheduler([ToneEngine()])
    scheduler.run([UTTERANCE])
    assert_refused(in_fork(lambda: scheduler.submit(UTTERANCE)))
    assert_refused(in_fork(lambda: scheduler.run([UTTERANCE])))
    assert_refused(in_fork(scheduler.stats))
    assert in_fork(scheduler.close) is None
    scheduler.run([UTTERANCE])  # the parent's is as it was
    scheduler.close()


def test_a_scheduler_whose_lock_is_held_at_the_fork_is_refused():
    scheduler = Scheduler([ToneEngine()])
    with scheduler._condition:
        assert_refused(in_fork(lambda: scheduler.submit(UTTERANCE)))
        assert in_fork(scheduler.close) is None
    scheduler.close()


def test_a_synthesizer_is_refused_in_a_fork(tmp_path):
    synthesizer = open_synthesizer(Settings(engine="tone", data_dir=tmp_path))
    synthesizer.speak_sync("Hola.", voice="ef_dora")
    assert_refused(in_fork(lambda: synthesizer.speak_sync("Hola.", voice="ef_dora")))
    assert in_fork(synthesizer.close) is None
    synthesizer.close()


def test_a_cached_engine_is_refused_in_a_fork():
    cache = RenderingCache(1 << 20)
    engine = CachedEngine(ToneEngine(), cache)
    with cache._lock:
        assert_refused(in_fork(lambda: engine.render(UTTERANCE)))


def test_speak_opens_another_synthesizer_in_a_fork(tone):
    spoken = speak("Hola.", voice="ef_dora").samples
    np.testing.assert_array_equal(in_fork(lambda: speak("Hola.", voice="ef_dora").samples), spoken)
    # And in a fork of a fork.
    nested = in_fork(lambda: (speak("Hola.", voice="ef_dora"), in_forked_child())[1])
    np.testing.assert_array_equal(nested, spoken)


def in_forked_child():
    return in_fork(lambda: speak("Hola.", voice="ef_dora").samples)


def test_espeak_is_not_locked_in_a_fork():
    from phemius_core.text import _espeak

    with _espeak._LOCK:
        assert in_fork(lambda: _espeak._LOCK.acquire(timeout=5)) is True


@pytest.mark.model
@pytest.mark.parametrize(
    "backend",
    [
        "avx2",
        pytest.param("avx512", marks=needs_avx512),
        pytest.param("bfloat16", marks=pytest.mark.slow),
    ],
)
def test_an_engine_is_refused_in_a_fork_and_another_one_speaks(backend):
    def open_engine():
        return CpuEngine(model_file(), default_data_dir(), backend=backend, threads=2)

    def in_child():
        engine = open_engine()
        audio = render(engine, utterance("hˈI"))[1]
        engine.close()
        return audio

    if backend == "bfloat16" and {"amx_bf16", "avx512_bf16"}.isdisjoint(_cpu_flags()):
        pytest.skip("this CPU has no bfloat16")
    engine = open_engine()
    spoken = render(engine, utterance("hˈI"))[1]
    with engine._lock:
        assert_refused(in_fork(lambda: render(engine, utterance("hˈI"))))
        assert in_fork(engine.close) is None
    np.testing.assert_array_equal(in_fork(in_child), spoken)
    engine.close()


@pytest.mark.model
@pytest.mark.torch
@pytest.mark.slow
def test_a_torch_engine_is_refused_in_a_fork():
    pytest.importorskip("torch")
    engine = create_engine("torch", data_dir=default_data_dir(), threads=2)
    with engine._lock:
        assert_refused(in_fork(lambda: engine.render(utterance("hˈI"))))
        assert in_fork(engine.close) is None
    engine.close()


APPLICATION = """
import phemius_core

phemius_core.speak("Hola.", voice="ef_dora")  # in the master: `--preload`


def application(environ, start_response):
    speech = phemius_core.speak("Hola.", voice="ef_dora")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(speech.samples)).encode()]
"""


@pytest.mark.slow
def test_a_preloaded_application_speaks_in_the_workers_of_gunicorn(tmp_path):
    pytest.importorskip("gunicorn")
    (tmp_path / "preloaded.py").write_text(APPLICATION)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    paths = [str(Path(__file__).parents[2] / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PHEMIUS_ENGINE": "tone",
        "PHEMIUS_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "1", "--bind"]
    server = subprocess.Popen(
        [*command, f"127.0.0.1:{port}", "preloaded:application"], cwd=tmp_path, env=environment
    )
    try:
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as reply:
                    assert int(reply.read()) > 1000
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(TIMEOUT_S)
