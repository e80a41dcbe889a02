"""The sdist and the wheels: what they hold, and that a wheel works where it is unpacked.

Nothing is built in the source tree, whose native library other tests use.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
PACKAGES = ("phemius_core", "phemius_server_fastapi", "phemius_server_flask", "phemius_client")
BUILD_FILES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "NOTICE")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.so", ".*", "build", "dist")
SPEAK = """
import ctypes, importlib.metadata, sys
from pathlib import Path
import phemius_client, phemius_core, phemius_server_fastapi, phemius_server_flask
from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer

home = Path(sys.argv[1])
for package in (phemius_client, phemius_core, phemius_server_fastapi, phemius_server_flask):
    assert Path(package.__file__).is_relative_to(home), package.__file__
distribution, = importlib.metadata.distributions(name="phemius", path=[str(home)])
assert {"fastapi", "flask"} <= {point.name for point in distribution.entry_points}
for library in home.rglob("*.so"):
    ctypes.CDLL(str(library))
synthesizer = open_synthesizer(Settings(engine="tone", data_dir=home / "data"))
speech = synthesizer.speak_sync("Good morning.", voice="bf_emma")
synthesizer.close()
assert len(speech.samples) > 5_000
print(len(speech.samples))
"""


def run(*command, env=None, cwd=None):
    finished = subprocess.run(
        [str(part) for part in command],
        check=False,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished


@pytest.fixture(scope="module")
def build_env(tmp_path_factory):
    """Environment in which hatchling can be imported; installed for the tests where it is not."""
    if find_spec("hatchling"):
        return {}
    folder = tmp_path_factory.mktemp("hatchling")
    requirements = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    command = [sys.executable, "-m", "pip", "install", "-q", "--retries", "1"]
    finished = subprocess.run(
        [*command, "--target", str(folder), *requirements],
        check=False,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        pytest.skip(f"the build backend cannot be installed: {finished.stderr.strip()[-300:]}")
    return {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="module")
def sdist(build_env, tmp_path_factory):
    """The archive."""
    folder = tmp_path_factory.mktemp("sdist")
    command = (sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    run(*command, env=build_env, cwd=ROOT)
    (archive,) = folder.glob("phemius-*.tar.gz")
    return archive


def build_wheel(source, folder, build_env, **env):
    """Builds as pip does, from an sdist or from a folder that may be written to."""
    run(
        *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"),
        *("--no-cache-dir", "-w", folder, source),
        env={**build_env, **env},
        cwd=folder,
    )
    (wheel,) = folder.glob("phemius-*.whl")
    return wheel


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def source_files():
    """Files under src that belong into a wheel, by their names in it."""
    source = ROOT / "src"
    files = (path for name in PACKAGES for path in (source / name).rglob("*") if path.is_file())
    return {
        path.relative_to(source).as_posix()
        for path in files
        if "__pycache__" not in path.parts and path.suffix != ".so"
    }


def speak_from(wheel, folder):
    """Installs a wheel into an empty folder, and speaks with what is there."""
    home = folder / "home"
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", home, wheel)
    script = folder / "speak.py"
    script.write_text(SPEAK)
    return run(sys.executable, script, home, env={"PYTHONPATH": str(home)}, cwd=folder)


def check_data(found):
    """Every file of the source tree, and by name what an installation cannot do without."""
    assert source_files() <= found
    assert {f"{package}/py.typed" for package in PACKAGES} <= found
    assert sum("/voices/packs/" in name for name in found) >= 54
    shipped = {Path(name).name for name in found}
    assert {"campplus.npz", "speaker_encoder.npz", "stock_embeddings.npz"} <= shipped
    assert {"norm_statistics.npz", "playground.html", "LICENSE", "NOTICE"} <= shipped
    assert any("/migrations/versions/" in name for name in found)


def test_sdist_holds_what_a_build_needs(sdist):
    top = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.removeprefix(f"{top}/") for name in archive.getnames()}
    assert {*BUILD_FILES, *(f"src/{name}" for name in source_files())} <= held
    assert not [name for name in held if name.endswith(".so")]


@pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="there is no C compiler"
)
def test_wheel_from_the_sdist_has_the_native_library_and_speaks(sdist, build_env, tmp_path):
    wheel = build_wheel(sdist, tmp_path, build_env)
    found = names(wheel)
    check_data(found)
    assert [name for name in found if name.endswith(".so")] == [
        "phemius_core/engine/cpu/native/libphemius.so"
    ]
    assert "-py3-none-linux_" in wheel.name
    speak_from(wheel, tmp_path)


def test_wheel_without_a_compiler_is_pure_and_speaks(sdist, build_env, tmp_path):
    wheel = build_wheel(sdist, tmp_path, build_env, CC="/nonexistent")
    found = names(wheel)
    check_data(found)
    assert not [name for name in found if name.endswith(".so")]
    assert wheel.name.endswith("-py3-none-any.whl")
    speak_from(wheel, tmp_path)


def test_wheel_from_the_tree_is_the_same_as_from_the_sdist(sdist, build_env, tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in BUILD_FILES:
        shutil.copy(ROOT / name, tree)
    shutil.copytree(ROOT / "src", tree / "src", ignore=NOT_SHIPPED)
    wheels = []
    for number, source in enumerate((sdist, tree)):
        folder = tmp_path / str(number)
        folder.mkdir()
        wheels.append(build_wheel(source, folder, build_env, CC="/nonexistent"))
    assert names(wheels[0]) == names(wheels[1])
