"""An admitted request: its reservation, to be settled or released."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import anyio

from phemius_core.billing._reservations import Reservation
from phemius_core.billing._settlement_journal import JournalledSettlement
from phemius_core.billing._settlement_writer import SettlementWriter
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.store import Clock, Store, now_us

__all__ = ["Admission"]


class Admission:
    """A request that was admitted. Settle or release it; leaving `async with` releases it.

    Both may be called more than once and in a cancelled scope: the first call counts.

    Args:
        store: Database of the reservation.
        ledger: Ledger of the same database.
        writer: Writes how the reservation ended.
        clock: Returns seconds since 1970.
        reservation: The request's reservation.
        headers: Rate limit headers of the response.
    """

    def __init__(
        self,
        store: Store,
        ledger: TransactionLedger,
        writer: SettlementWriter,
        clock: Clock,
        reservation: Reservation,
        headers: Mapping[str, str],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._writer = writer
        self._clock = clock
        self.id = reservation.id
        """Id of the reservation."""
        self.month = reservation.month
        """Month that is charged: that of the admission."""
        self.chars = reservation.chars
        """Characters held."""
        self.prior_chars = reservation.prior_chars
        """Characters charged before under the same idempotency key."""
        self.created_at = reservation.created_at
        """Time of the admission, in microseconds since 1970."""
        self.held_until = reservation.expires_at
        """Up to when the characters are certainly held, in microseconds since 1970."""
        self.headers = headers
        """Rate limit headers of the response."""
        self._billed: int | None = None
        self._record: int | None = None

    @property
    def billed_chars(self) -> int | None:
        """Characters charged; None until the admission is settled or released."""
        return self._billed

    async def begin_delivery(self) -> None:
        """Record the request, so that another process ends it if this one is killed."""
        self._record = await self._writer.begin_delivery(self._settlement(0, released=True))

    def record_delivery(self, *, chars: int, cached: bool = False, audio_ms: int = 0) -> None:
        """Record what was delivered so far. It is charged if this process is killed now.

        Args:
            chars: As for `settle`.
            cached: As for `settle`.
            audio_ms: As for `settle`.
        """
        settlement = self._settlement(chars, released=chars == 0, cached=cached, audio_ms=audio_ms)
        self._writer.record_delivery(self._record, settlement)

    async def settle(self, *, chars: int, cached: bool = False, audio_ms: int = 0) -> int:
        """Charge the characters that were delivered and give the rest back.

        While the database does not answer, the settlement is written to the journal of `Billing`,
        which applies it later.

        Args:
            chars: Characters of the text whose audio was delivered.
            cached: Whether the audio came from the cache. It costs the same.
            audio_ms: Length of the delivered audio.

        Returns:
            Characters charged: `chars` less what the same idempotency key was charged before.

        Raises:
            ValueError: `chars` is more than was reserved.
            Overloaded: The database does not answer, and there is no journal. The reservation
                expires by itself.
        """
        if chars > self.chars + self.prior_chars:
            raise ValueError(
                f"{chars} characters settled, {self.chars} reserved: settle at most what was "
                "reserved"
            )
        return await self._end(
            self._settlement(chars, released=False, cached=cached, audio_ms=audio_ms)
        )

    async def release(self) -> None:
        """Give all characters back, as nothing was delivered.

        Raises:
            Overloaded: The database does not answer, and there is no journal. The reservation
                expires by itself.
        """
        await self._end(self._settlement(0, released=True))

    async def extend(self, chars: int) -> None:
        """Reserve more characters and renew the reservation, for text that is still coming in.

        Args:
            chars: Characters to add; 0 only renews.

        Raises:
            QuotaExceeded: The month's remaining characters do not suffice; those held before
                stay held.
            Conflict: The reservation has expired.
        """
        held_until = now_us(self._clock) + self._ledger.reservation_ttl_us
        with anyio.CancelScope(shield=True):
            await self._store.write(lambda tx: self._ledger.extend(tx, self.id, chars))
        self.chars += chars
        self.held_until = max(self.held_until, held_until)

    async def _end(self, settlement: JournalledSettlement) -> int:
        if self._billed is not None:
            return self._billed
        with anyio.CancelScope(shield=True):
            billed = await self._writer.write(settlement)
        self._billed = billed
        self._writer.end_delivery(self._record)
        return billed

    def _settlement(
        self, chars: int, *, released: bool, cached: bool = False, audio_ms: int = 0
    ) -> JournalledSettlement:
        return JournalledSettlement(
            reservation_id=self.id,
            released=released,
            chars=chars,
            charge=max(0, chars - self.prior_chars),
            cached=cached,
            audio_ms=audio_ms,
            at=now_us(self._clock),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.release()
