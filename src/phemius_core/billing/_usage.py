"""What was used and what it costs, read from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._plans import Plan
from phemius_core.errors import NotFound
from phemius_core.store import Month

__all__ = ["DayUsage", "Invoice", "KeyUsage", "Usage", "read_invoice", "read_usage"]

_DAY_US = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class DayUsage:
    """One UTC day."""

    day: date
    requests: int
    chars: int
    audio_ms: int


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """One key."""

    key_id: str
    prefix: str
    last_four: str
    requests: int
    chars: int
    audio_ms: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """A month's bill, in whole micro-dollars.

    The month is billed by the dearest plan that was in force in it. The overage is priced
    once, over the whole month, and rounded half up to a micro-dollar.
    """

    month: Month
    plan: str
    chars: int
    included_chars: int
    overage_chars: int
    fee_micros: int
    overage_micros: int
    total_micros: int


@dataclass(frozen=True, slots=True)
class Usage:
    """A month of an account."""

    account_id: str
    month: Month
    plan: Plan
    """The plan of now."""
    requests: int
    chars: int
    cached_chars: int
    audio_ms: int
    reserved_chars: int
    """Held for requests that are being answered."""
    by_day: tuple[DayUsage, ...]
    by_key: tuple[KeyUsage, ...]
    invoice: Invoice

    @property
    def remaining_chars(self) -> int | None:
        """What a capped plan still leaves; None where there is no cap."""
        cap = self.plan.monthly_chars
        return None if cap is None else max(0, cap - self.chars - self.reserved_chars)

    def as_dict(self) -> dict[str, Any]:
        """As JSON, for `GET /v1/usage` and `phemius usage --json`."""
        bill = self.invoice
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
            "invoice": {
                "plan": bill.plan,
                "chars": bill.chars,
                "included_chars": bill.included_chars,
                "overage_chars": bill.overage_chars,
                "fee_micros": bill.fee_micros,
                "overage_micros": bill.overage_micros,
                "total_micros": bill.total_micros,
            },
        }


def read_usage(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan]
) -> Usage:
    """Reads a month from the ledger."""
    plan = plans[_account(tx, account_id)]
    mine = (db.ledger.c.account_id == account_id) & (db.ledger.c.month == month.number)
    sums = (
        sa.func.count().label("requests"),
        sa.func.coalesce(sa.func.sum(db.ledger.c.chars), 0).label("chars"),
        sa.func.coalesce(sa.func.sum(db.ledger.c.audio_ms), 0).label("audio_ms"),
    )
    cached = sa.func.coalesce(
        sa.func.sum(sa.case((db.ledger.c.cached, db.ledger.c.chars), else_=0)), 0
    )
    day = (db.ledger.c.at // _DAY_US).label("day")
    days = tx.execute(
        sa.select(day, *sums, cached.label("cached")).where(mine).group_by(day).order_by(day)
    ).all()
    per_key = sa.select(db.ledger.c.key_id, *sums).where(mine).group_by(db.ledger.c.key_id)
    keyed = per_key.subquery()
    keys = tx.execute(
        sa.select(keyed, db.api_keys.c.prefix, db.api_keys.c.last_four)
        .join(db.api_keys, db.api_keys.c.id == keyed.c.key_id)
        .order_by(keyed.c.chars.desc(), keyed.c.key_id)
    ).all()
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
        cached_chars=sum(int(row.cached) for row in days),
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
            for row in keys
        ),
        invoice=_invoice(tx, account_id, month, plans, chars),
    )


def read_invoice(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan]
) -> Invoice:
    """Reads a month's bill from the ledger."""
    _account(tx, account_id)
    chars = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(db.ledger.c.chars), 0)).where(
            db.ledger.c.account_id == account_id, db.ledger.c.month == month.number
        )
    ).scalar_one()
    return _invoice(tx, account_id, month, plans, int(chars))


def _invoice(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan], chars: int
) -> Invoice:
    plan = max(
        (plans[name] for name in _plans_in_force(tx, account_id, month)),
        key=lambda plan: plan.fee_micros,
        default=None,
    )
    if plan is None:
        # The account did not exist yet.
        return Invoice(month, "", chars, 0, 0, 0, 0, 0)
    overage = max(0, chars - plan.included_chars)
    # The cap of a plan that was left for a dearer one is no price: free has none to charge.
    price = plan.overage_micros_per_million
    overage_micros = (overage * price + 500_000) // 1_000_000
    return Invoice(
        month=month,
        plan=plan.name,
        chars=chars,
        included_chars=plan.included_chars,
        overage_chars=overage,
        fee_micros=plan.fee_micros,
        overage_micros=overage_micros,
        total_micros=plan.fee_micros + overage_micros,
    )


def _plans_in_force(tx: sa.Connection, account_id: str, month: Month) -> set[str]:
    changes = tx.execute(
        sa.select(db.plan_changes.c.plan, db.plan_changes.c.at)
        .where(db.plan_changes.c.account_id == account_id, db.plan_changes.c.at < month.end_us)
        .order_by(db.plan_changes.c.at, db.plan_changes.c.id)
    ).all()
    within = {row.plan for row in changes if row.at >= month.start_us}
    if any(row.at == month.start_us for row in changes):
        # What was in force before ended with the month before.
        return within
    before = [row.plan for row in changes if row.at < month.start_us]
    return within | set(before[-1:])


def _counts(row: DayUsage | KeyUsage) -> dict[str, Any]:
    return {"requests": row.requests, "chars": row.chars, "audio_ms": row.audio_ms}


def _account(tx: sa.Connection, account_id: str) -> str:
    plan = tx.execute(sa.select(db.accounts.c.plan).where(db.accounts.c.id == account_id)).scalar()
    if plan is None:
        raise NotFound(f"there is no account {account_id[:100]!r}")
    return str(plan)
