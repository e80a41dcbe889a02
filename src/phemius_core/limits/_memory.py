"""The rolling window in process."""

import threading
import time
from collections import deque
from collections.abc import Callable

from phemius_core.limits._rate_limiter import RateDecision, decide

__all__ = ["MemoryRateLimiter"]


class MemoryRateLimiter:
    """A `RateLimiter` for one process: a deque of times per key under one lock.

    Args:
        clock: Seconds on a clock that never runs backwards.
        window_s: Length of the rolling window.
        idle_sweep: After so many hits the keys without a hit in the window are forgotten,
            so that memory follows the keys in use.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        window_s: int = 60,
        idle_sweep: int = 4096,
    ) -> None:
        self._clock = clock
        self._window_us = window_s * 1_000_000
        self._idle_sweep = idle_sweep
        self._hits: dict[str, deque[int]] = {}
        self._since_sweep = 0
        self._latest_us = 0
        self._lock = threading.Lock()

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        with self._lock:
            # Whole microseconds: sums of floats would put a hit on the wrong side of the edge.
            now = self._latest_us = max(self._latest_us, round(self._clock() * 1_000_000))
            self._forget_idle(now)
            hits = self._hits.setdefault(key, deque())
            while hits and hits[0] <= now - self._window_us:
                hits.popleft()
            allowed = len(hits) < limit
            if allowed:
                hits.append(now)
            # After a change to a smaller plan more hits may stand than the limit allows.
            frees_at = hits[max(0, len(hits) - limit)] + self._window_us if hits else now
            return decide(
                allowed=allowed,
                limit=limit,
                used=len(hits),
                frees_in_us=frees_at - now,
                window_us=self._window_us,
            )

    async def aclose(self) -> None:
        """Nothing to close."""

    def _forget_idle(self, now: int) -> None:
        self._since_sweep += 1
        if self._since_sweep < self._idle_sweep:
            return
        self._since_sweep = 0
        edge = now - self._window_us
        for key in [key for key, hits in self._hits.items() if not hits or hits[-1] <= edge]:
            del self._hits[key]
