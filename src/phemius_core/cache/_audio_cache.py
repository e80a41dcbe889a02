"""The audio cache: its protocol, in memory, and in two tiers."""

import threading
from typing import Protocol

from cachetools import LRUCache

from phemius_core.cache._recording import Recording

__all__ = ["AudioCache", "MemoryAudioCache", "TieredAudioCache"]


class AudioCache(Protocol):
    """Keeps recordings by the key of a request. Never raises; may drop any recording."""

    async def get(self, key: str, /) -> Recording | None:
        """Return the recording of a key, or None on a miss."""
        ...

    async def put(self, key: str, recording: Recording, /, *, owner: str = "") -> None:
        """Keep a recording under a key, in place of one that is there.

        Args:
            key: Key of the request.
            recording: Its audio.
            owner: Account whose request it was made for.
        """
        ...

    async def aclose(self) -> None:
        """Close the cache's connections and free its memory."""
        ...


class MemoryAudioCache:
    """An `AudioCache` in this process that drops the least recently used recordings.

    Args:
        max_bytes: Maximum size of all recordings together; a larger one is not kept.
    """

    def __init__(self, max_bytes: int) -> None:
        self._recordings: LRUCache[str, Recording] = LRUCache(max_bytes, getsizeof=_size_bytes)
        self._lock = threading.Lock()

    async def get(self, key: str) -> Recording | None:
        with self._lock:
            return self._recordings.get(key)

    async def put(
        self,
        key: str,
        recording: Recording,
        *,
        owner: str = "",  # noqa: ARG002 - for caches that erase the recordings of an account
    ) -> None:
        with self._lock:
            if _size_bytes(recording) <= self._recordings.maxsize:
                self._recordings[key] = recording

    async def aclose(self) -> None:
        with self._lock:
            self._recordings.clear()

    @property
    def size_bytes(self) -> int:
        """Current size of all recordings together."""
        with self._lock:
            return int(self._recordings.currsize)


class TieredAudioCache:
    """Two audio caches: a hit in the shared one is copied into the local one.

    Args:
        local: Cache that is asked first, in this process.
        shared: Cache that is asked on a miss, shared with other processes.
    """

    def __init__(self, local: AudioCache, shared: AudioCache) -> None:
        self._local = local
        self._shared = shared

    async def get(self, key: str) -> Recording | None:
        recording = await self._local.get(key)
        if recording is None:
            recording = await self._shared.get(key)
            if recording is not None:
                await self._local.put(key, recording)
        return recording

    async def put(self, key: str, recording: Recording, *, owner: str = "") -> None:
        await self._local.put(key, recording, owner=owner)
        await self._shared.put(key, recording, owner=owner)

    async def aclose(self) -> None:
        await self._local.aclose()
        await self._shared.aclose()


def _size_bytes(recording: Recording) -> int:
    # Python's objects for a mark or a word take about 200 bytes.
    words = sum(len(mark.words) for mark in recording.marks)
    return len(recording.pcm) + 200 * len(recording.marks) + 200 * words
