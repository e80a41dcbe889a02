"""The rate limiter in Redis, shared by every replica."""

import logging
import time
from collections.abc import Callable
from typing import Any, Literal

from phemius_core.errors import Overloaded
from phemius_core.limits._rate_limiter import MemoryRateLimiter, RateDecision, decide
from phemius_core.outage_log import OutageLog
from phemius_core.redis_client import RedisClient, RedisUnavailable

__all__ = ["RedisRateLimiter"]

logger = logging.getLogger(__name__)

# Each key has a list of times in microseconds, newest last. The time is the Redis server's, so
# that replicas whose clocks differ agree; if it steps back, the newest hit's time is used.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local newest = redis.call('LINDEX', KEYS[1], -1)
if newest and tonumber(newest) > now then now = tonumber(newest) end
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
local used = redis.call('LLEN', KEYS[1])
local allowed = 0
if used < limit then
  allowed = 1
  used = used + 1
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000) + 1000)
end
local frees = window
if used > 0 then
  local edge = redis.call('LINDEX', KEYS[1], math.max(0, used - limit))
  frees = tonumber(edge) + window - now
end
return {allowed, used, frees}
"""


class RedisRateLimiter:
    """A `RateLimiter` for many processes: one Lua script that uses the Redis server's TIME.

    Args:
        url: `redis://host:port/db`.
        on_failure: What to do while Redis does not answer or refuses to count, such as for want
            of memory. `fail_closed` refuses requests with 503; `fail_open` lets each process
            count for itself, so that a key is admitted at most its limit by every process.
        window_s: Length of the rolling window.
        timeout_s: Timeout of one call.
        retry_s: After a failure Redis is not called for this long, so that an outage does not
            cost every request the timeout.
        clock: Returns seconds on a monotonic clock, for `retry_s` and the counts in process.
    """

    def __init__(
        self,
        url: str,
        *,
        on_failure: Literal["fail_open", "fail_closed"] = "fail_closed",
        window_s: int = 60,
        timeout_s: float = 0.5,
        retry_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = RedisClient(url, timeout_s=timeout_s, retry_s=retry_s, clock=clock)
        self._script: Any = self._redis.client.register_script(_SCRIPT)
        self._outage = OutageLog(logger, "the rate limiter's Redis", clock)
        self._on_failure = on_failure
        self._window_us = window_s * 1_000_000
        self._fallback = MemoryRateLimiter(clock, window_s=window_s)

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        try:
            allowed, used, frees_in_us = await self._redis.call(
                lambda: self._run_script(key, limit)
            )
        except RedisUnavailable as error:
            if error.first_failure is not None:
                failure = type(error.first_failure).__name__
                advice = f"{self._on_failure}; {error.advice}" if error.advice else self._on_failure
                self._outage.failed(error.kind, failure, advice)
            return await self._without_redis(key, limit, cause=error)
        self._outage.worked()
        return decide(
            allowed=bool(allowed),
            limit=limit,
            used=used,
            frees_in_us=frees_in_us,
            window_us=self._window_us,
        )

    async def aclose(self) -> None:
        await self._redis.aclose()

    def _run_script(self, key: str, limit: int) -> tuple[int, int, int]:
        allowed, used, frees = self._script(
            keys=[f"phemius:rate:{key}"], args=[limit, self._window_us]
        )
        return int(allowed), int(used), int(frees)

    async def _without_redis(self, key: str, limit: int, *, cause: Exception) -> RateDecision:
        if self._on_failure == "fail_closed":
            raise Overloaded("the rate limiter is not available: try again soon") from cause
        return await self._fallback.hit(key, limit=limit)
