"""The ledger inside a caller's transaction: reserve, extend, settle, release."""

from collections.abc import Mapping

import sqlalchemy as sa

from phemius_core.billing import _reservation_expiry, _reservations, _settlement
from phemius_core.billing._idempotency import Idempotency
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
    """

    def __init__(
        self, caps: Mapping[str, int | None], clock: Clock, reservation_ttl_us: int
    ) -> None:
        self._caps = dict(caps)
        self._clock = clock
        self._ttl_us = reservation_ttl_us

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
            expires_at=now + self._ttl_us,
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
            tx, reservation_id, chars, self._caps, now=now, expires_at=now + self._ttl_us
        )

    def renew(self, tx: sa.Connection, reservation_id: str) -> None:
        """Start the time to live of a reservation anew.

        Raises:
            Conflict: The reservation is no longer held.
        """
        self.extend(tx, reservation_id, 0)

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
