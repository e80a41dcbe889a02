"""A Redis that may be away: one client, and how it is left alone after a failure."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from phemius_core.errors import MissingExtra

__all__ = ["RedisClient", "RedisUnavailable"]

T = TypeVar("T")
_THREADS: Final = 16


class RedisUnavailable(Exception):
    """Redis does not answer, or did not a moment ago.

    Args:
        first_failure: The failure, the first time; None while Redis is left alone.
    """

    def __init__(self, first_failure: Exception | None) -> None:
        super().__init__("Redis does not answer")
        self.first_failure = first_failure


class RedisClient:
    """A client for one use, called in worker threads: redis' own async one knows only asyncio.

    Nothing is tried twice: a hit that is repeated after a lost answer would count twice.

    Args:
        url: `redis://host:port/db`.
        timeout_s: How long one answer may take.
        retry_s: After a failure Redis is left alone so long, so that an outage does not cost
            every request the timeout.
        clock: A clock that never runs backwards, for `retry_s`.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float,
        retry_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError as exc:
            raise MissingExtra("redis", "redis") from exc
        self._failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self.client: redis.Redis = redis.Redis.from_url(
            url,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            max_connections=2 * _THREADS,
            retry=Retry(NoBackoff(), 0),
        )
        self._retry_s = retry_s
        self._clock = clock
        self._away_until = float("-inf")
        self._threads: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-redis-{id(self)}"
        )

    async def call(self, work: Callable[[], T]) -> T:
        """What `work` returns.

        Raises:
            RedisUnavailable: Redis does not answer.
        """
        if self._clock() < self._away_until:
            raise RedisUnavailable(None)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter())
        except self._failures as error:
            self._away_until = self._clock() + self._retry_s
            raise RedisUnavailable(error) from error

    async def aclose(self) -> None:
        await anyio.to_thread.run_sync(self.client.close)

    def _limiter(self) -> anyio.CapacityLimiter:
        try:
            return self._threads.get()
        except LookupError:
            limiter = anyio.CapacityLimiter(_THREADS)
            self._threads.set(limiter)
            return limiter
