"""Reservations and the ledger: the transactions that money depends on.

A reservation is held, then committed, released or expired, once. `balances.reserved` is
the sum of what is held, `balances.used` the sum of the ledger. The cap is checked by the
UPDATE that reserves, never by a SELECT before it.

Locks are taken in the order reservation, idempotency key, balance.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import _idempotency as idempotency
from phemius_core.billing import _statements as statements
from phemius_core.billing._expiry import expire
from phemius_core.errors import AuthenticationFailed, Conflict, QuotaExceeded
from phemius_core.store import Month

__all__ = [
    "Delivered",
    "Request",
    "Reserved",
    "grow",
    "reserve",
    "settle",
]

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be reserved, and for whom."""

    reservation_id: str
    account_id: str
    key_id: str
    request_id: str
    endpoint: str
    chars: int
    idempotency: tuple[bytes, bytes] | None
    """SHA-256 of the client's key and of the body."""
    now: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was reserved."""

    month: Month
    chars: int
    prior_chars: int
    """Charged already under the same idempotency key."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a request."""

    chars: int
    cached: bool
    audio_ms: int
    now: int


def reserve(tx: sa.Connection, request: Request, caps: dict[str, int | None]) -> Reserved:
    """Takes characters off the month, or refuses.

    Raises:
        AuthenticationFailed: The key was revoked since it was looked up.
        QuotaExceeded: The month's characters do not suffice.
        Conflict: A request with this idempotency key is being answered.
        InvalidRequest: The idempotency key was used with another body.
    """
    cap = _cap_and_touch(tx, request, caps)
    prior = 0
    if request.idempotency is not None:
        prior = idempotency.claim(
            tx,
            request.idempotency,
            account_id=request.account_id,
            by=request.reservation_id,
            now=request.now,
        )
    month = Month.of(request.now)
    chars = max(0, request.chars - prior)
    _take(tx, request.account_id, month, chars, cap=cap, now=request.now)
    statements.INSERT_RESERVATION.run(
        tx,
        {
            "id": request.reservation_id,
            "account_id": request.account_id,
            "key_id": request.key_id,
            "request_id": request.request_id,
            "endpoint": request.endpoint,
            "month": month.number,
            "chars": chars,
            "prior_chars": prior,
            "idempotency_key": request.idempotency[0] if request.idempotency else None,
            "state": "held",
            "created_at": request.now,
            "expires_at": request.expires_at,
            "charged": 0,
        },
    )
    return Reserved(month, chars, prior)


def grow(
    tx: sa.Connection,
    reservation_id: str,
    chars: int,
    caps: dict[str, int | None],
    *,
    now: int,
    expires_at: int,
) -> None:
    """Adds characters to what is held, and time to hold it.

    Raises:
        QuotaExceeded: The month's characters do not suffice.
        Conflict: The reservation is no longer held.
    """
    row = tx.execute(
        sa.update(db.reservations)
        .where(db.reservations.c.id == reservation_id, db.reservations.c.state == "held")
        .values(chars=db.reservations.c.chars + chars, expires_at=expires_at)
        .returning(db.reservations.c.account_id, db.reservations.c.month)
    ).first()
    if row is None:
        raise Conflict("The request took too long: its reservation has lapsed.")
    if chars:
        month = Month(*divmod(row.month, 100))
        _take(tx, row.account_id, month, chars, cap=_cap(tx, row.account_id, caps), now=now)


