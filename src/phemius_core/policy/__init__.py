"""How much: plans, requests per minute, monthly characters, and the ledger."""

from phemius_core.policy._cache import (
    AudioCache,
    Mark,
    MemoryAudioCache,
    Recording,
    RedisAudioCache,
    TieredAudioCache,
)
from phemius_core.policy._charges import Charges
from phemius_core.policy._memory import MemoryRateLimiter
from phemius_core.policy._plans import PLANS, Plan
from phemius_core.policy._policy import Admission, Idempotency, Policy
from phemius_core.policy._rate import RateDecision, RateLimiter
from phemius_core.policy._redis import RedisRateLimiter
from phemius_core.policy._usage import DayUsage, Invoice, KeyUsage, Usage

__all__ = [
    "PLANS",
    "Admission",
    "AudioCache",
    "Charges",
    "DayUsage",
    "Idempotency",
    "Invoice",
    "KeyUsage",
    "Mark",
    "MemoryAudioCache",
    "MemoryRateLimiter",
    "Plan",
    "Policy",
    "RateDecision",
    "RateLimiter",
    "Recording",
    "RedisAudioCache",
    "RedisRateLimiter",
    "TieredAudioCache",
    "Usage",
]
