"""The audio cache: whole recordings in memory, on Redis, or in both tiers."""

from phemius_core.cache._audio_cache import (
    AudioCache,
    Mark,
    MemoryAudioCache,
    Recording,
    RedisAudioCache,
    TieredAudioCache,
)

__all__ = [
    "AudioCache",
    "Mark",
    "MemoryAudioCache",
    "Recording",
    "RedisAudioCache",
    "TieredAudioCache",
]
