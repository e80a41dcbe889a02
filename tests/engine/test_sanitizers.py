"""The native kernels stay within their memory: AddressSanitizer and UBSan watch them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from phemius_core.engine import ModelFiles
from phemius_core.engine.cpu.native._bindings import native_lanes
from phemius_core.settings import default_data_dir

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(native_lanes() == 0, reason="no native kernels for this CPU"),
]
NATIVE = Path(__file__).parents[2] / "src/phemius_core/engine/cpu/native/src"
FLAGS = [
    "-O1",
    "-g",
    "-std=c11",
    "-fPIC",
    "-ffp-contract=off",
    "-pthread",
    "-fsanitize=address,undefined",
]
LANES = {
    "lanes_avx2": ["-mavx2", "-mfma"],
    "lanes_avx512": [f"-mavx512{part}" for part in ("f", "bw", "vl", "dq", "vnni")],
}
PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from phemius_core.engine.cpu.native import _bindings
from phemius_core.engine.kokoro._weights import read_weights

_bindings.__file__ = sys.argv[1]
packed = _bindings.pack_model(read_weights(Path(sys.argv[2])))
chance = np.random.default_rng(0)
draw = lambda *shape: chance.standard_normal(shape, np.float32)
for lanes in {8, _bindings.native_lanes()}:
    model = _bindings.NativeModel(packed, threads=2, lanes=lanes)
    style = 0.1 * draw(256)
    for count in (3, 33):
        model.read(chance.integers(0, 178, count))
    for frames in (1, 7, 32):
        features = model.lstm("predictor.shared", draw(frames, 640))
        f0, energy = model.contour(features, style)
        encoded = model.lstm("text_encoder.lstm", draw(frames, 512))
        hidden = model.hidden(encoded, f0, energy, style)[:20]
        model.spectrum(hidden, draw(60 * len(hidden) + 1, 22), style)
    model.close()
print("all is well")
"""


def compiled(folder):
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("there is no gcc")
    runtimes = []
    for name in ("libasan.so", "libubsan.so"):
        told = subprocess.check_output([gcc, f"-print-file-name={name}"], text=True)
        runtimes.append(told.strip())
        if not Path(runtimes[-1]).is_absolute():
            pytest.skip(f"gcc has no {name}")
    objects = []
    for source in NATIVE.glob("*.c"):
        objects.append(str(folder / f"{source.stem}.o"))
        lanes = LANES.get(source.stem, [])
        subprocess.run([gcc, *FLAGS, *lanes, "-c", source, "-o", objects[-1]], check=True)
    library = folder / "libphemius.so"
    subprocess.run([gcc, *FLAGS, "-shared", *objects, "-lm", "-o", library], check=True)
    return library, " ".join(runtimes)


def test_the_kernels_stay_within_their_memory(tmp_path):
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    library, runtimes = compiled(tmp_path)
    environ = {**os.environ, "LD_PRELOAD": runtimes, "ASAN_OPTIONS": "detect_leaks=0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, library, files.ensure()],
        env=environ | {"UBSAN_OPTIONS": "halt_on_error=1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.strip() == "all is well", done.stderr[-3000:]
    assert "runtime error" not in done.stderr
