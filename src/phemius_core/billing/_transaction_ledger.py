"""Charges inside a transaction that writes something else besides."""

from collections.abc import Mapping

import sqlalchemy as sa

from phemius_core.billing import _expiry as lapse
from phemius_core.billing import _reservations as sql
from phemius_core.store import Clock, now_us, ordered_id

__all__ = ["TransactionLedger"]


class TransactionLedger:
    """Reserves and settles in somebody else's transaction: what it writes and what is charged
    for it then stand or fall together.

    Args:
        caps: Monthly characters of each plan.
        clock: Seconds since 1970.
        hold_us: How long a reservation is held without a settlement, in microseconds.
    """

    def __init__(self, caps: Mapping[str, int | None], clock: Clock, hold_us: int) -> None:
        self._caps = dict(caps)
        self._clock = clock
        self._hold_us = hold_us

    def reserve(
        self,
        tx: sa.Connection,
        *,
        account_id: str,
        key_id: str,
        request_id: str,
        endpoint: str,
        chars: int,
    ) -> str:
        """Holds characters; counts no request. Returns the reservation's id.

        Raises:
            AuthenticationFailed: The key was revoked meanwhile.
            QuotaExceeded: The month's characters do not suffice.
        """
        now = now_us(self._clock)
        request = sql.Request(
            reservation_id=ordered_id(now),
            account_id=account_id,
            key_id=key_id,
            request_id=request_id[:128],
            endpoint=endpoint[:64],
            chars=chars,
            idempotency=None,
            now=now,
            expires_at=now + self._hold_us,
        )
        sql.reserve(tx, request, self._caps)
        return request.reservation_id

    def hold(self, tx: sa.Connection, reservation_id: str) -> None:
        """Holds it longer, from now on.

        Raises:
            Conflict: It has lapsed.
        """
        now = now_us(self._clock)
        sql.grow(tx, reservation_id, 0, self._caps, now=now, expires_at=now + self._hold_us)

    def settle(self, tx: sa.Connection, reservation_id: str, *, chars: int, audio_ms: int) -> int:
        """Charges what was delivered, gives back the rest; returns the characters charged."""
        delivered = sql.Delivered(chars, cached=False, audio_ms=audio_ms, now=now_us(self._clock))
        return sql.settle(tx, reservation_id, delivered, self._caps)

    def release(self, tx: sa.Connection, reservation_id: str) -> None:
        """Gives everything back."""
        lapse.release(tx, reservation_id)
