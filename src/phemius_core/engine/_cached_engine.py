"""An in-memory cache of utterances in front of an engine."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cachetools import LRUCache

from phemius_core.engine._check_rendering import check_rendering
from phemius_core.engine._process_guard import ProcessGuard
from phemius_core.engine._protocol import Engine, Rendering, Utterance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CachedEngine", "RenderingCache"]

_Key = tuple[str, bytes, float, int, bool]


class RenderingCache:
    """A cache of the audio of whole utterances; evicts the least recently used. Thread-safe.

    Args:
        max_bytes: Largest size of all cached arrays together.
    """

    def __init__(self, max_bytes: int) -> None:
        self._entries: LRUCache[_Key, tuple[NDArray[np.int64], NDArray[np.float32]]] = LRUCache(
            max_bytes, getsizeof=lambda entry: entry[0].nbytes + entry[1].nbytes
        )
        self._lock = threading.Lock()

    def get(self, utterance: Utterance) -> "tuple[NDArray[np.int64], NDArray[np.float32]] | None":
        """Durations, int64 [phonemes + 2], and audio, float32 [n], of an utterance, if cached."""
        with self._lock:
            return self._entries.get(_key(utterance))

    def put(
        self, utterance: Utterance, durations: "NDArray[np.int64]", audio: "NDArray[np.float32]"
    ) -> None:
        """Caches the audio of a whole utterance, unless it is larger than the cache."""
        with self._lock:
            if durations.nbytes + audio.nbytes <= self._entries.maxsize:
                self._entries[_key(utterance)] = durations, audio

    def clear(self) -> None:
        """Drops everything."""
        with self._lock:
            self._entries.clear()


class CachedEngine:
    """An engine with a cache: an utterance that is cached is not computed again.

    Args:
        engine: Speaks utterances that are not cached.
        cache: The cache; engines of the same version may share one.
    """

    def __init__(self, engine: Engine, cache: RenderingCache) -> None:
        self.name = engine.name
        self.version = engine.version
        self._process = ProcessGuard("engine")
        self._engine = engine
        self._cache = cache

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance, from the cache if it is there; see `Engine.render`."""
        self._process.check()
        cached = self._cache.get(utterance)
        if cached is not None:
            durations, audio = cached
            return Rendering(durations, iter([audio]))
        rendering = self._engine.render(utterance)
        return Rendering(rendering.durations, self._cache_at_end(utterance, rendering))

    def clear_cache(self) -> None:
        """Drops what is cached, of all engines that share the cache."""
        self._cache.clear()

    def close(self) -> None:
        """Frees the model."""
        self._engine.close()

    def _cache_at_end(
        self, utterance: Utterance, rendering: Rendering
    ) -> "Iterator[NDArray[np.float32]]":
        import numpy as np

        chunks = []
        for chunk in check_rendering(utterance, rendering):
            chunks.append(chunk)
            yield chunk
        # Reached only at the end of whole audio: failed and cancelled renderings are not cached.
        self._cache.put(utterance, rendering.durations, np.concatenate(chunks))


def _key(utterance: Utterance) -> _Key:
    return (
        utterance.phonemes,
        utterance.style.tobytes(),
        utterance.speed,
        utterance.seed,
        utterance.low_latency,
    )
