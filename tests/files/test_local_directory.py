"""The storage in a local directory: permissions, interrupted writes, a directory that is lost."""

import os
import stat
import time
from functools import partial

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import NotFound
from phemius_core.files import FilesUnavailable, open_file_storage
from phemius_core.files._local_directory import LocalDirectory
from phemius_core.files._storage import check_key

pytestmark = pytest.mark.anyio


async def test_only_the_owner_can_read_what_is_created(tmp_path):
    old = os.umask(0)
    try:
        storage = open_file_storage((tmp_path / "new" / "files").as_uri())
        await storage.write("a/b/c", b"x")
    finally:
        os.umask(old)
    for path in (tmp_path / "new").rglob("*"):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


async def test_an_empty_directory_is_removed_and_the_root_stays(tmp_path):
    storage = LocalDirectory(tmp_path / "files")
    await storage.write("a/b/c", b"x")
    await storage.write("a/d", b"x")
    await storage.delete(["a/b/c"])
    assert not (tmp_path / "files/a/b").exists()
    await storage.delete(["a/d"])
    assert not (tmp_path / "files/a").exists()
    assert (tmp_path / "files").exists()


async def test_old_unfinished_files_are_removed_and_never_listed(tmp_path):
    storage = LocalDirectory(tmp_path / "files")
    await storage.write("a", b"x")
    left = tmp_path / "files/.unfinished/1-x"
    left.write_bytes(b"half")
    assert [file.key async for file in storage.list()] == ["a"]
    await storage.remove_interrupted_writes(time.time() - 60)
    assert left.exists()
    await storage.remove_interrupted_writes(time.time() + 60)
    assert not left.exists()


async def test_a_directory_that_cannot_be_used_is_unavailable_not_empty(tmp_path):
    storage = LocalDirectory(tmp_path / "files")
    await storage.write("a", b"x")
    (tmp_path / "files").rename(tmp_path / "elsewhere")
    with pytest.raises(FilesUnavailable):
        await storage.open("a")
    (tmp_path / "files").write_text("a file where the directory was")
    for attempt in (storage.open("a"), storage.write("b", b"x"), storage.delete(["a"])):
        with pytest.raises(FilesUnavailable) as caught:
            await attempt
        assert caught.value.headers["Retry-After"] == "5"
    (tmp_path / "files").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "files")
    file = await storage.open("a")
    assert await file.read_all() == b"x"
    await file.aclose()
    with pytest.raises(NotFound):
        await storage.open("b")


async def test_a_file_that_was_cut_short_is_an_error(tmp_path):
    storage = LocalDirectory(tmp_path / "files")
    await storage.write("a", b"x" * 600_000)
    file = await storage.open("a")
    await file.read()
    os.truncate(tmp_path / "files/a", 300_000)
    with pytest.raises(FilesUnavailable, match="ended early"):
        await file.read_all()
    await file.aclose()


@given(st.text(max_size=40) | st.text("ab./-_%\\", max_size=12))
def test_a_key_never_leaves_the_directory(tmp_path_factory, text):
    root = tmp_path_factory.getbasetemp() / "root"
    try:
        key = check_key(text)
    except ValueError:
        return
    path = root / key
    assert os.path.normpath(path) == str(path)
    assert path.is_relative_to(root)
    assert path != root
    assert path.relative_to(root).parts[0] != ".unfinished"


async def test_a_storage_serves_several_event_loops(tmp_path):
    storage = LocalDirectory(tmp_path / "files")
    await storage.write("a", b"x")

    async def read():
        file = await storage.open("a")
        try:
            return await file.read_all()
        finally:
            await file.aclose()

    for backend in ("asyncio", "trio"):
        other_loop = partial(anyio.run, read, backend=backend)
        assert await anyio.to_thread.run_sync(other_loop) == b"x"
