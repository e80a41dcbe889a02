"""What every file storage does, in a local directory and on a real S3 server."""

import os
import time

import anyio
import pytest

from phemius_core.errors import NotFound
from phemius_core.files import CHUNK_BYTES, _s3, _storage

pytestmark = pytest.mark.anyio

LARGE = os.urandom(3 * CHUNK_BYTES + 7)


async def content(storage, key):
    file = await storage.open(key)
    try:
        return await file.read_all()
    finally:
        await file.aclose()


async def keys(storage, prefix=""):
    return sorted([file.key async for file in storage.list(prefix)])


async def test_a_file_is_read_back_in_chunks(storage):
    assert await storage.write("a/0-output-1", LARGE) == len(LARGE)
    file = await storage.open("a/0-output-1")
    assert file.size_bytes == len(LARGE)
    chunks = []
    while chunk := await file.read():
        chunks.append(chunk)
    assert await file.read() == b""
    await file.aclose()
    assert max(map(len, chunks)) <= CHUNK_BYTES
    assert b"".join(chunks) == LARGE


async def test_an_empty_file_is_a_file(storage):
    assert await storage.write("empty", b"") == 0
    assert await content(storage, "empty") == b""


async def test_a_file_is_written_from_chunks(storage):
    async def chunks():
        for start in range(0, len(LARGE), 100_000):
            yield LARGE[start : start + 100_000]

    assert await storage.write("a/b/c.flac", chunks()) == len(LARGE)
    assert await content(storage, "a/b/c.flac") == LARGE


async def test_a_write_that_fails_leaves_nothing(storage):
    async def chunks():
        yield b"half"
        raise ZeroDivisionError

    await storage.write("kept", b"before")
    for key in ("kept", "new"):
        with pytest.raises(ZeroDivisionError):
            await storage.write(key, chunks())
    assert await content(storage, "kept") == b"before"
    assert await keys(storage) == ["kept"]


async def test_a_cancelled_write_leaves_nothing(storage):
    async def chunks():
        yield b"half"
        await anyio.sleep_forever()

    with anyio.move_on_after(0.3):
        await storage.write("a/new", chunks())
    assert await keys(storage) == []


async def test_a_second_write_replaces_the_first(storage):
    await storage.write("a/one", b"first")
    await storage.write("a/one", b"second, longer")
    assert await content(storage, "a/one") == b"second, longer"


async def test_deleting_is_idempotent(storage):
    for name in ("a/one", "a/two", "a/b/three", "c/four"):
        await storage.write(name, b"x")
    await storage.delete(["a/one", "a/b/three", "a/missing", "missing/too"])
    await storage.delete(["a/one"])
    await storage.delete([])
    assert await keys(storage) == ["a/two", "c/four"]
    with pytest.raises(NotFound):
        await storage.open("a/one")


async def test_files_are_listed_by_prefix_with_size_and_age(storage):
    before = time.time()
    for name in ("a/1/x", "a/1/y", "a/10/z", "b/x"):
        await storage.write(name, name.encode())
    assert await keys(storage) == ["a/1/x", "a/1/y", "a/10/z", "b/x"]
    assert await keys(storage, "a/1/") == ["a/1/x", "a/1/y"]
    assert await keys(storage, "none/") == []
    found = [file async for file in storage.list("b/")]
    assert [(file.key, file.size_bytes) for file in found] == [("b/x", 3)]
    # S3 dates objects to the second.
    assert before - 2 < found[0].modified_at < time.time() + 2


async def test_more_files_than_a_page_are_listed_and_deleted(storage, monkeypatch):
    monkeypatch.setattr(_storage, "_LISTED_AT_ONCE", 5)
    monkeypatch.setattr(_s3, "_PAGE_FILES", 7)
    monkeypatch.setattr(_s3, "_DELETED_AT_ONCE", 4)
    names = [f"many/{n:04}" for n in range(23)]
    for name in names:
        await storage.write(name, b"x")
    assert await keys(storage, "many/") == names
    await storage.delete(names)
    assert await keys(storage) == []


async def test_concurrent_writes_and_deletions_of_one_directory(storage):
    async def write_and_delete(n):
        for turn in range(20):
            await storage.write(f"d/e/{n}-{turn}", b"x")
            await storage.delete([f"d/e/{n}-{turn}"])

    async with anyio.create_task_group() as tasks:
        for n in range(6):
            tasks.start_soon(write_and_delete, n)
    assert await keys(storage) == []


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "/etc/passwd", "a//b", "a/", "..", "a/../b", "../a", ".", "./a", ".hidden"),
        *("a/.b", "a\0b", "a b", "a\\..\\b", "ä", "a\n", "a" * 501, "a..b", "a.", "%2e%2e/a"),
    ],
)
async def test_a_key_that_could_leave_the_storage_is_refused(storage, key):
    for attempt in (storage.write(key, b"x"), storage.open(key), storage.delete([key])):
        with pytest.raises(ValueError, match="no key"):
            await attempt


async def test_a_prefix_has_whole_parts(storage):
    for prefix in ("a", "../", "/", "a/../"):
        with pytest.raises(ValueError, match=r"no key|must end"):
            storage.list(prefix)


async def test_what_interrupted_writes_left_is_removed_once_it_is_old(storage):
    await storage.write("whole", b"x")
    await storage.remove_interrupted_writes(time.time() + 60)
    assert await content(storage, "whole") == b"x"
