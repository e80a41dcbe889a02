"""The native kernels under sanitizers: they stay within their memory, without undefined behaviour
and without data races.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from phemius_core.engine import ModelFiles
from phemius_core.engine.cpu.native import best_isa
from phemius_core.settings import default_data_dir
from tests.engine.native_build import SOURCES, compile_kernels, gcc, runtime

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(best_isa() is None, reason="no native kernels for this CPU"),
]
MEMORY_FLAGS = [
    *("-O1", "-g", "-fsanitize=address,undefined,alignment"),
    "-fno-sanitize-recover=all",
]
PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from phemius_core.engine.cpu.native import NativeModel, _library, best_isa, pack_model
from phemius_core.engine.kokoro._weights import read_weights

_library._LIBRARY = Path(sys.argv[1])
packed = pack_model(read_weights(Path(sys.argv[2])))
rng = np.random.default_rng(0)
normal = lambda *shape: rng.standard_normal(shape, np.float32)
statistics = lambda adain: np.abs(normal(2, len(adain.gain))) + [[0.0], [2.0]]
body_statistics = statistics(packed.decoder.body_adain).astype(np.float32)
generator_statistics = statistics(packed.decoder.generator_adain).astype(np.float32)
computed = np.zeros_like(body_statistics), np.zeros_like(generator_statistics)
for isa in {"avx2", best_isa()}:
    model = NativeModel(packed, threads=3, isa=isa)
    style = 0.1 * normal(256)
    for count, int16_only in ((1, False), (3, True), (33, False), (512, True)):
        model.text_features(rng.integers(0, 178, count), int16_only=int16_only)
    for frames, int16_only in ((1, False), (7, True), (32, False), (101, True)):
        features = model.lstm("predictor.shared", normal(frames, 640))
        f0, energy = model.f0_energy(features, style, int16_only=int16_only)
        encoded = model.lstm("text_encoder.lstm", normal(frames, 512))
        body = encoded, f0, energy, style
        hidden = model.decoder_body(*body, None, computed[0])
        window = model.decoder_body(*body, body_statistics)
    for steps in (1, 7, 41):
        harmonics = normal(60 * steps + 1, 22)
        model.generator(hidden[:steps], harmonics, style, None, computed[1])
        model.generator(window[:steps], harmonics, style, generator_statistics)
    assert all(statistics.any() for statistics in computed)
    model.close()
print("all paths ran")
"""


@pytest.mark.model
@pytest.mark.timeout(900)
def test_the_kernels_stay_within_their_memory(tmp_path):
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    runtimes = " ".join(map(runtime, ("libasan.so", "libubsan.so")))
    library = compile_kernels(tmp_path / "libphemius.so", MEMORY_FLAGS)
    options = {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "halt_on_error=1"}
    completed = subprocess.run(
        [sys.executable, "-c", PROGRAM, library, files.ensure()],
        env={**os.environ, "LD_PRELOAD": runtimes, **options},
        check=False,
        capture_output=True,
        text=True,
        timeout=800,
    )
    assert completed.stdout.strip() == "all paths ran", completed.stderr[-3000:]
    assert "runtime error" not in completed.stderr


def run_under_thread_sanitizer(program, *arguments):
    """Runs a program that was compiled with ThreadSanitizer."""
    completed = subprocess.run(
        [program, *arguments], check=False, capture_output=True, text=True, timeout=280
    )
    if "unexpected memory mapping" in completed.stderr:
        pytest.skip("ThreadSanitizer does not run under this kernel's address space layout")
    assert completed.returncode == 0, completed.stderr[:3000] + completed.stdout
    assert "ThreadSanitizer" not in completed.stderr


def test_the_thread_pool_has_no_data_race(tmp_path):
    runtime("libtsan.so")
    program = tmp_path / "thread_pool"
    sources = SOURCES / "thread_pool.c", Path(__file__).with_name("thread_pool_harness.c")
    flags = ["-O1", "-g", "-std=c11", "-pthread", "-fsanitize=thread", f"-I{SOURCES}"]
    subprocess.run([gcc(), *flags, *sources, "-o", program], check=True)
    run_under_thread_sanitizer(program)


def test_a_task_does_not_wait_for_workers_that_are_not_scheduled(tmp_path):
    program = tmp_path / "held_workers"
    sources = SOURCES / "thread_pool.c", Path(__file__).with_name("held_workers_harness.c")
    flags = ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-pthread", f"-I{SOURCES}"]
    subprocess.run([gcc(), *flags, *sources, "-o", program], check=True)
    completed = subprocess.run([program], check=False, capture_output=True, text=True, timeout=60)
    assert completed.stdout == "no task waited for a held worker\n", completed.returncode


HARNESSES = ("threads_harness.c", "networks_harness.c")


@pytest.mark.parametrize("isa", ["avx2", "avx512_vnni"])
@pytest.mark.parametrize("harness", HARNESSES)
def test_the_kernels_have_no_data_race(tmp_path, isa, harness):
    if isa == "avx512_vnni" and best_isa() != isa:
        pytest.skip("this CPU has no AVX-512 VNNI")
    runtime("libtsan.so")
    flags = ["-O1", "-g", "-fsanitize=thread"]
    sources = [Path(__file__).with_name(harness)]
    program = compile_kernels(tmp_path / "threads", flags, extra=sources, shared=False)
    run_under_thread_sanitizer(program, isa)


@pytest.mark.parametrize("isa", ["avx2", "avx512_vnni"])
@pytest.mark.parametrize("harness", HARNESSES)
def test_the_kernels_have_no_undefined_behaviour_on_random_weights(tmp_path, isa, harness):
    """Beside the model's own weights, so that it runs without model files too."""
    if isa == "avx512_vnni" and best_isa() != isa:
        pytest.skip("this CPU has no AVX-512 VNNI")
    runtime("libasan.so")
    sources = [Path(__file__).with_name(harness)]
    program = compile_kernels(tmp_path / "memory", MEMORY_FLAGS, extra=sources, shared=False)
    completed = subprocess.run(
        [program, isa],
        env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
        check=False,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert completed.stdout == "same bytes\n", completed.stderr[:3000]
