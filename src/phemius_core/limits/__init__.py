"""Requests per minute: the `RateLimiter` protocol, in memory and on Redis."""

from phemius_core.limits._memory import MemoryRateLimiter
from phemius_core.limits._rate_limiter import RateDecision, RateLimiter
from phemius_core.limits._redis import RedisRateLimiter

__all__ = ["MemoryRateLimiter", "RateDecision", "RateLimiter", "RedisRateLimiter"]
