"""The official weights are downloaded from a hub, resumed and verified."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from phemius_core.errors import ModelFilesError
from tests.engine.test_files import WEIGHTS, open_files


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
