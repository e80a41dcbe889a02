"""The audio cache in Redis, shared by every replica."""

import logging
import time
from collections.abc import Callable

from phemius_core.cache._recording import Recording
from phemius_core.redis_client import RedisClient, RedisUnavailable

__all__ = ["RedisAudioCache"]

logger = logging.getLogger(__name__)


class RedisAudioCache:
    """An `AudioCache` that many servers share. While Redis does not answer, it misses.

    Args:
        url: `redis://host:port/db`. Give that Redis a `maxmemory` and the policy `allkeys-lru`.
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
        self._ttl_s = ttl_s

    async def get(self, key: str) -> Recording | None:
        data = await self._call(lambda: self._redis.client.get(_redis_key(key)))
        if not isinstance(data, bytes):
            return None
        try:
            return Recording.from_bytes(data)
        except ValueError as error:
            logger.warning("a recording in the shared audio cache is damaged: %s", error)
            return None

    async def put(
        self,
        key: str,
        recording: Recording,
        *,
        owner: str = "",  # noqa: ARG002 - for caches that erase the recordings of an account
    ) -> None:
        data = recording.to_bytes()
        await self._call(lambda: self._redis.client.set(_redis_key(key), data, ex=self._ttl_s))

    async def aclose(self) -> None:
        await self._redis.aclose()

    async def _call(self, work: Callable[[], object]) -> object:
        try:
            return await self._redis.call(work)
        except RedisUnavailable as error:
            if error.first_failure is not None:
                failure = type(error.first_failure).__name__
                logger.warning("shared audio cache's Redis does not answer: %s", failure)
            return None


def _redis_key(key: str) -> str:
    return f"phemius:audio:{key}"
