"""Invoices: the fee and the price of the overage of a month, from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._plans import Plan
from phemius_core.errors import NotFound
from phemius_core.store import Month

__all__ = [
    "Invoice",
    "invoice_for",
    "overage_price_micros",
    "plan_of_account",
    "read_invoice",
    "used_and_reserved",
]


@dataclass(frozen=True, slots=True)
class Invoice:
    """A month's invoice, in whole micro-dollars.

    The month is billed by the most expensive plan that was in force in it. The overage is
    priced once, over the whole month.
    """

    month: Month
    plan: str
    """Name of the plan billed; empty if the account did not exist yet."""
    chars: int
    """Characters charged in the month."""
    included_chars: int
    """Characters that the fee covers."""
    overage_chars: int
    """Characters beyond those included."""
    fee_micros: int
    overage_micros: int
    """Price of the overage."""
    total_micros: int

    def as_dict(self) -> dict[str, Any]:
        """Return the invoice's amounts as JSON, without the month."""
        return {
            "plan": self.plan,
            "chars": self.chars,
            "included_chars": self.included_chars,
            "overage_chars": self.overage_chars,
            "fee_micros": self.fee_micros,
            "overage_micros": self.overage_micros,
            "total_micros": self.total_micros,
        }


def overage_price_micros(plan: Plan, chars: int) -> int:
    """Return the price of `chars` characters beyond those included, in micro-dollars.

    It is rounded half up to a micro-dollar.
    """
    return (chars * plan.overage_micros_per_million + 500_000) // 1_000_000


def read_invoice(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan]
) -> Invoice:
    """Read an account's invoice of a month from the ledger.

    Raises:
        NotFound: There is no such account.
    """
    plan_of_account(tx, account_id)
    chars, _ = used_and_reserved(tx, account_id, month)
    return invoice_for(tx, account_id, month, plans, chars=chars)


def invoice_for(
    tx: sa.Connection, account_id: str, month: Month, plans: Mapping[str, Plan], *, chars: int
) -> Invoice:
    """Return an account's invoice of a month in which it used `chars` characters."""
    plan = max(
        (plans[name] for name in _plans_in_force(tx, account_id, month)),
        key=lambda plan: plan.fee_micros,
        default=None,
    )
    if plan is None:
        # The account did not exist yet.
        return Invoice(month, "", chars, 0, 0, 0, 0, 0)
    overage_chars = max(0, chars - plan.included_chars)
    overage_micros = overage_price_micros(plan, overage_chars)
    return Invoice(
        month=month,
        plan=plan.name,
        chars=chars,
        included_chars=plan.included_chars,
        overage_chars=overage_chars,
        fee_micros=plan.fee_micros,
        overage_micros=overage_micros,
        total_micros=plan.fee_micros + overage_micros,
    )


def used_and_reserved(tx: sa.Connection, account_id: str, month: Month) -> tuple[int, int]:
    """Return an account's characters charged in a month and those held, from its balance.

    The characters charged are always the sum of the month's ledger entries.
    """
    row = tx.execute(
        sa.select(db.balances.c.used, db.balances.c.reserved).where(
            db.balances.c.account_id == account_id, db.balances.c.month == month.number
        )
    ).first()
    return (0, 0) if row is None else (int(row.used), int(row.reserved))


def plan_of_account(tx: sa.Connection, account_id: str) -> str:
    """Return the name of an account's current plan.

    Raises:
        NotFound: There is no such account.
    """
    plan = tx.execute(sa.select(db.accounts.c.plan).where(db.accounts.c.id == account_id)).scalar()
    if plan is None:
        raise NotFound(f"there is no account {account_id[:100]!r}")
    return str(plan)


def _plans_in_force(tx: sa.Connection, account_id: str, month: Month) -> set[str]:
    changes = tx.execute(
        sa.select(db.plan_changes.c.plan, db.plan_changes.c.at)
        .where(db.plan_changes.c.account_id == account_id, db.plan_changes.c.at < month.end_us)
        .order_by(db.plan_changes.c.at, db.plan_changes.c.id)
    ).all()
    within = {row.plan for row in changes if row.at >= month.start_us}
    if any(row.at == month.start_us for row in changes):
        # The plan before it ended with the month before.
        return within
    before = [row.plan for row in changes if row.at < month.start_us]
    return within | set(before[-1:])
