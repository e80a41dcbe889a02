"""Idempotency keys: what comes again within a day is charged once.

A claim puts a request under its key; it says what the key has paid so far.
"""

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import _statements as statements
from phemius_core.errors import Conflict, FieldProblem, InvalidRequest

__all__ = ["charged_before", "claim", "claim_of"]

_DAY_US = 24 * 3600 * 1_000_000


def claim(
    tx: sa.Connection, idempotency: tuple[bytes, bytes], *, account_id: str, by: str, now: int
) -> int:
    """Puts a reservation under an idempotency key; returns what the key has paid so far.

    Args:
        tx: A transaction for writing.
        idempotency: SHA-256 of the client's key and of the body.
        account_id: Whose key it is.
        by: The reservation.
        now: Microseconds since 1970.

    Raises:
        Conflict: A request with this key is being answered.
        InvalidRequest: The key was used with another body.
    """
    key, body = idempotency
    values: dict[str, object] = {
        "account_id": account_id,
        "key": key,
        "body": body,
        "reservation_id": by,
        "charged": 0,
        "created_at": now,
    }
    mine = (db.idempotency.c.account_id == account_id) & (db.idempotency.c.key == key)
    row = None
    while row is None:
        if statements.insert_or_ignore(tx, db.idempotency, values):
            return 0
        # None where its owner gave it back between the two statements.
        row = tx.execute(sa.select(db.idempotency).where(mine).with_for_update()).first()
    if row.created_at <= now - _DAY_US:
        tx.execute(sa.update(db.idempotency).where(mine).values(values))
        return 0
    if row.body != body:
        message = "The Idempotency-Key was used with another body in the last 24 hours."
        raise InvalidRequest(message, fields=[FieldProblem("Idempotency-Key", message)])
    held = tx.execute(
        sa.select(db.reservations.c.expires_at).where(
            db.reservations.c.id == row.reservation_id, db.reservations.c.state == "held"
        )
    ).scalar()
    if held is not None and held > now:
        raise Conflict(
            "A request with this Idempotency-Key is being answered; try again when it is done.",
            headers={"Retry-After": "1"},
        )
    tx.execute(sa.update(db.idempotency).where(mine).values(reservation_id=by))
    return int(row.charged)


def claim_of(row: "sa.Row[tuple[object, ...]]") -> sa.ColumnElement[bool]:
    """The claim that a reservation was admitted under, not one of a later day."""
    known = db.idempotency.c
    return sa.and_(
        known.account_id == row.account_id,
        known.key == row.idempotency_key,
        known.created_at <= row.created_at,
    )


def charged_before(tx: sa.Connection, row: "sa.Row[tuple[object, ...]]") -> int:
    """What its idempotency key has paid by now: more than at its admission, where it had
    lapsed and was repeated meanwhile.
    """
    if row.idempotency_key is None:
        return 0
    query = sa.select(db.idempotency.c.charged).where(claim_of(row)).with_for_update()
    return max(int(row.prior_chars), tx.execute(query).scalar() or 0)
