"""The rolling window on Redis, shared by every replica."""

import logging
import time
from collections.abc import Callable
from typing import Any, Literal

from phemius_core.errors import Overloaded
from phemius_core.limits._memory import MemoryRateLimiter
from phemius_core.limits._rate_limiter import RateDecision, decide
from phemius_core.redis_client import RedisClient, RedisUnavailable

__all__ = ["RedisRateLimiter"]

logger = logging.getLogger(__name__)

# A list of times in microseconds, newest last. The time is the server's own, so that
# replicas with wrong clocks agree; where it steps back, it is held at the newest hit.
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
    """A `RateLimiter` for many processes: one Lua script on Redis' own TIME.

    Args:
        url: `redis://host:port/db`.
        on_failure: What happens while Redis does not answer. `fail_closed` refuses speech
            with 503; `fail_open` lets each process count on its own, so that a key gets at
            most its limit from every process.
        window_s: Length of the rolling window.
        timeout_s: How long one answer may take.
        retry_s: After a failure Redis is left alone so long, so that an outage does not
            cost every request the timeout.
        clock: A clock that never runs backwards, for `retry_s` and the counts in process.
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
        self._link = RedisClient(url, timeout_s=timeout_s, retry_s=retry_s, clock=clock)
        self._script: Any = self._link.client.register_script(_SCRIPT)
        self._when_away = on_failure
        self._window_us = window_s * 1_000_000
        self._fallback = MemoryRateLimiter(clock, window_s=window_s)

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        try:
            allowed, used, frees_in_us = await self._link.call(lambda: self._call(key, limit))
        except RedisUnavailable as away:
            if away.first_failure is not None:
                failure = type(away.first_failure).__name__
                logger.warning("Redis does not answer: %s; %s", failure, self._when_away)
            return await self._without_redis(key, limit, cause=away)
        return decide(
            allowed=bool(allowed),
            limit=limit,
            used=used,
            frees_in_us=frees_in_us,
            window_us=self._window_us,
        )

    async def aclose(self) -> None:
        await self._link.aclose()

    def _call(self, key: str, limit: int) -> tuple[int, int, int]:
        allowed, used, frees = self._script(
            keys=[f"phemius:rate:{key}"], args=[limit, self._window_us]
        )
        return int(allowed), int(used), int(frees)

    async def _without_redis(
        self, key: str, limit: int, *, cause: Exception | None = None
    ) -> RateDecision:
        if self._when_away == "fail_closed":
            raise Overloaded("The rate limiter is not available; try again soon.") from cause
        return await self._fallback.hit(key, limit=limit)
