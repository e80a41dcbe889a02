"""Limits: requests per minute in memory and in Redis, bounds against floods, bytes held at once."""

from phemius_core.limits._bounded_queue import BoundedQueue
from phemius_core.limits._byte_budget import ByteBudget, HeldBytes
from phemius_core.limits._fixed_window import FixedWindow
from phemius_core.limits._rate_limiter import MemoryRateLimiter, RateDecision, RateLimiter
from phemius_core.limits._redis import RedisRateLimiter

__all__ = [
    "BoundedQueue",
    "ByteBudget",
    "FixedWindow",
    "HeldBytes",
    "MemoryRateLimiter",
    "RateDecision",
    "RateLimiter",
    "RedisRateLimiter",
]
