"""The protocol of a file storage, and what both implementations share."""

import re
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from phemius_core.errors import Overloaded

__all__ = [
    "CHUNK_BYTES",
    "FileInfo",
    "FileStorage",
    "FilesUnavailable",
    "OpenFile",
    "ReadableStream",
    "StorageThreads",
    "check_key",
    "check_prefix",
]

T = TypeVar("T")

CHUNK_BYTES: Final = 256 << 10
"""Most bytes that one read returns."""
_THREADS: Final = 16
_LISTED_AT_ONCE: Final = 500
_MAX_KEY_CHARS: Final = 500
_PART: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", re.ASCII)


class FilesUnavailable(Overloaded):
    """The file storage cannot be read or written now."""

    def __init__(self, message: str | None = None, *, retry_after_s: int = 5) -> None:
        super().__init__(
            message or "the file storage does not answer: try again soon",
            retry_after_s=retry_after_s,
        )


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A stored file."""

    key: str
    size_bytes: int
    modified_at: float
    """When it was written, in seconds since 1970."""


class ReadableStream(Protocol):
    """A blocking stream of bytes."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class StorageThreads:
    """Worker threads for the blocking calls of one storage.

    A storage that hangs then holds its own threads, and not those of the encoders.

    Args:
        translated: Context that turns errors of the storage into errors of this project.
    """

    def __init__(self, translated: Callable[[], AbstractContextManager[None]]) -> None:
        self._translated = translated
        self._limiters: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-files-{id(self)}"
        )

    async def run(self, call: Callable[[], T]) -> T:
        def translated_call() -> T:
            with self._translated():
                return call()

        return await anyio.to_thread.run_sync(translated_call, limiter=self._limiter())

    async def iterate(self, iterator: Iterator[T]) -> AsyncGenerator[T]:
        """Yields from a blocking iterator."""
        while batch := await self.run(lambda: list(islice(iterator, _LISTED_AT_ONCE))):
            for entry in batch:
                yield entry

    def _limiter(self) -> anyio.CapacityLimiter:
        # A limiter belongs to one event loop; a storage may be used from several.
        try:
            return self._limiters.get()
        except LookupError:
            limiter = anyio.CapacityLimiter(_THREADS)
            self._limiters.set(limiter)
            return limiter


class OpenFile:
    """A stored file that is being read. Close it.

    Args:
        stream: The content.
        size_bytes: Its size.
        threads: Where it is read.
    """

    def __init__(self, stream: ReadableStream, size_bytes: int, threads: StorageThreads) -> None:
        self.size_bytes = size_bytes
        self._stream = stream
        self._threads = threads
        self._left = size_bytes

    async def read(self) -> bytes:
        """Returns the next bytes, `CHUNK_BYTES` at most; none at the end.

        Raises:
            FilesUnavailable: The storage does not answer, or the file ends early.
        """
        if not self._left:
            return b""
        size = min(self._left, CHUNK_BYTES)
        chunk = await self._threads.run(lambda: self._stream.read(size))
        if not chunk:
            raise FilesUnavailable("the stored file ended early: try again soon")
        self._left -= len(chunk)
        return chunk

    async def read_all(self) -> bytes:
        """Returns the rest of the file."""
        chunks = []
        while chunk := await self.read():
            chunks.append(chunk)
        return b"".join(chunks)

    async def aclose(self) -> None:
        """Closes the file."""
        with anyio.CancelScope(shield=True):
            await self._threads.run(self._stream.close)


class FileStorage(Protocol):
    """Stores files under keys such as `a/b/0-output-1f`.

    A key has parts of ASCII letters, digits, `-`, `_` and single dots inside, separated by `/`;
    any other is a ValueError. Where a method says nothing else, it raises `FilesUnavailable`
    while the storage does not answer.
    """

    async def write(self, key: str, data: bytes | AsyncIterable[bytes]) -> int:
        """Writes a file, whole or not at all; replaces the one that had the key.

        Args:
            key: Key of the file.
            data: The content, whole or in chunks.

        Returns:
            Its size in bytes. The file is durable by then.
        """
        ...

    async def open(self, key: str) -> OpenFile:
        """Opens a file for reading.

        Raises:
            NotFound: There is no such file.
        """
        ...

    async def delete(self, keys: Collection[str]) -> None:
        """Deletes files; those that do not exist are skipped."""
        ...

    def list(self, prefix: str = "") -> AsyncGenerator[FileInfo]:
        """Yields the files whose key begins with a prefix, in any order.

        Args:
            prefix: Empty, or whole parts of a key followed by `/`.
        """
        ...

    async def remove_interrupted_writes(self, before: float) -> None:
        """Removes what writes left that were interrupted.

        Args:
            before: Only of writes that began before this time, in seconds since 1970.
        """
        ...

    async def aclose(self) -> None:
        """Closes connections. The storage may be used again."""
        ...


def check_key(key: str) -> str:
    """Returns the key.

    Raises:
        ValueError: It is not a key as `FileStorage` describes it.
    """
    if len(key) > _MAX_KEY_CHARS or not all(map(_PART.fullmatch, key.split("/"))):
        raise ValueError(f"{key[:100]!r} is no key of a file: use letters, digits, - and _")
    return key


def check_prefix(prefix: str) -> str:
    """Returns the prefix.

    Raises:
        ValueError: It is neither empty nor parts of a key followed by `/`.
    """
    if prefix:
        check_key(prefix.removesuffix("/"))
        if not prefix.endswith("/"):
            raise ValueError(f"the prefix {prefix[:100]!r} must end with /")
    return prefix
