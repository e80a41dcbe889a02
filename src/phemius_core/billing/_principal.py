"""The principal: the account and API key that a request was authenticated as."""

from dataclasses import dataclass

from phemius_core.billing._plans import Plan

__all__ = ["Principal"]


@dataclass(frozen=True, slots=True)
class Principal:
    """The account and API key that a request was authenticated as."""

    account_id: str
    key_id: str
    plan: Plan
    """The account's plan when the key was looked up."""
    live: bool = False
    """Whether the key is a `sk_live_` key; `sk_test_` otherwise."""
    lexicon: str | None = None
    """Digest of the account's lexicon when the key was looked up; None if it has none."""
