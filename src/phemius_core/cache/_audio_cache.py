"""The audio cache: recordings by what makes them sound as they do."""

import json
import logging
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, Self

from cachetools import LRUCache

from phemius_core.redis_client import RedisClient, RedisUnavailable

__all__ = [
    "AudioCache",
    "Mark",
    "MemoryAudioCache",
    "Recording",
    "RedisAudioCache",
    "TieredAudioCache",
]

logger = logging.getLogger(__name__)

_HEADER: Final = struct.Struct("<4sI")
_MAGIC: Final = b"PHA1"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a piece of a recording ends."""

    samples: int
    """Of the whole recording, up to here."""
    chars: int
    """Code points of the text that have been spoken up to here."""
    words: tuple[tuple[str, int, int, int, int], ...] = ()
    """Text, first and last offset, first and last millisecond of the words that begin here."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole speech, as it is sent."""

    pcm: bytes
    """Signed 16-bit little-endian samples at 24 kHz."""
    marks: tuple[Mark, ...]

    def to_bytes(self) -> bytes:
        """As a shared cache keeps it."""
        meta = json.dumps([[mark.samples, mark.chars, mark.words] for mark in self.marks]).encode()
        return _HEADER.pack(_MAGIC, len(meta)) + meta + self.pcm

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads `to_bytes`.

        Raises:
            ValueError: It is something else, or cut short.
        """
        try:
            magic, length = _HEADER.unpack_from(data)
            if magic != _MAGIC:
                raise ValueError("not a recording")
            start = _HEADER.size + length
            marks = tuple(
                Mark(int(samples), int(chars), tuple(_word(*word) for word in words))
                for samples, chars, words in json.loads(data[_HEADER.size : start])
            )
        except (struct.error, TypeError, UnicodeDecodeError) as error:
            raise ValueError("not a recording") from error
        pcm = data[start:]
        if not marks or 2 * marks[-1].samples != len(pcm):
            raise ValueError("the recording is cut short")
        return cls(pcm, marks)


def _word(
    text: str, start: int, end: int, start_ms: int, end_ms: int
) -> tuple[str, int, int, int, int]:
    return str(text), int(start), int(end), int(start_ms), int(end_ms)


class AudioCache(Protocol):
    """Keeps recordings; may forget any of them at any time. Never raises."""

    async def get(self, key: str, /) -> Recording | None: ...

    async def put(self, key: str, recording: Recording, /) -> None: ...

    async def aclose(self) -> None: ...


class MemoryAudioCache:
    """An `AudioCache` in this process: the least recently used go first.

    Args:
        max_bytes: Of PCM, all recordings together.
    """

    def __init__(self, max_bytes: int) -> None:
        self._kept: LRUCache[str, Recording] = LRUCache(max_bytes, getsizeof=_size)
        self._lock = threading.Lock()

    async def get(self, key: str) -> Recording | None:
        with self._lock:
            return self._kept.get(key)

    async def put(self, key: str, recording: Recording) -> None:
        with self._lock:
            if _size(recording) <= self._kept.maxsize:
                self._kept[key] = recording

    async def aclose(self) -> None:
        with self._lock:
            self._kept.clear()

    @property
    def bytes_kept(self) -> int:
        """What the recordings take now."""
        with self._lock:
            return int(self._kept.currsize)


class RedisAudioCache:
    """An `AudioCache` that many servers share. A Redis that does not answer is a miss.

    Args:
        url: `redis://host:port/db`. Give that Redis a `maxmemory` and the policy `allkeys-lru`.
        ttl_s: How long a recording is kept.
        timeout_s: How long one answer may take.
        retry_s: After a failure Redis is left alone so long.
        clock: A clock that never runs backwards, for `retry_s`.
    """

    def __init__(
        self,
        url: str,
        *,
        ttl_s: int = 24 * 3600,
        timeout_s: float = 0.25,
        retry_s: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = RedisClient(url, timeout_s=timeout_s, retry_s=retry_s, clock=clock)
        self._ttl_s = ttl_s

    async def get(self, key: str) -> Recording | None:
        data = await self._call(lambda: self._link.client.get(_name(key)))
        if not isinstance(data, bytes):
            return None
        try:
            return Recording.from_bytes(data)
        except ValueError as error:
            logger.warning("a cached recording is not used: %s", error)
            return None

    async def put(self, key: str, recording: Recording) -> None:
        data = recording.to_bytes()
        await self._call(lambda: self._link.client.set(_name(key), data, ex=self._ttl_s))

    async def aclose(self) -> None:
        await self._link.aclose()

    async def _call(self, work: Callable[[], object]) -> object:
        try:
            return await self._link.call(work)
        except RedisUnavailable as away:
            if away.first_failure is not None:
                failure = type(away.first_failure).__name__
                logger.warning("the shared audio cache does not answer: %s", failure)
            return None


class TieredAudioCache:
    """Memory before Redis; what Redis knows is kept in memory from then on."""

    def __init__(self, near: AudioCache, far: AudioCache) -> None:
        self._near = near
        self._far = far

    async def get(self, key: str) -> Recording | None:
        found = await self._near.get(key)
        if found is None:
            found = await self._far.get(key)
            if found is not None:
                await self._near.put(key, found)
        return found

    async def put(self, key: str, recording: Recording) -> None:
        await self._near.put(key, recording)
        await self._far.put(key, recording)

    async def aclose(self) -> None:
        await self._near.aclose()
        await self._far.aclose()


def _name(key: str) -> str:
    return f"phemius:audio:{key}"


def _size(recording: Recording) -> int:
    words = sum(len(mark.words) for mark in recording.marks)
    return len(recording.pcm) + 200 * len(recording.marks) + 200 * words
