"""Reservations that end without a charge: released, lapsed, forgotten."""

from collections import Counter

import sqlalchemy as sa

from phemius_core import store as db

__all__ = ["expire", "prune", "release"]

_DAY_US = 24 * 3600 * 1_000_000


def release(tx: sa.Connection, reservation_id: str) -> bool:
    """Gives back what is held. False where nothing was held any more."""
    query = sa.select(db.reservations).where(
        db.reservations.c.id == reservation_id, db.reservations.c.state == "held"
    )
    return _end(tx, query.with_for_update(), "released") == 1


def expire(tx: sa.Connection, now: int, *, account_id: str | None = None, limit: int = 500) -> int:
    """Gives back what was held too long; returns how many reservations that were."""
    query = (
        sa.select(db.reservations)
        # Written out, not bound, or SQLite cannot see that the partial index serves.
        .where(sa.text("reservations.state = 'held'"), db.reservations.c.expires_at <= now)
        .limit(limit)
        # One that is being settled at this moment is not lapsed.
        .with_for_update(skip_locked=True)
    )
    if account_id is not None:
        query = query.where(db.reservations.c.account_id == account_id)
    return _end(tx, query, "expired")


def prune(tx: sa.Connection, now: int, *, limit: int = 500) -> int:
    """Forgets what ended two days ago; the ledger keeps what was charged."""
    gone = 0
    ended = (
        sa.select(db.reservations.c.id)
        .where(
            sa.text("reservations.state <> 'held'"),
            db.reservations.c.expires_at < now - 2 * _DAY_US,
        )
        .limit(limit)
    )
    gone += tx.execute(sa.delete(db.reservations).where(db.reservations.c.id.in_(ended))).rowcount
    old = (
        sa.select(db.idempotency.c.account_id, db.idempotency.c.key)
        .where(db.idempotency.c.created_at < now - 2 * _DAY_US)
        .limit(limit)
    )
    key = sa.tuple_(db.idempotency.c.account_id, db.idempotency.c.key)
    gone += tx.execute(sa.delete(db.idempotency).where(key.in_(old))).rowcount
    return gone


def _end(tx: sa.Connection, query: "sa.Select[tuple[object, ...]]", state: str) -> int:
    rows = tx.execute(query).all()
    freed: Counter[tuple[str, int]] = Counter()
    for row in rows:
        tx.execute(
            sa.update(db.reservations).where(db.reservations.c.id == row.id).values(state=state)
        )
        freed[row.account_id, row.month] += row.chars
        if row.idempotency_key is not None and state == "released":
            # It failed and was not charged: the key may come again, even with another body.
            # A lapsed one keeps its key, for it may yet be settled, late.
            tx.execute(
                sa.delete(db.idempotency).where(
                    db.idempotency.c.account_id == row.account_id,
                    db.idempotency.c.key == row.idempotency_key,
                    db.idempotency.c.reservation_id == row.id,
                    db.idempotency.c.charged == 0,
                )
            )
    for (account_id, month), chars in sorted(freed.items()):
        tx.execute(
            sa.update(db.balances)
            .where(db.balances.c.account_id == account_id, db.balances.c.month == month)
            .values(reserved=db.balances.c.reserved - chars)
        )
    return len(rows)
