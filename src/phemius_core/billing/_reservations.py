"""Reservations: the statements that take characters off a month before they are spoken.

A reservation is held, then committed, released or expired, exactly once. `balances.reserved`
is the sum of what is held, `balances.used` the sum of the ledger. The cap is checked by the
UPDATE that reserves, never by a SELECT before it.

Locks are taken in the order reservation, idempotency key, balance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._idempotency import Idempotency, claim_key
from phemius_core.billing._reservation_expiry import expire_reservations
from phemius_core.billing._statements import (
    INSERT_RESERVATION,
    RESERVE_CHARS,
    RESERVE_CHARS_WITHIN_CAP,
    SELECT_KEY,
    UPDATE_KEY_LAST_USED,
    insert_or_ignore,
)
from phemius_core.errors import AuthenticationFailed, Conflict, QuotaExceeded
from phemius_core.store import Month

__all__ = [
    "Reservation",
    "ReservationRequest",
    "current_cap",
    "extend",
    "renew_all",
    "reserve",
]

_MINUTE_US = 60_000_000
_RENEWED_AT_ONCE = 500
"""Ids in one statement: SQLite bounds the number of its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRequest:
    """What is to be reserved, and for whom. Times are microseconds since 1970."""

    reservation_id: str
    account_id: str
    key_id: str
    request_id: str
    endpoint: str
    chars: int
    idempotency: Idempotency | None
    now: int
    expires_at: int
    may_expire_others: bool
    """Whether expired reservations of the account may make room for this one."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Characters that are reserved. Times are microseconds since 1970."""

    id: str
    month: Month
    chars: int
    """Characters held."""
    prior_chars: int
    """Characters charged before under the same idempotency key."""
    created_at: int
    expires_at: int


def reserve(
    tx: sa.Connection, request: ReservationRequest, caps: Mapping[str, int | None]
) -> Reservation:
    """Reserve the characters of a request that the key's account may still use.

    Args:
        tx: A transaction for writing.
        request: What is to be reserved, and for whom.
        caps: Monthly characters of each plan; None: no cap.

    Raises:
        AuthenticationFailed: The key was revoked since it was looked up, or has expired.
        QuotaExceeded: The month's remaining characters do not suffice.
        Conflict: A request with this idempotency key is in flight.
        InvalidRequest: The idempotency key was used with another body.
    """
    cap = _check_key(tx, request, caps)
    prior_chars = 0
    if request.idempotency is not None:
        prior_chars = claim_key(
            tx,
            request.idempotency,
            account_id=request.account_id,
            reservation_id=request.reservation_id,
            now=request.now,
        )
    month = Month.of(request.now)
    chars = max(0, request.chars - prior_chars)
    _add_reserved(
        tx,
        request.account_id,
        month,
        chars,
        cap=cap,
        now=request.now,
        may_expire_others=request.may_expire_others,
    )
    INSERT_RESERVATION.execute(
        tx,
        {
            "id": request.reservation_id,
            "account_id": request.account_id,
            "key_id": request.key_id,
            "request_id": request.request_id,
            "endpoint": request.endpoint,
            "month": month.number,
            "chars": chars,
            "prior_chars": prior_chars,
            "idempotency_key": request.idempotency.key_hash if request.idempotency else None,
            "state": "held",
            "created_at": request.now,
            "expires_at": request.expires_at,
            "charged": 0,
        },
    )
    return Reservation(
        request.reservation_id, month, chars, prior_chars, request.now, request.expires_at
    )


