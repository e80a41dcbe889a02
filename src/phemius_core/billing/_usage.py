"""The usage of an account in a month, read from the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._invoices import Invoice, invoice_for, plan_of_account
from phemius_core.billing._plans import Plan
from phemius_core.store import Month

__all__ = ["DayUsage", "KeyUsage", "Usage", "read_usage"]

_DAY_US = 24 * 3600 * 1_000_000
_SUMS = (
    sa.func.count().label("requests"),
    sa.func.coalesce(sa.func.sum(db.ledger.c.chars), 0).label("chars"),
    sa.func.coalesce(sa.func.sum(db.ledger.c.audio_ms), 0).label("audio_ms"),
)


@dataclass(frozen=True, slots=True)
class DayUsage:
    """Usage of one UTC day."""

    day: date
    requests: int
    chars: int
    audio_ms: int


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """Usage of one API key."""

    key_id: str
    prefix: str
    last_four: str
    requests: int
    chars: int
    audio_ms: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage of an account in a month."""

    account_id: str
    month: Month
    plan: Plan
    """The account's current plan."""
    requests: int
    chars: int
    """Characters charged."""
    cached_chars: int
    """Characters among them whose audio came from the cache."""
    audio_ms: int
    reserved_chars: int
    """Characters held for requests in flight."""
    by_day: tuple[DayUsage, ...]
    by_key: tuple[KeyUsage, ...]
    invoice: Invoice

    @property
    def remaining_chars(self) -> int | None:
        """Characters that a capped plan still leaves; None if the plan has no cap."""
        cap = self.plan.monthly_chars
        return None if cap is None else max(0, cap - self.chars - self.reserved_chars)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of `GET /v1/usage` and `phemius usage --json`."""
        return {
            "month": str(self.month),
            "plan": self.plan.name,
            "requests": self.requests,
            "chars": self.chars,
            "cached_chars": self.cached_chars,
            "audio_ms": self.audio_ms,
            "reserved_chars": self.reserved_chars,
            "monthly_chars": self.plan.monthly_chars,
            "remaining_chars": self.remaining_chars,
            "by_day": [{**_counts(day), "day": day.day.isoformat()} for day in self.by_day],
            "by_key": [
                {
                    **_counts(key),
                    "key_id": key.key_id,
                    "prefix": key.prefix,
                    "last_four": key.last_four,
                }
                for key in self.by_key
            ],
            "invoice": self.invoice.as_dict(),
        }


def read_usage(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan]
) -> Usage:
    """Read an account's usage of a month from the ledger.

    Raises:
        NotFound: There is no such account.
    """
    plan = plans[plan_of_account(tx, account_id)]
    entries = (db.ledger.c.account_id == account_id) & (db.ledger.c.month == month.number)
    days = _sum_by_day(tx, entries)
    reserved = tx.execute(
        sa.select(db.balances.c.reserved).where(
            db.balances.c.account_id == account_id, db.balances.c.month == month.number
        )
    ).scalar()
    chars = sum(int(row.chars) for row in days)
    return Usage(
        account_id=account_id,
        month=month,
        plan=plan,
        requests=sum(row.requests for row in days),
        chars=chars,
        cached_chars=sum(int(row.cached_chars) for row in days),
        audio_ms=sum(int(row.audio_ms) for row in days),
        reserved_chars=reserved or 0,
        by_day=tuple(
            DayUsage(
                datetime.fromtimestamp(row.day * 86_400, UTC).date(),
                row.requests,
                int(row.chars),
                int(row.audio_ms),
            )
            for row in days
        ),
        by_key=tuple(
            KeyUsage(
                row.key_id,
                row.prefix,
                row.last_four,
                row.requests,
                int(row.chars),
                int(row.audio_ms),
            )
            for row in _sum_by_key(tx, entries)
        ),
        invoice=invoice_for(tx, account_id, month, plans, chars=chars),
    )


def _sum_by_day(
    tx: sa.Connection, entries: sa.ColumnElement[bool]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    cached_chars = sa.func.coalesce(
        sa.func.sum(sa.case((db.ledger.c.cached, db.ledger.c.chars), else_=0)), 0
    )
    day = (db.ledger.c.at // _DAY_US).label("day")
    return tx.execute(
        sa.select(day, *_SUMS, cached_chars.label("cached_chars"))
        .where(entries)
        .group_by(day)
        .order_by(day)
    ).all()


def _sum_by_key(
    tx: sa.Connection, entries: sa.ColumnElement[bool]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    sums = (
        sa.select(db.ledger.c.key_id, *_SUMS).where(entries).group_by(db.ledger.c.key_id).subquery()
    )
    return tx.execute(
        sa.select(sums, db.api_keys.c.prefix, db.api_keys.c.last_four)
        .join(db.api_keys, db.api_keys.c.id == sums.c.key_id)
        .order_by(sums.c.chars.desc(), sums.c.key_id)
    ).all()


def _counts(row: DayUsage | KeyUsage) -> dict[str, Any]:
    return {"requests": row.requests, "chars": row.chars, "audio_ms": row.audio_ms}
