"""How reservations end without a charge: released, expired, and pruned afterwards."""

from collections import Counter

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.store import Clock

__all__ = ["ExpiryHold", "expire_reservations", "prune_ended", "release"]

_DAY_US = 24 * 3600 * 1_000_000
_HOLD_S = 60


class ExpiryHold:
    """Keeps reservations from expiring for a minute after a start or an outage.

    In this time the processes that could not write their settlements do so. Characters that are
    given back before that may be reserved anew, and are then missing under the cap.

    Args:
        clock: Returns seconds since 1970.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = clock() + _HOLD_S
        self.settlements_wait = False
        """Whether settlements of this process wait for the database: nothing expires before."""

    @property
    def active(self) -> bool:
        """Whether reservations must not expire now."""
        return self.settlements_wait or self._clock() < self._until

    def begin(self) -> None:
        """Start the minute anew: the database has not answered."""
        self._until = self._clock() + _HOLD_S


def release(tx: sa.Connection, reservation_id: str) -> bool:
    """Give all characters of a held reservation back; return whether it was held."""
    query = sa.select(db.reservations).where(
        db.reservations.c.id == reservation_id, db.reservations.c.state == "held"
    )
    return _end(tx, query.with_for_update(), "released") == 1


def expire_reservations(
    tx: sa.Connection, now: int, *, account_id: str | None = None, limit: int = 500
) -> int:
    """Give back the characters of reservations whose time is over.

    Args:
        tx: A transaction for writing.
        now: Microseconds since 1970.
        account_id: Account whose reservations expire; all accounts' if None.
        limit: Expire at most this many reservations.

    Returns:
        How many reservations expired.
    """
    query = (
        sa.select(db.reservations)
        # A literal, not a bound parameter, or SQLite does not use the partial index.
        .where(sa.text("reservations.state = 'held'"), db.reservations.c.expires_at <= now)
        .limit(limit)
        # A reservation that another transaction is settling does not expire.
        .with_for_update(skip_locked=True)
    )
    if account_id is not None:
        query = query.where(db.reservations.c.account_id == account_id)
    return _end(tx, query, "expired")


def prune_ended(tx: sa.Connection, now: int, *, limit: int = 500) -> int:
    """Delete reservations and idempotency keys that ended two days ago; the ledger stays.

    Args:
        tx: A transaction for writing.
        now: Microseconds since 1970.
        limit: Delete at most this many rows of each table.

    Returns:
        How many rows were deleted.
    """
    ended = (
        sa.select(db.reservations.c.id)
        .where(
            sa.text("reservations.state <> 'held'"),
            db.reservations.c.expires_at < now - 2 * _DAY_US,
        )
        # A generic plan of PostgreSQL expects many rows to match, and scans the table for them,
        # unless the order is that of the index and the limit is not bound.
        .order_by(db.reservations.c.expires_at)
        .limit(sa.literal_column(str(limit), sa.Integer))
    )
    deleted = tx.execute(sa.delete(db.reservations).where(db.reservations.c.id.in_(ended))).rowcount
    old = (
        sa.select(db.idempotency.c.account_id, db.idempotency.c.key)
        .where(db.idempotency.c.created_at < now - 2 * _DAY_US)
        .order_by(db.idempotency.c.created_at)
        .limit(sa.literal_column(str(limit), sa.Integer))
    )
    key = sa.tuple_(db.idempotency.c.account_id, db.idempotency.c.key)
    deleted += tx.execute(sa.delete(db.idempotency).where(key.in_(old))).rowcount
    return deleted


def _end(tx: sa.Connection, query: "sa.Select[tuple[object, ...]]", state: str) -> int:
    rows = tx.execute(query).all()
    freed: Counter[tuple[str, int]] = Counter()
    for row in rows:
        tx.execute(
            sa.update(db.reservations).where(db.reservations.c.id == row.id).values(state=state)
        )
        freed[row.account_id, row.month] += row.chars
        if row.idempotency_key is not None and state == "released":
            # The request failed and was not charged: the key may come again, even with another
            # body. An expired reservation keeps its key, as it may still be settled late.
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
