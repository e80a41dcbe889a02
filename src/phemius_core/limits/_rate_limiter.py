"""Requests per minute: the protocol of rate limiters, and the one for a single process."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

__all__ = ["MemoryRateLimiter", "RateDecision", "RateLimiter", "decide"]


@dataclass(frozen=True, slots=True)
class RateDecision:
    """A rate limiter's answer to one request."""

    allowed: bool
    limit: int
    """Requests per window."""
    remaining: int
    """Requests that would be admitted now."""
    reset_s: int
    """Whole seconds, rounded up, until one more request is admitted than now.

    A refused request succeeds when it is repeated after that time, if no other request of the
    key was admitted in between.
    """
    window_s: int = 60

    @property
    def headers(self) -> dict[str, str]:
        """The draft standard's `RateLimit-*` and OpenAI's `x-ratelimit-*` headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
            "RateLimit-Policy": f"{self.limit};w={self.window_s}",
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": f"{self.reset_s}s",
        }


class RateLimiter(Protocol):
    """Counts requests per key in a rolling window. A refused request is not counted."""

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        """Admit or refuse one request.

        Args:
            key: Key whose requests are counted together.
            limit: Requests of the key that are admitted in any window.

        Raises:
            Overloaded: The limiter's storage does not answer and it is set to fail closed.
        """
        ...

    async def aclose(self) -> None:
        """Close the limiter's connections."""
        ...


class MemoryRateLimiter:
    """A `RateLimiter` for one process: a deque of times per key, under one lock.

    Args:
        clock: Returns seconds on a monotonic clock.
        window_s: Length of the rolling window.
        prune_every: Prune keys without a request in the window every so many requests, so that
            memory is bounded by the keys in use.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        window_s: int = 60,
        prune_every: int = 4096,
    ) -> None:
        self._clock = clock
        self._window_us = window_s * 1_000_000
        self._prune_every = prune_every
        self._hits: dict[str, deque[int]] = {}
        self._hits_since_prune = 0
        self._latest_us = 0
        self._lock = threading.Lock()

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        with self._lock:
            # Whole microseconds: sums of floats would put a hit on the wrong side of the edge.
            now = self._latest_us = max(self._latest_us, round(self._clock() * 1_000_000))
            self._prune_idle(now)
            hits = self._hits.setdefault(key, deque())
            while hits and hits[0] <= now - self._window_us:
                hits.popleft()
            allowed = len(hits) < limit
            if allowed:
                hits.append(now)
            # After a change to a smaller plan the window may hold more hits than the limit.
            frees_at = hits[max(0, len(hits) - limit)] + self._window_us if hits else now
            return decide(
                allowed=allowed,
                limit=limit,
                used=len(hits),
                frees_in_us=frees_at - now,
                window_us=self._window_us,
            )

    async def aclose(self) -> None:
        """Do nothing: there are no connections."""

    def _prune_idle(self, now: int) -> None:
        self._hits_since_prune += 1
        if self._hits_since_prune < self._prune_every:
            return
        self._hits_since_prune = 0
        edge = now - self._window_us
        for key in [key for key, hits in self._hits.items() if not hits or hits[-1] <= edge]:
            del self._hits[key]


def decide(
    *, allowed: bool, limit: int, used: int, frees_in_us: int, window_us: int
) -> RateDecision:
    """Build a decision from the state of a key's window.

    Args:
        allowed: Whether the request was admitted.
        limit: Requests per window.
        used: Requests in the window, with this one if it was admitted.
        frees_in_us: Microseconds until one more request is admitted.
        window_us: Length of the window in microseconds.
    """
    return RateDecision(
        allowed=allowed,
        limit=limit,
        remaining=max(0, limit - used),
        reset_s=max(1, -(-frees_in_us // 1_000_000)),
        window_s=window_us // 1_000_000,
    )
