"""Settlement: charging a reservation for what was delivered, and the ledger's entry."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing._idempotency import charged_under_key, claim_of
from phemius_core.billing._reservations import current_cap
from phemius_core.billing._statements import (
    CHARGE_BALANCE,
    COMMIT_RESERVATION,
    INSERT_LEDGER_ENTRY,
)

__all__ = ["Delivery", "settle"]

_NO_CAP = 1 << 62


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was delivered of a request."""

    chars: int
    """Characters of the text whose audio was delivered."""
    cached: bool
    """Whether the audio came from the cache."""
    audio_ms: int
    """Length of the delivered audio."""
    now: int
    """Time of the settlement, in microseconds since 1970."""


def settle(
    tx: sa.Connection,
    reservation_id: str,
    delivery: Delivery,
    caps: Mapping[str, int | None],
) -> int:
    """Charge what was delivered and write the ledger. Doing it again changes nothing.

    If the reservation has expired, a capped account is charged at most what its cap still
    leaves, so that it is never oversold.

    Args:
        tx: A transaction for writing.
        reservation_id: Reservation to settle.
        delivery: What was delivered.
        caps: Monthly characters of each plan; None: no cap.

    Returns:
        Characters charged.

    Raises:
        ValueError: More was delivered than reserved.
    """
    row = COMMIT_RESERVATION.execute(
        tx, {"of_id": reservation_id, "charge": delivery.chars}
    ).first()
    if row is not None:
        _charge(tx, reservation_id, row, delivery, charge=delivery.chars, freed=row.chars)
        return delivery.chars
    row = tx.execute(
        sa.select(db.reservations).where(db.reservations.c.id == reservation_id).with_for_update()
    ).first()
    if row is None:
        # Settled and pruned, so that only the ledger has it, or never admitted.
        query = sa.select(db.ledger.c.chars).where(db.ledger.c.reservation_id == reservation_id)
        return int(tx.execute(query).scalar() or 0)
    if row.state in {"committed", "released"}:
        return int(row.charged)
    charge = max(0, delivery.chars - charged_under_key(tx, row))
    if row.state == "held":
        if delivery.chars > row.chars + row.prior_chars:
            raise ValueError(
                f"{delivery.chars} characters settled, {row.chars} reserved: settle at most "
                "what was reserved"
            )
        freed = row.chars
        charge = min(charge, row.chars)
    else:
        freed = 0
        charge = min(charge, _left_of_cap(tx, row.account_id, row.month, caps))
    tx.execute(
        sa.update(db.reservations)
        .where(db.reservations.c.id == reservation_id)
        .values(state="committed", charged=charge)
    )
    if row.idempotency_key is not None:
        tx.execute(
            sa.update(db.idempotency)
            .where(claim_of(row))
            .values(charged=db.idempotency.c.charged + charge)
        )
    _charge(tx, reservation_id, row, delivery, charge=charge, freed=freed)
    return int(charge)


def _charge(
    tx: sa.Connection,
    reservation_id: str,
    reservation: "sa.Row[tuple[object, ...]]",
    delivery: Delivery,
    *,
    charge: int,
    freed: int,
) -> None:
    """Move characters from reserved to used and write the ledger."""
    CHARGE_BALANCE.execute(
        tx,
        {
            "of_account": reservation.account_id,
            "of_month": reservation.month,
            "charge": charge,
            "freed": freed,
        },
    )
    INSERT_LEDGER_ENTRY.execute(
        tx,
        {
            "reservation_id": reservation_id,
            "account_id": reservation.account_id,
            "key_id": reservation.key_id,
            "request_id": reservation.request_id,
            "endpoint": reservation.endpoint,
            "month": reservation.month,
            "at": reservation.created_at,
            "settled_at": delivery.now,
            "chars": charge,
            "cached": delivery.cached,
            "audio_ms": delivery.audio_ms,
        },
    )


def _left_of_cap(
    tx: sa.Connection, account_id: str, month: int, caps: Mapping[str, int | None]
) -> int:
    balance = tx.execute(
        sa.select(db.balances)
        .where(db.balances.c.account_id == account_id, db.balances.c.month == month)
        .with_for_update()
    ).one()
    cap = current_cap(tx, account_id, caps)
    return _NO_CAP if cap is None else max(0, cap - balance.used - balance.reserved)
