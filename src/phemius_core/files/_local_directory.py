"""Files in a directory of this machine, or of a file system that machines share."""

import logging
import os
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import anyio

from phemius_core.errors import NotFound
from phemius_core.files._storage import (
    FileInfo,
    FilesUnavailable,
    OpenFile,
    StorageThreads,
    check_key,
    check_prefix,
)
from phemius_core.private_files import sync_directory

__all__ = ["LocalDirectory"]

logger = logging.getLogger(__name__)

_UNFINISHED: Final = ".unfinished"
"""Directory of files that are being written; no key can name it."""
_MKDIR_ATTEMPTS: Final = 100


class LocalDirectory:
    """A `FileStorage` in a directory.

    Directories and files that it creates are readable by their owner alone. A file is written
    under another name, flushed to the disk and renamed, so that it is there whole or not at all.

    Args:
        root: The directory; created when the first file is written.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._threads = StorageThreads(self._translated)

    async def write(self, key: str, data: bytes | AsyncIterable[bytes]) -> int:
        """Writes a file; see `FileStorage`."""
        path = self._path(key)
        descriptor, unfinished = await self._threads.run(self._create_unfinished)
        try:
            size = 0
            if isinstance(data, bytes):
                size = await self._threads.run(lambda: _write_all(descriptor, data))
            else:
                async for chunk in data:
                    size += await self._threads.run(lambda: _write_all(descriptor, chunk))  # noqa: B023
            await self._threads.run(lambda: self._finish(descriptor, unfinished, path))
        except BaseException:
            with anyio.CancelScope(shield=True), suppress(FilesUnavailable):
                await self._threads.run(lambda: unfinished.unlink(missing_ok=True))
            raise
        finally:
            os.close(descriptor)
        return size

    async def open(self, key: str) -> OpenFile:
        """Opens a file; see `FileStorage`."""
        path = self._path(key)

        def open_file() -> OpenFile:
            try:
                stream = path.open("rb")
            except FileNotFoundError:
                if not self._root.is_dir():
                    raise
                raise NotFound(f"there is no file {key[-40:]!r} in the file storage") from None
            return OpenFile(stream, os.fstat(stream.fileno()).st_size, self._threads)

        return await self._threads.run(open_file)

    async def delete(self, keys: Collection[str]) -> None:
        """Deletes files; see `FileStorage`."""
        paths = [self._path(key) for key in keys]

        def delete() -> None:
            for path in paths:
                path.unlink(missing_ok=True)
            for folder in {path.parent for path in paths}:
                self._remove_if_empty(folder)

        await self._threads.run(delete)

    def list(self, prefix: str = "") -> AsyncGenerator[FileInfo]:
        """Yields files; see `FileStorage`."""
        return self._threads.iterate(self._walk(self._root / check_prefix(prefix)))

    async def remove_interrupted_writes(self, before: float) -> None:
        """Removes what interrupted writes left; see `FileStorage`."""

        def remove() -> None:
            with suppress(FileNotFoundError), os.scandir(self._root / _UNFINISHED) as entries:
                for entry in entries:
                    with suppress(FileNotFoundError):
                        if entry.stat().st_mtime < before:
                            os.unlink(entry)  # noqa: PTH108 - an entry is not a Path

        await self._threads.run(remove)

    async def aclose(self) -> None:
        """Does nothing: no connection is held."""

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _create_unfinished(self) -> tuple[int, Path]:
        self._make_directory(self._root / _UNFINISHED)
        path = self._root / _UNFINISHED / f"{time.time_ns()}-{secrets.token_hex(8)}"
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), path

    def _finish(self, descriptor: int, unfinished: Path, path: Path) -> None:
        os.fsync(descriptor)
        for attempt in range(_MKDIR_ATTEMPTS):
            try:
                created = self._make_directory(path.parent)
                unfinished.replace(path)
                break
            except FileNotFoundError:
                # A deletion has removed the directory because it was empty.
                if attempt == _MKDIR_ATTEMPTS - 1:
                    raise
        for folder in (path.parent, *created):
            with suppress(FileNotFoundError):  # the file was deleted already
                sync_directory(folder)

    def _make_directory(self, folder: Path) -> Sequence[Path]:
        """Creates a directory and those above it; returns the parents of what was created."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for path in reversed(missing):
            # `mkdir(parents=True)` would create parents with the permissions of the umask.
            path.mkdir(mode=0o700, exist_ok=True)
        return [path.parent for path in missing]

    def _remove_if_empty(self, folder: Path) -> None:
        while folder != self._root:
            try:
                folder.rmdir()
            except OSError:
                return  # not empty, or removed meanwhile
            folder = folder.parent

    def _walk(self, folder: Path) -> Iterator[FileInfo]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        for entry in entries:
            if entry.name == _UNFINISHED:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(Path(entry.path))
                continue
            with suppress(FileNotFoundError):
                status = entry.stat()
                key = Path(entry.path).relative_to(self._root).as_posix()
                yield FileInfo(key, status.st_size, status.st_mtime)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            logger.warning("the file storage %s cannot be used: %s", self._root, error.strerror)
            raise FilesUnavailable from error


def _write_all(descriptor: int, data: bytes) -> int:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    return len(data)
