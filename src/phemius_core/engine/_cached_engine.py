"""Utterances that come again are not computed again."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cachetools import LRUCache

from phemius_core.engine._protocol import Engine, Rendering, Utterance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CachedEngine", "RenderingCache"]

_Key = tuple[str, bytes, float, int, bool]


class RenderingCache:
    """Audio of whole utterances, the least recently used first to go. Safe from any thread.

    Args:
        max_bytes: Of audio, all of it together.
    """

    def __init__(self, max_bytes: int) -> None:
        self._kept: LRUCache[_Key, tuple[NDArray[np.int64], NDArray[np.float32]]] = LRUCache(
            max_bytes, getsizeof=lambda kept: kept[0].nbytes + kept[1].nbytes
        )
        self._lock = threading.Lock()

    def get(self, utterance: Utterance) -> "tuple[NDArray[np.int64], NDArray[np.float32]] | None":
        """Durations and audio, float32 [n], if they are known."""
        with self._lock:
            return self._kept.get(_key(utterance))

    def put(
        self, utterance: Utterance, durations: "NDArray[np.int64]", audio: "NDArray[np.float32]"
    ) -> None:
        """Keeps the audio of a whole utterance."""
        with self._lock:
            if durations.nbytes + audio.nbytes <= self._kept.maxsize:
                self._kept[_key(utterance)] = durations, audio


class CachedEngine:
    """An engine before which a cache stands: the same utterance is the same audio, bit for bit.

    Args:
        engine: Speaks what is not known.
        cache: May be shared by engines of the same version.
    """

    def __init__(self, engine: Engine, cache: RenderingCache) -> None:
        self.name = engine.name
        self.version = engine.version
        self._engine = engine
        self._cache = cache

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        known = self._cache.get(utterance)
        if known is not None:
            return Rendering(known[0], iter([known[1]]))
        made = self._engine.render(utterance)
        return Rendering(made.durations, self._kept(utterance, made))

    def close(self) -> None:
        """Frees the model."""
        self._engine.close()

    def _kept(self, utterance: Utterance, made: Rendering) -> "Iterator[NDArray[np.float32]]":
        import numpy as np

        chunks = []
        for chunk in made.audio:
            chunks.append(chunk)
            yield chunk
        # Reached only when all of it was made: what failed or was cancelled is not kept.
        self._cache.put(utterance, made.durations, np.concatenate(chunks))


def _key(utterance: Utterance) -> _Key:
    return (
        utterance.phonemes,
        utterance.style.tobytes(),
        utterance.speed,
        utterance.seed,
        utterance.low_latency,
    )
