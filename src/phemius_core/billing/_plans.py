"""The plans, as data. To add a plan, add one entry to `PLANS`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from phemius_core.errors import SetupError

__all__ = ["PLANS", "Plan", "find_plan"]

MICROS = 1_000_000
"""Micro-dollars in a dollar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an account may do, and what it costs. Money is in whole micro-dollars."""

    name: str
    requests_per_minute: int
    """Speech requests of one key in any 60 seconds."""
    monthly_chars: int | None
    """Hard cap on the characters of one account in a UTC month; None: no cap."""
    included_chars: int
    """Characters of a month that the fee covers."""
    overage_micros_per_million: int = 0
    """Price of a million characters beyond `included_chars`, in micro-dollars."""
    fee_micros: int = 0
    """Price of a month, in micro-dollars."""
    max_voices: int | None = None
    """Custom voices of one account; None: no limit."""


PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        plan.name: plan
        for plan in (
            Plan(
                name="free",
                requests_per_minute=5,
                monthly_chars=10_000,
                included_chars=10_000,
                max_voices=2,
            ),
            Plan(
                name="developer",
                requests_per_minute=20,
                monthly_chars=None,
                included_chars=500_000,
                overage_micros_per_million=8 * MICROS,
                fee_micros=10 * MICROS,
                max_voices=10,
            ),
            Plan(
                name="growth",
                requests_per_minute=100,
                monthly_chars=None,
                included_chars=2_000_000,
                overage_micros_per_million=6 * MICROS,
                fee_micros=25 * MICROS,
            ),
        )
    }
)
"""The plans of the contract by name, cheapest first."""


def find_plan(plans: Mapping[str, Plan], name: str) -> Plan:
    """Return the plan that an account's row names.

    Raises:
        SetupError: The database names a plan that `plans` does not hold.
    """
    try:
        return plans[name]
    except KeyError as exc:
        raise SetupError(
            f"an account has the plan {name!r}, which is not defined: define it, or move the "
            "account to another plan"
        ) from exc
