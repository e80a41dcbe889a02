"""The audio cache in Redis, shared by every replica."""

import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from phemius_core.cache._recording import Recording
from phemius_core.errors import Overloaded
from phemius_core.outage_log import OutageLog
from phemius_core.redis_client import RedisClient, RedisRefused, RedisUnavailable

if TYPE_CHECKING:
    from redis.client import Pipeline

__all__ = ["RedisAudioCache"]

logger = logging.getLogger(__name__)

_ERASED_AT_ONCE: Final = 500
"""Recordings that are deleted in one call, so that Redis answers others meanwhile."""
_CLOCK_TOLERANCE_S: Final = 3600
"""How far the clocks of servers may be apart."""
_LOOK_INTERVAL_S: Final = 5.0
_MAX_MEMORY_SHARE: Final = 0.8
"""Part of a Redis' `maxmemory` up to which audio is written, where it evicts nothing."""


class RedisAudioCache:
    """An `AudioCache` that many servers share. While Redis does not answer, it misses.

    A Redis with `maxmemory` that evicts nothing is filled to four fifths, so that it can go on to
    count requests.

    The names in Redis are HMACs, so that nobody who can read Redis alone can tell whose recordings
    they are, or find out whether a text was spoken. Beside the recordings of an owner there is a
    sorted set of their names, by the time at which they expire: what `erase` deletes.

    Args:
        url: `redis://host:port/db`. Give that Redis a `maxmemory`, and the policy `volatile-lru`
            if it counts requests too.
        secret: HMAC key of the names; the same in all processes that share the cache.
        ttl_s: How long a recording is kept.
        timeout_s: Timeout of one call.
        retry_s: After a failure Redis is not called for this long.
        clock: Returns seconds on a monotonic clock, for `retry_s`.
    """

    def __init__(
        self,
        url: str,
        *,
        secret: bytes = b"",
        ttl_s: int = 24 * 3600,
        timeout_s: float = 0.25,
        retry_s: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = RedisClient(url, timeout_s=timeout_s, retry_s=retry_s, clock=clock)
        self._outage = OutageLog(logger, "the shared audio cache's Redis", clock)
        self._secret = secret
        self._clock = clock
        self._ttl_s = ttl_s
        self._erased: set[str] = set()
        self._refused = False
        self._full = False
        self._looked_at = float("-inf")

    async def get(self, key: str) -> Recording | None:
        data = await self._call(lambda: self._redis.client.get(self._name("audio", key)))
        if not isinstance(data, bytes):
            return None
        try:
            return Recording.from_bytes(data)
        except ValueError as error:
            logger.warning("a recording in the shared audio cache is damaged: %s", error)
            return None

    async def put(self, key: str, recording: Recording, *, owner: str = "") -> None:
        owned = recording.owned_by(owner or recording.owner)
        if owned.owner in self._erased or await self._is_full():
            return
        data = owned.to_bytes()
        await self._call(lambda: self._put(key, data, owned.owner), writes=True)

    async def erase(self, owner: str) -> None:
        self._erased.add(owner)
        try:
            while await self._redis.call(lambda: self._erase_some(owner)):
                pass
        except RedisUnavailable as error:
            raise Overloaded(
                "the shared audio cache does not answer: start Redis, then erase again"
            ) from error

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

    def _put(self, key: str, data: bytes, owner: str) -> None:
        name = self._name("audio", key)
        transaction: Pipeline = self._redis.client.pipeline()
        transaction.set(name, data, ex=self._ttl_s)
        if owner:
            owned, now = self._name("audio-of", owner), time.time()
            # Without those that have expired, the set stays as small as the cache.
            transaction.zremrangebyscore(owned, "-inf", now - _CLOCK_TOLERANCE_S)
            transaction.zadd(owned, {name: now + self._ttl_s})
            transaction.expire(owned, self._ttl_s + _CLOCK_TOLERANCE_S)
        transaction.execute()

    def _erase_some(self, owner: str) -> int:
        """Delete recordings of an owner; return their number, 0 if there are none left."""
        owned = self._name("audio-of", owner)
        names = self._redis.client.zrange(owned, 0, _ERASED_AT_ONCE - 1)
        if names:
            transaction: Pipeline = self._redis.client.pipeline()
            transaction.delete(*names)
            transaction.zrem(owned, *names)
            transaction.execute()
        return len(names)

    def _name(self, kind: str, of: str) -> str:
        digest = hmac.digest(self._secret, f"{kind}:{of}".encode(), hashlib.sha256)
        return f"phemius:{kind}:{digest.hex()}"


def _evicts_nothing(memory: Mapping[str, Any]) -> bool:
    return bool(memory.get("maxmemory")) and memory.get("maxmemory_policy") == "noeviction"
