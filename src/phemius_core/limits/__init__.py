"""Requests per minute: the `RateLimiter` protocol, in memory and in Redis."""

from phemius_core.limits._rate_limiter import MemoryRateLimiter, RateDecision, RateLimiter
from phemius_core.limits._redis import RedisRateLimiter

__all__ = ["MemoryRateLimiter", "RateDecision", "RateLimiter", "RedisRateLimiter"]
