"""The ledger inside a caller's transaction: reserve, extend, settle, release."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import _reservation_expiry, _reservations, _settlement
from phemius_core.billing._idempotency import Idempotency
from phemius_core.billing._reservation_expiry import ExpiryHold
from phemius_core.billing._reservations import Reservation, ReservationRequest
from phemius_core.billing._settlement import Delivery
from phemius_core.store import Clock, now_us, ordered_id

__all__ = ["TransactionLedger"]


class TransactionLedger:
    """Reserves characters and charges for them inside a transaction of the caller's.

    What the caller writes in the transaction and what is charged for it are committed or
    rolled back together.

    Args:
        caps: Monthly characters of each plan; None: no cap.
        clock: Returns seconds since 1970.
        reservation_ttl_us: How long a reservation is held unless it is settled, released or
            renewed, in microseconds.
        hold: Says when expired reservations must be left alone.
    """

    def __init__(
        self,
        caps: Mapping[str, int | None],
        clock: Clock,
        reservation_ttl_us: int,
        hold: ExpiryHold,
    ) -> None:
        self._caps = dict(caps)
        self._clock = clock
        self.reservation_ttl_us = reservation_ttl_us
        """How long a reservation is held unless it is renewed, in microseconds."""
        self._hold = hold

    def reserve(
        self,
        tx: sa.Connection,
        *,
        account_id: str,
        key_id: str,
        request_id: str,
        endpoint: str,
        chars: int,
        idempotency: Idempotency | None = None,
    ) -> Reservation:
        """Reserve characters. No request is counted.

        Args:
            tx: A transaction for writing.
            account_id: Account that is charged.
            key_id: API key that the request came with.
            request_id: Request id of the ledger's entry; 128 characters of it are kept.
            endpoint: Endpoint of the ledger's entry, such as `/v1/speech`; 64 characters of it
                are kept.
            chars: Code points of the text.
            idempotency: The request's idempotency key.

        Raises:
            AuthenticationFailed: The key was revoked since it was looked up, or has expired.
            QuotaExceeded: The month's remaining characters do not suffice.
            Conflict: A request with this idempotency key is in flight.
            InvalidRequest: The idempotency key was used with another body.
        """
        now = now_us(self._clock)
        request = ReservationRequest(
            reservation_id=ordered_id(now),
            account_id=account_id,
            key_id=key_id,
            request_id=request_id[:128],
            endpoint=endpoint[:64],
            chars=chars,
            idempotency=idempotency,
            now=now,
            expires_at=now + self.reservation_ttl_us,
            may_expire_others=not self._hold.active,
        )
        return _reservations.reserve(tx, request, self._caps)

    def extend(self, tx: sa.Connection, reservation_id: str, chars: int) -> None:
        """Reserve more characters under a reservation and renew it.

        Args:
            tx: A transaction for writing.
            reservation_id: Reservation to extend.
            chars: Characters to add.

        Raises:
            QuotaExceeded: The month's remaining characters do not suffice.
            Conflict: The reservation is no longer held.
        """
        if chars < 0:
            raise ValueError(f"a reservation cannot be extended by {chars} characters")
        now = now_us(self._clock)
        _reservations.extend(
            tx,
            reservation_id,
            chars,
            self._caps,
            now=now,
            expires_at=now + self.reservation_ttl_us,
            may_expire_others=not self._hold.active,
        )

    def renew(self, tx: sa.Connection, reservation_id: str) -> None:
        """Start the time to live of a reservation anew.

        Raises:
            Conflict: The reservation is no longer held.
        """
        self.extend(tx, reservation_id, 0)

    def renew_all(self, tx: sa.Connection, reservation_ids: Sequence[str]) -> set[str]:
        """Start the time to live of reservations anew; return the ids of those still held."""
        expires_at = now_us(self._clock) + self.reservation_ttl_us
        return _reservations.renew_all(tx, reservation_ids, expires_at=expires_at)

    def knows(self, tx: sa.Connection, reservation_id: str) -> bool:
        """Whether the database has the reservation, or has charged for it."""
        return any(
            tx.execute(sa.select(column).where(column == reservation_id)).first() is not None
            for column in (db.reservations.c.id, db.ledger.c.reservation_id)
        )

    def settle(
        self,
        tx: sa.Connection,
        reservation_id: str,
        *,
        chars: int,
        cached: bool = False,
        audio_ms: int = 0,
    ) -> int:
        """Charge what was delivered and give the rest back. Doing it again changes nothing.

        Args:
            tx: A transaction for writing.
            reservation_id: Reservation to settle.
            chars: Characters of the text whose audio was delivered.
            cached: Whether the audio came from the cache. It costs the same.
            audio_ms: Length of the delivered audio.

        Returns:
            Characters charged: `chars` less what the same idempotency key was charged before.

        Raises:
            ValueError: `chars` is more than was reserved.
        """
        delivery = Delivery(chars, cached, audio_ms, now_us(self._clock))
        return _settlement.settle(tx, reservation_id, delivery, self._caps)

    def release(self, tx: sa.Connection, reservation_id: str) -> None:
        """Give all characters back. A reservation that is no longer held stays as it is."""
        _reservation_expiry.release(tx, reservation_id)
