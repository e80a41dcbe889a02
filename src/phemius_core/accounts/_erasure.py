"""What an erasure changes in the tables of accounts: keys, names, hashes.

The rows themselves stay, because the ledger and the invoices refer to them.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.errors import Conflict

__all__ = ["Erasure", "anonymise", "check_not_erased", "erasures_since", "revoke_all"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure of an account that has begun."""

    account_id: str
    requested_at: int
    """Microseconds since 1970."""
    completed: bool


def check_not_erased(tx: sa.Connection, account_id: str) -> None:
    """Check that an account may get a key.

    Raises:
        Conflict: Its erasure has begun.
    """
    query = sa.select(db.erasures.c.account_id).where(db.erasures.c.account_id == account_id)
    if tx.execute(query).first() is not None:
        raise Conflict(f"account {account_id} is erased: create another account")


def revoke_all(tx: sa.Connection, account_id: str, now: int) -> None:
    """Revoke all keys of an account and record that its erasure has begun."""
    begun = {"requested_at": now, "completed_at": None}
    mine = db.erasures.c.account_id == account_id
    if not tx.execute(sa.update(db.erasures).where(mine).values(begun)).rowcount:
        tx.execute(sa.insert(db.erasures).values(account_id=account_id, **begun))
    tx.execute(
        sa.update(db.api_keys)
        .where(db.api_keys.c.account_id == account_id, db.api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def anonymise(tx: sa.Connection, account_id: str, now: int) -> None:
    """Replace what names an account or its keys, and record that its erasure is complete."""
    keys = sa.select(db.api_keys).where(db.api_keys.c.account_id == account_id)
    for key in tx.execute(keys).all():
        tx.execute(
            sa.update(db.api_keys)
            .where(db.api_keys.c.id == key.id)
            .values(
                # Unique, and the digest of no key.
                digest=secrets.token_bytes(32),
                prefix="sk_live_" if key.live else "sk_test_",
                last_four="",
                last_used_at=None,
            )
        )
    # The row stays, with what was charged under the key, until it is two days old.
    tx.execute(
        sa.update(db.idempotency)
        .where(db.idempotency.c.account_id == account_id)
        .values(body=secrets.token_bytes(32))
    )
    tx.execute(
        sa.update(db.accounts)
        .where(db.accounts.c.id == account_id)
        .values(name=f"erased-{account_id}")
    )
    tx.execute(
        sa.update(db.erasures)
        .where(db.erasures.c.account_id == account_id)
        .values(completed_at=now)
    )


def erasures_since(tx: sa.Connection, since: int) -> list[Erasure]:
    """Return the erasures that began at a time or later, in microseconds since 1970."""
    query = sa.select(db.erasures).where(db.erasures.c.requested_at >= since)
    return [_erasure(row) for row in tx.execute(query).all()]


def _erasure(row: sa.Row[Any]) -> Erasure:
    return Erasure(row.account_id, row.requested_at, completed=row.completed_at is not None)
