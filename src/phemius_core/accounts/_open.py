"""Puts accounts and billing together on one store."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import anyio

from phemius_core.accounts._accounts import Accounts
from phemius_core.accounts._pepper import load_pepper
from phemius_core.billing import PLANS, Billing, Plan
from phemius_core.limits import MemoryRateLimiter, RateLimiter, RedisRateLimiter
from phemius_core.store import Clock, Store

__all__ = ["accounts_and_policy", "default_database_url"]


@asynccontextmanager
async def accounts_and_policy(
    database_url: str | None = None,
    *,
    redis_url: str | None = None,
    redis_on_failure: Literal["fail_open", "fail_closed"] = "fail_closed",
    pepper: str | bytes | None = None,
    data_dir: Path,
    clock: Clock = time.time,
    plans: Mapping[str, Plan] = PLANS,
) -> AsyncIterator[tuple[Accounts, Billing]]:
    """Opens the store and what stands on it, and sweeps lapsed reservations meanwhile.

    Args:
        database_url: SQLAlchemy URL; a SQLite file in the data directory where none is given.
        redis_url: Where requests per minute are counted; in process where none is given.
        redis_on_failure: See `RedisRateLimiter`.
        pepper: What keys are hashed with; kept in the data directory where none is given.
        data_dir: Where database and pepper are, by default.
        clock: Seconds since 1970.
        plans: The plans an account may have.

    Raises:
        SetupError: The database cannot be used, or the pepper is damaged.
        MissingExtra: psycopg or redis is not installed.
    """
    url = database_url or default_database_url(data_dir)
    secret = pepper.encode() if isinstance(pepper, str) else pepper
    if secret is None:
        secret = await anyio.to_thread.run_sync(load_pepper, data_dir)
    limiter: RateLimiter = (
        RedisRateLimiter(redis_url, on_failure=redis_on_failure)
        if redis_url
        else MemoryRateLimiter()
    )
    async with Store(url) as store:
        billing = Billing(store, limiter, clock, plans=plans)
        accounts = Accounts(store, secret, clock, plans=plans)
        failure: Exception | None = None
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(billing.sweep_forever)
                try:
                    yield accounts, billing
                except Exception as exc:  # noqa: BLE001 - raised again below
                    # Outside the task group, which would wrap it in an ExceptionGroup.
                    failure = exc
                finally:
                    tasks.cancel_scope.cancel()
            if failure is not None:
                raise failure
        finally:
            with anyio.CancelScope(shield=True):
                await limiter.aclose()


def default_database_url(data_dir: Path) -> str:
    """The SQLite file of a data directory."""
    return f"sqlite:///{data_dir.absolute() / 'phemius.db'}"
