"""Requests per minute: the protocol of a rate limiter and what it answers."""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["RateDecision", "RateLimiter", "decide"]


@dataclass(frozen=True, slots=True)
class RateDecision:
    """The answer of a rate limiter to one request."""

    allowed: bool
    limit: int
    remaining: int
    reset_s: int
    """Whole seconds, rounded up, after which one more request is free than now.

    Where the request was refused, it succeeds when it is repeated after that time
    and no other request of the key was admitted in between.
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
    """Counts requests per key in a rolling window; a refused request is not counted."""

    async def hit(self, key: str, *, limit: int) -> RateDecision:
        """Admit or refuse one request of `key`, of which `limit` fit into a window.

        Raises:
            Overloaded: The limiter cannot tell and is set to fail closed.
        """
        ...

    async def aclose(self) -> None:
        """Close what the limiter holds open."""
        ...


def decide(
    *, allowed: bool, limit: int, used: int, frees_in_us: int, window_us: int
) -> RateDecision:
    """A decision from the count of a window; times in microseconds."""
    return RateDecision(
        allowed=allowed,
        limit=limit,
        remaining=max(0, limit - used),
        reset_s=max(1, -(-frees_in_us // 1_000_000)),
        window_s=window_us // 1_000_000,
    )
