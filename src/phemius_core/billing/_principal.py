"""Who is asking: the result of a successful authentication."""

from dataclasses import dataclass

from phemius_core.billing._plans import Plan

__all__ = ["Principal"]


@dataclass(frozen=True, slots=True)
class Principal:
    """The account and key behind a request."""

    account_id: str
    key_id: str
    plan: Plan
    live: bool = False
    """A `sk_live_` key; `sk_test_` otherwise."""