def extend(
    tx: sa.Connection,
    reservation_id: str,
    chars: int,
    caps: Mapping[str, int | None],
    *,
    now: int,
    expires_at: int,
    may_expire_others: bool,
) -> None:
    """Reserve more characters under a held reservation and renew it.

    Args:
        tx: A transaction for writing.
        reservation_id: Reservation to extend.
        chars: Characters to add; 0 only renews.
        caps: Monthly characters of each plan; None: no cap.
        now: Microseconds since 1970.
        expires_at: When the reservation expires from now on, in microseconds since 1970.
        may_expire_others: Whether expired reservations of the account may make room.

    Raises:
        QuotaExceeded: The month's remaining characters do not suffice.
        Conflict: The reservation is no longer held.
    """
    row = tx.execute(
        sa.update(db.reservations)
        .where(db.reservations.c.id == reservation_id, db.reservations.c.state == "held")
        .values(chars=db.reservations.c.chars + chars, expires_at=expires_at)
        .returning(db.reservations.c.account_id, db.reservations.c.month)
    ).first()
    if row is None:
        raise Conflict("the request took too long and its reservation has expired: send it again")
    if chars:
        month = Month(*divmod(row.month, 100))
        cap = current_cap(tx, row.account_id, caps)
        _add_reserved(
            tx,
            row.account_id,
            month,
            chars,
            cap=cap,
            now=now,
            may_expire_others=may_expire_others,
        )


def renew_all(tx: sa.Connection, reservation_ids: Sequence[str], *, expires_at: int) -> set[str]:
    """Renew the reservations that are still held, and return their ids.

    Args:
        tx: A transaction for writing.
        reservation_ids: Reservations to renew.
        expires_at: When they expire from now on, in microseconds since 1970.
    """
    held: set[str] = set()
    for start in range(0, len(reservation_ids), _RENEWED_AT_ONCE):
        rows = tx.execute(
            sa.update(db.reservations)
            .where(
                db.reservations.c.id.in_(reservation_ids[start : start + _RENEWED_AT_ONCE]),
                db.reservations.c.state == "held",
            )
            .values(expires_at=expires_at)
            .returning(db.reservations.c.id)
        )
        held.update(rows.scalars())
    return held


def current_cap(tx: sa.Connection, account_id: str, caps: Mapping[str, int | None]) -> int | None:
    """Return the monthly characters of an account's current plan; None: no cap."""
    query = sa.select(db.accounts.c.plan).where(db.accounts.c.id == account_id)
    return caps[tx.execute(query).scalar_one()]


def _check_key(
    tx: sa.Connection, request: ReservationRequest, caps: Mapping[str, int | None]
) -> int | None:
    """Refuse a key that is no longer valid, note its use, and return the account's cap."""
    row = SELECT_KEY.execute(tx, {"key_id": request.key_id}).first()
    if row is None or row.revoked_at is not None:
        raise AuthenticationFailed("the API key is revoked: use another one")
    if row.expires_at is not None and row.expires_at <= request.now:
        raise AuthenticationFailed("the API key is expired: use another one")
    # To the minute: a busy key is not worth a write for every request.
    if row.last_used_at is None or row.last_used_at <= request.now - _MINUTE_US:
        UPDATE_KEY_LAST_USED.execute(tx, {"key_id": request.key_id, "now": request.now})
    return caps[row.plan]


def _add_reserved(
    tx: sa.Connection,
    account_id: str,
    month: Month,
    chars: int,
    *,
    cap: int | None,
    now: int,
    may_expire_others: bool,
) -> None:
    values: dict[str, object] = {
        "of_account": account_id,
        "of_month": month.number,
        "reserved_chars": chars,
    }
    statement = RESERVE_CHARS
    if cap is not None:
        statement = RESERVE_CHARS_WITHIN_CAP
        values["cap"] = cap
    if statement.execute(tx, values).rowcount:
        return
    # The month has no balance yet, or too little of its cap is left: expired reservations,
    # which the sweep has not reached, give theirs back before the request is refused.
    insert_or_ignore(
        tx,
        db.balances,
        {"account_id": account_id, "month": month.number, "used": 0, "reserved": 0},
    )
    if may_expire_others:
        expire_reservations(tx, now, account_id=account_id)
    if statement.execute(tx, values).rowcount:
        return
    wait_s = max(1, -(-(month.end_us - now) // 1_000_000))
    raise QuotaExceeded(
        f"{chars} characters are more than what is left of the plan's {cap} characters of "
        f"{month}: wait for the first day of the next month (UTC), or change the plan",
        retry_after_s=wait_s,
    )
