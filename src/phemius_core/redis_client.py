"""A Redis client that calls in worker threads and backs off while Redis does not answer."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from phemius_core.errors import MissingExtra, SetupError

__all__ = ["RedisClient", "RedisRefused", "RedisUnavailable"]

T = TypeVar("T")
_MAX_THREADS: Final = 16
_KINDS: Final = {
    "OOM": (
        "has no memory left for writes",
        "give it the maxmemory-policy volatile-lru, and cached audio a Redis of its own "
        "(PHEMIUS_CACHE_REDIS_URL) or none (PHEMIUS_SHARE_CACHED_AUDIO=false)",
    ),
    "READONLY": ("takes no writes", "it is a replica: give the URL of the primary"),
    "MISCONF": ("takes no writes", "it cannot save to its disk: make room there"),
    "NOREPLICAS": ("takes no writes", "too few of its replicas are connected"),
    "MASTERDOWN": ("takes no writes", "its primary is down"),
    "LOADING": ("is loading its data", ""),
    "BUSY": ("is busy with a script", ""),
    "NOPERM": ("does not permit a command", "give its user the commands and keys of Phemius"),
}
"""What an error of Redis itself says by its first word, and what to do."""


class RedisUnavailable(Exception):
    """Redis does not answer, or is not called after a recent failure.

    Args:
        first_failure: The failure that began the outage; None for the calls refused after it.
        kind: What is wrong, as a predicate: `does not answer`.
        advice: What to do.
    """

    def __init__(
        self, first_failure: Exception | None, *, kind: str = "does not answer", advice: str = ""
    ) -> None:
        super().__init__(f"Redis {kind}")
        self.first_failure = first_failure
        self.kind = kind
        self.advice = advice


class RedisRefused(RedisUnavailable):
    """Redis answers, but refuses the command: it is full, a replica, or loading its data."""


class RedisClient:
    """A Redis client for one purpose, called in worker threads.

    It wraps redis-py's synchronous client, because the asynchronous one requires asyncio. Calls
    are not retried: a request that is counted again after a lost reply would count twice.

    Args:
        url: `redis://host:port/db`.
        timeout_s: Timeout of one call.
        retry_s: After a failure to answer Redis is not called for this long, so that an outage
            does not cost every request the timeout; then one call tries it.
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
        # A Redis that loads its data answers, although redis-py counts it as a lost connection.
        self._refusals = (redis.ResponseError, redis.BusyLoadingError)
        self._failures: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self.client: redis.Redis = redis.Redis.from_url(
            url,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            socket_keepalive=True,
            max_connections=2 * _MAX_THREADS,
            retry=Retry(NoBackoff(), 0),
        )
        self._retry_s = retry_s
        self._clock = clock
        self._failing = False
        self._retry_at = float("-inf")
        self._limiter_var: anyio.lowlevel.RunVar[anyio.CapacityLimiter] = anyio.lowlevel.RunVar(
            f"phemius-redis-{id(self)}"
        )

    async def call(self, work: Callable[[], T]) -> T:
        """Run `work`, which uses `client`, in a worker thread and return its result.

        Raises:
            RedisUnavailable: Redis does not answer.
            RedisRefused: Redis refuses the command.
        """
        if self._failing:
            if self._clock() < self._retry_at:
                raise RedisUnavailable(None)
            # This call tries it; those that come meanwhile are refused at once.
            self._retry_at = self._clock() + self._retry_s

        def work_unless_failed() -> T:
            # The outage may have begun while this call waited for its thread.
            if self._failing and not tries:
                raise RedisUnavailable(None)
            return work()

        tries = self._failing
        try:
            result = await anyio.to_thread.run_sync(work_unless_failed, limiter=self._limiter())
        except self._refusals as error:
            self._failing = False
            word = "LOADING" if not isinstance(error, self._refusals[0]) else _first_word(error)
            kind, advice = _KINDS.get(word, ("refuses a command", ""))
            if word == "READONLY":
                # After a failover the same address may lead to the new primary.
                self.client.connection_pool.disconnect(inuse_connections=False)
            raise RedisRefused(error, kind=kind, advice=advice) from error
        except self._failures as error:
            self._failing = True
            self._retry_at = self._clock() + self._retry_s
            raise RedisUnavailable(error) from error
        self._failing = False
        return result

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


def _first_word(error: Exception) -> str:
    """The code of an error of Redis, which redis-py drops where it has a class for it."""
    codes = {"OutOfMemoryError": "OOM", "ReadOnlyError": "READONLY", "NoPermissionError": "NOPERM"}
    return codes.get(type(error).__name__) or str(error).partition(" ")[0]


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
