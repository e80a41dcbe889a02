"""Idempotency keys: requests repeated under one key within 24 hours are charged once.

A request claims its key when it is admitted. The claim's row in the table `idempotency` holds
how many characters have been charged under the key so far.
"""

import hashlib

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._statements import insert_or_ignore
from phemius_core.errors import Conflict, FieldProblem, InvalidRequest

__all__ = ["Idempotency", "charged_under_key", "claim_key", "claim_of"]

_DAY_US = 24 * 3600 * 1_000_000


class Idempotency:
    """An `Idempotency-Key` header and the body it came with; only SHA-256 hashes are kept.

    Args:
        key: Value of the header, 1 to 255 printable ASCII characters.
        body: Request body. A repetition under the same key must have the same body.

    Raises:
        InvalidRequest: The key is empty, too long or not printable ASCII.
    """

    def __init__(self, key: str, body: bytes) -> None:
        if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
            message = "Idempotency-Key must be 1 to 255 printable ASCII characters"
            raise InvalidRequest(message, fields=[FieldProblem("Idempotency-Key", message)])
        self.key_hash = hashlib.sha256(key.encode("ascii")).digest()
        self.body_hash = hashlib.sha256(body).digest()

    def is_repetition_of(self, *, created_at: int, body_hash: bytes, now: int) -> bool:
        """Whether an earlier request under the same key counts as this one.

        Args:
            created_at: Time of the earlier request, in microseconds since 1970.
            body_hash: SHA-256 of its body.
            now: Microseconds since 1970.

        Returns:
            False if the earlier request is 24 hours old: the key may then be used anew.

        Raises:
            InvalidRequest: The earlier request had another body.
        """
        if created_at <= now - _DAY_US:
            return False
        if body_hash != self.body_hash:
            message = (
                "the Idempotency-Key was used with another body in the last 24 hours: "
                "use a new key for each request"
            )
            raise InvalidRequest(message, fields=[FieldProblem("Idempotency-Key", message)])
        return True


def claim_key(
    tx: sa.Connection,
    idempotency: Idempotency,
    *,
    account_id: str,
    reservation_id: str,
    now: int,
) -> int:
    """Claim an idempotency key for a reservation.

    Args:
        tx: A transaction for writing.
        idempotency: Hashes of the key and of the body.
        account_id: Account that the key belongs to.
        reservation_id: Reservation that claims the key.
        now: Microseconds since 1970.

    Returns:
        Characters charged under the key so far.

    Raises:
        Conflict: A request with this key is in flight.
        InvalidRequest: The key was used with another body.
    """
    key, body = idempotency.key_hash, idempotency.body_hash
    values: dict[str, object] = {
        "account_id": account_id,
        "key": key,
        "body": body,
        "reservation_id": reservation_id,
        "charged": 0,
        "created_at": now,
    }
    same_key = (db.idempotency.c.account_id == account_id) & (db.idempotency.c.key == key)
    row = None
    while row is None:
        if insert_or_ignore(tx, db.idempotency, values):
            return 0
        # None where a release deleted the claim between the two statements.
        row = tx.execute(sa.select(db.idempotency).where(same_key).with_for_update()).first()
    if not idempotency.is_repetition_of(created_at=row.created_at, body_hash=row.body, now=now):
        tx.execute(sa.update(db.idempotency).where(same_key).values(values))
        return 0
    held_until = tx.execute(
        sa.select(db.reservations.c.expires_at).where(
            db.reservations.c.id == row.reservation_id, db.reservations.c.state == "held"
        )
    ).scalar()
    if held_until is not None and held_until > now:
        raise Conflict(
            "a request with this Idempotency-Key is in flight: try again when it has ended",
            headers={"Retry-After": "1"},
        )
    tx.execute(sa.update(db.idempotency).where(same_key).values(reservation_id=reservation_id))
    return int(row.charged)


def claim_of(reservation: "sa.Row[tuple[object, ...]]") -> sa.ColumnElement[bool]:
    """Condition for the claim that a reservation was made under, not one of a later day."""
    claim = db.idempotency.c
    return sa.and_(
        claim.account_id == reservation.account_id,
        claim.key == reservation.idempotency_key,
        claim.created_at <= reservation.created_at,
    )


def charged_under_key(tx: sa.Connection, reservation: "sa.Row[tuple[object, ...]]") -> int:
    """Return the characters charged so far under a reservation's idempotency key.

    They are more than at its admission if it expired and the request was repeated since.
    """
    if reservation.idempotency_key is None:
        return 0
    query = sa.select(db.idempotency.c.charged).where(claim_of(reservation)).with_for_update()
    return max(int(reservation.prior_chars), tx.execute(query).scalar() or 0)
