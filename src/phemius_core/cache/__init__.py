"""The audio cache: recordings of whole requests in memory, in Redis, or in both tiers."""

from phemius_core.cache._audio_cache import AudioCache, MemoryAudioCache, TieredAudioCache
from phemius_core.cache._recording import Mark, Recording
from phemius_core.cache._redis import RedisAudioCache

__all__ = [
    "AudioCache",
    "Mark",
    "MemoryAudioCache",
    "Recording",
    "RedisAudioCache",
    "TieredAudioCache",
]
