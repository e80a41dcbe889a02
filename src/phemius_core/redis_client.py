"""A Redis client that calls in worker threads and backs off after a failure."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from phemius_core.errors import MissingExtra, SetupError

__all__ = ["RedisClient", "RedisUnavailable"]

T = TypeVar("T")
_MAX_THREADS: Final = 16


class RedisUnavailable(Exception):
    """Redis does not answer, or is not called after a recent failure.

    Args:
        first_failure: The failure that began the outage; None for the calls refused after it,
            so that each outage is logged once.
    """

    def __init__(self, first_failure: Exception | None) -> None:
        super().__init__("Redis does not answer")
        self.first_failure = first_failure


class RedisClient:
    """A Redis client for one purpose, called in worker threads.

    It wraps redis-py's synchronous client, because the asynchronous one requires asyncio. Calls
    are not retried: a request that is counted again after a lost reply would count twice.

    Args:
        url: `redis://host:port/db`.
        timeout_s: Timeout of one call.
        retry_s: After a failure Redis is not called for this long, so that an outage does not
            cost every request the timeout.
        clock: Returns seconds on a monotonic clock, for `retry_s`.

    Raises:
        MissingExtra: redis is not installed.
        SetupError: The URL cannot be parsed.
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
        _check_url(url)
        self._failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self.client: redis.Redis = redis.Redis.from_url(
            url,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            max_connections=2 * _MAX_THREADS,
            retry=Retry(NoBackoff(), 0),
        )
        self._retry_s = retry_s
        self._clock = clock
        self._retry_at = float("-inf")
        self._limiter_var: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-redis-{id(self)}"
        )

    async def call(self, work: Callable[[], T]) -> T:
        """Run `work`, which uses `client`, in a worker thread and return its result.

        Raises:
            RedisUnavailable: Redis does not answer.
        """
        if self._clock() < self._retry_at:
            raise RedisUnavailable(None)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter())
        except self._failures as error:
            self._retry_at = self._clock() + self._retry_s
            raise RedisUnavailable(error) from error

    async def aclose(self) -> None:
        """Close all connections."""
        await anyio.to_thread.run_sync(self.client.close)

    def _limiter(self) -> anyio.CapacityLimiter:
        try:
            return self._limiter_var.get()
        except LookupError:
            limiter = anyio.CapacityLimiter(_MAX_THREADS)
            self._limiter_var.set(limiter)
            return limiter


def _check_url(url: str) -> None:
    from redis.connection import parse_url

    try:
        parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError:
        # The URL may hold a password, which the cause may quote: neither is repeated.
        raise SetupError(
            "the Redis URL cannot be parsed: give redis://host:port/db, with special characters "
            "of the password percent-encoded"
        ) from None
