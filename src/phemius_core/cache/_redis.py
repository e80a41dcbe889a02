"""The audio cache in Redis, shared by every replica."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from phemius_core.cache._recording import Recording
from phemius_core.outage_log import OutageLog
from phemius_core.redis_client import RedisClient, RedisRefused, RedisUnavailable

__all__ = ["RedisAudioCache"]

logger = logging.getLogger(__name__)


_LOOK_INTERVAL_S: Final = 5.0
_MAX_MEMORY_SHARE: Final = 0.8
"""Part of a Redis' `maxmemory` up to which audio is written, where it evicts nothing."""


class RedisAudioCache:
    """An `AudioCache` that many servers share. While Redis does not answer, it misses.

    A Redis with `maxmemory` that evicts nothing is filled to four fifths, so that it can go on to
    count requests.

    Args:
        url: `redis://host:port/db`. Give that Redis a `maxmemory`, and the policy `volatile-lru`
            if it counts requests too.
        ttl_s: How long a recording is kept.
        timeout_s: Timeout of one call.
        retry_s: After a failure Redis is not called for this long.
        clock: Returns seconds on a monotonic clock, for `retry_s`.
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
        self._redis = RedisClient(url, timeout_s=timeout_s, retry_s=retry_s, clock=clock)
        self._outage = OutageLog(logger, "the shared audio cache's Redis", clock)
        self._clock = clock
        self._ttl_s = ttl_s
        self._refused = False
        self._full = False
        self._looked_at = float("-inf")

    async def get(self, key: str) -> Recording | None:
        data = await self._call(lambda: self._redis.client.get(_redis_key(key)))
        if not isinstance(data, bytes):
            return None
        try:
            return Recording.from_bytes(data)
        except ValueError as error:
            logger.warning("a recording in the shared audio cache is damaged: %s", error)
            return None

    async def put(self, key: str, recording: Recording) -> None:
        if await self._is_full():
            return
        data = recording.to_bytes()
        await self._call(
            lambda: self._redis.client.set(_redis_key(key), data, ex=self._ttl_s), writes=True
        )

    async def aclose(self) -> None:
        await self._redis.aclose()

    async def _is_full(self) -> bool:
        if self._clock() - self._looked_at >= _LOOK_INTERVAL_S:
            self._looked_at = self._clock()
            memory = await self._call(lambda: self._redis.client.info("memory"))
            if isinstance(memory, dict):
                self._full = _evicts_nothing(memory) and (
                    memory["used_memory"] > _MAX_MEMORY_SHARE * memory["maxmemory"]
                )
        return self._full

    async def _call(self, work: Callable[[], object], *, writes: bool = False) -> object:
        try:
            result = await self._redis.call(work)
        except RedisUnavailable as error:
            if error.first_failure is not None:
                self._refused = isinstance(error, RedisRefused)
                failure = type(error.first_failure).__name__
                self._outage.failed(error.kind, failure, error.advice)
            return None
        # Reads go on to succeed where writes are refused.
        if writes or not self._refused:
            self._outage.worked()
            self._refused = False
        return result


def _evicts_nothing(memory: Mapping[str, Any]) -> bool:
    return bool(memory.get("maxmemory")) and memory.get("maxmemory_policy") == "noeviction"


def _redis_key(key: str) -> str:
    return f"phemius:audio:{key}"
