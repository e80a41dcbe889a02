"""The storage on S3: a server that is away, hangs, or refuses; URLs."""

import socket
import sys

import pytest

from phemius_core.errors import MissingExtra, SetupError
from phemius_core.files import FilesUnavailable, _s3, open_file_storage

pytestmark = pytest.mark.anyio


async def test_a_server_that_is_away_is_unavailable_and_used_again_when_it_is_back(
    s3_server, monkeypatch
):
    monkeypatch.setattr(_s3, "_ATTEMPTS", 1)
    url = s3_server.new_bucket()
    storage = open_file_storage(url)
    await storage.write("a", b"x")
    s3_server.stop()
    for attempt in (storage.open("a"), storage.write("b", b"x"), storage.delete(["a"])):
        with pytest.raises(FilesUnavailable):
            await attempt
    with pytest.raises(FilesUnavailable):
        _ = [file async for file in storage.list()]
    s3_server.start()
    # Its buckets were in memory.
    with pytest.raises(FilesUnavailable):
        await storage.write("b", b"x")
    await open_file_storage(s3_server.new_bucket()).write("b", b"x")


async def test_a_server_that_hangs_is_given_up(s3_credentials, monkeypatch):
    monkeypatch.setattr(_s3, "_ATTEMPTS", 1)
    monkeypatch.setattr(_s3, "_READ_TIMEOUT_S", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        storage = open_file_storage(
            f"s3://bucket?endpoint_url=http://127.0.0.1:{silent.getsockname()[1]}"
        )
        with pytest.raises(FilesUnavailable):
            await storage.open("a")


@pytest.mark.parametrize(
    "url",
    [
        *("", "files", "/files", "file://host/files", "file:files", "https://host/bucket"),
        *("s3://", "s3:///prefix", "s3://user:password@bucket", "s3://bucket?endpoint=x"),
        *("s3://bucket/../up", "s3://bucket/.hidden"),
    ],
)
def test_a_url_that_means_no_storage_is_refused_without_being_repeated(url):
    with pytest.raises(SetupError) as caught:
        open_file_storage(url)
    assert "password" not in str(caught.value)


def test_without_boto3_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(MissingExtra, match=r"phemius\[s3\]"):
        open_file_storage("s3://bucket")
