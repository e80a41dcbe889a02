"""The usage of an account in a month, read from the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._invoices import (
    Invoice,
    invoice_for,
    plan_of_account,
    used_and_reserved,
)
from phemius_core.billing._plans import Plan
from phemius_core.store import Month

__all__ = ["DayUsage", "KeyUsage", "Usage", "read_usage"]

_DAY_US = 24 * 3600 * 1_000_000


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
    groups = _sum_by_day_and_key(tx, account_id, month)
    chars, reserved = used_and_reserved(tx, account_id, month)
    by_day, by_key = _Sums(), _Sums()
    for row in groups:
        by_day.add(row.day, row)
        by_key.add(row.key_id, row)
    return Usage(
        account_id=account_id,
        month=month,
        plan=plan,
        requests=sum(row.requests for row in groups),
        chars=chars,
        cached_chars=sum(int(row.cached_chars) for row in groups),
        audio_ms=sum(int(row.audio_ms) for row in groups),
        reserved_chars=reserved,
        by_day=tuple(
            DayUsage(datetime.fromtimestamp(day * 86_400, UTC).date(), *by_day[day])
            for day in sorted(by_day)
        ),
        by_key=_by_key(tx, by_key),
        invoice=invoice_for(tx, account_id, month, plans, chars=chars),
    )


class _Sums(dict[Any, list[int]]):
    """Requests, characters and milliseconds of audio by some column."""

    def add(self, value: object, row: sa.Row[*tuple[Any, ...]]) -> None:
        sums = self.setdefault(value, [0, 0, 0])
        for index, count in enumerate((row.requests, row.chars, row.audio_ms)):
            sums[index] += int(count)


def _sum_by_day_and_key(
    tx: sa.Connection, account_id: str, month: Month
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The only pass over the month's entries: by the index on account and month."""
    cached_chars = sa.func.sum(sa.case((db.ledger.c.cached, db.ledger.c.chars), else_=0))
    day = (db.ledger.c.at // _DAY_US).label("day")
    return tx.execute(
        sa.select(
            day,
            db.ledger.c.key_id,
            sa.func.count().label("requests"),
            sa.func.sum(db.ledger.c.chars).label("chars"),
            sa.func.sum(db.ledger.c.audio_ms).label("audio_ms"),
            cached_chars.label("cached_chars"),
        )
        .where(db.ledger.c.account_id == account_id, db.ledger.c.month == month.number)
        .group_by(day, db.ledger.c.key_id)
    ).all()


def _by_key(tx: sa.Connection, sums: _Sums) -> tuple[KeyUsage, ...]:
    """Usage by API key, the most characters first."""
    query = sa.select(db.api_keys.c.id, db.api_keys.c.prefix, db.api_keys.c.last_four).where(
        db.api_keys.c.id.in_(list(sums))
    )
    keys = tx.execute(query).all() if sums else []
    found = [KeyUsage(key.id, key.prefix, key.last_four, *sums[key.id]) for key in keys]
    return tuple(sorted(found, key=lambda key: (-key.chars, key.key_id)))


def _counts(row: DayUsage | KeyUsage) -> dict[str, Any]:
    return {"requests": row.requests, "chars": row.chars, "audio_ms": row.audio_ms}