def settle(
    tx: sa.Connection, reservation_id: str, delivered: Delivered, caps: dict[str, int | None]
) -> int:
    """Charges what was delivered and writes the ledger. Doing it again changes nothing.

    Where the reservation had lapsed, a capped account is charged what its cap still
    leaves, so that it is never oversold.

    Returns:
        The characters charged.
    """
    row = statements.COMMIT_HELD.run(
        tx, {"of_id": reservation_id, "charge": delivered.chars}
    ).first()
    if row is not None:
        _charge(tx, reservation_id, row, delivered, charge=delivered.chars, freed=row.chars)
        return delivered.chars
    row = tx.execute(
        sa.select(db.reservations).where(db.reservations.c.id == reservation_id).with_for_update()
    ).first()
    if row is None:
        # Settled so long ago that only the ledger remembers, or never admitted.
        query = sa.select(db.ledger.c.chars).where(db.ledger.c.reservation_id == reservation_id)
        return int(tx.execute(query).scalar() or 0)
    if row.state in {"committed", "released"}:
        return int(row.charged)
    charge = max(0, delivered.chars - idempotency.charged_before(tx, row))
    if row.state == "held":
        if delivered.chars > row.chars + row.prior_chars:
            raise ValueError(f"{delivered.chars} characters settled, {row.chars} reserved")
        freed = row.chars
        charge = min(charge, row.chars)
    else:
        freed = 0
        charge = min(charge, _left(tx, row.account_id, row.month, caps))
    tx.execute(
        sa.update(db.reservations)
        .where(db.reservations.c.id == reservation_id)
        .values(state="committed", charged=charge)
    )
    if row.idempotency_key is not None:
        tx.execute(
            sa.update(db.idempotency)
            .where(idempotency.claim_of(row))
            .values(charged=db.idempotency.c.charged + charge)
        )
    _charge(tx, reservation_id, row, delivered, charge=charge, freed=freed)
    return int(charge)


def _charge(
    tx: sa.Connection,
    reservation_id: str,
    row: "sa.Row[tuple[object, ...]]",
    delivered: Delivered,
    *,
    charge: int,
    freed: int,
) -> None:
    """Moves characters from reserved to used and writes the ledger."""
    statements.CHARGE.run(
        tx,
        {
            "of_account": row.account_id,
            "of_month": row.month,
            "charge": charge,
            "freed": freed,
        },
    )
    statements.INSERT_LEDGER.run(
        tx,
        {
            "reservation_id": reservation_id,
            "account_id": row.account_id,
            "key_id": row.key_id,
            "request_id": row.request_id,
            "endpoint": row.endpoint,
            "month": row.month,
            "at": row.created_at,
            "settled_at": delivered.now,
            "chars": charge,
            "cached": delivered.cached,
            "audio_ms": delivered.audio_ms,
        },
    )


def _cap_and_touch(tx: sa.Connection, request: Request, caps: dict[str, int | None]) -> int | None:
    row = statements.FIND_KEY.run(tx, {"key_id": request.key_id}).first()
    if row is None or row.revoked_at is not None:
        raise AuthenticationFailed("The API key is revoked.")
    if row.expires_at is not None and row.expires_at <= request.now:
        raise AuthenticationFailed("The API key is expired.")
    # To the minute: a busy key is not worth a write for every request.
    if row.last_used_at is None or row.last_used_at <= request.now - _MINUTE_US:
        statements.TOUCH_KEY.run(tx, {"key_id": request.key_id, "now": request.now})
    return caps[row.plan]


def _take(
    tx: sa.Connection, account_id: str, month: Month, chars: int, *, cap: int | None, now: int
) -> None:
    values: dict[str, object] = {
        "of_account": account_id,
        "of_month": month.number,
        "taken": chars,
    }
    statement = statements.TAKE
    if cap is not None:
        statement = statements.TAKE_CAPPED
        values["cap"] = cap
    if statement.run(tx, values).rowcount:
        return
    statements.insert_or_ignore(
        tx,
        db.balances,
        {"account_id": account_id, "month": month.number, "used": 0, "reserved": 0},
    )
    expire(tx, now, account_id=account_id)
    if statement.run(tx, values).rowcount:
        return
    wait_s = max(1, -(-(month.end_us - now) // 1_000_000))
    raise QuotaExceeded(
        f"{chars} characters do not fit into what is left of the plan's {cap} characters "
        f"of {month}; they start anew on the first of the next month, UTC.",
        retry_after_s=wait_s,
    )


def _cap(tx: sa.Connection, account_id: str, caps: dict[str, int | None]) -> int | None:
    query = sa.select(db.accounts.c.plan).where(db.accounts.c.id == account_id)
    return caps[tx.execute(query).scalar_one()]


def _left(tx: sa.Connection, account_id: str, month: int, caps: dict[str, int | None]) -> int:
    row = tx.execute(
        sa.select(db.balances)
        .where(db.balances.c.account_id == account_id, db.balances.c.month == month)
        .with_for_update()
    ).one()
    cap = _cap(tx, account_id, caps)
    return (1 << 62) if cap is None else max(0, cap - row.used - row.reserved)
