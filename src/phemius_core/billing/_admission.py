"""An admitted request: its reservation, to be settled or released."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import anyio

from phemius_core.billing._reservations import Reservation
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.store import Store

__all__ = ["Admission"]


class Admission:
    """A request that was admitted. Settle or release it; leaving `async with` releases it.

    Both may be called more than once and in a cancelled scope: the first call counts.

    Args:
        store: Database of the reservation.
        ledger: Ledger of the same database.
        reservation: The request's reservation.
        headers: Rate limit headers of the response.
    """

    def __init__(
        self,
        store: Store,
        ledger: TransactionLedger,
        reservation: Reservation,
        headers: Mapping[str, str],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self.id = reservation.id
        """Id of the reservation."""
        self.month = reservation.month
        """Month that is charged: that of the admission."""
        self.chars = reservation.chars
        """Characters held."""
        self.prior_chars = reservation.prior_chars
        """Characters charged before under the same idempotency key."""
        self.headers = headers
        """Rate limit headers of the response."""
        self._billed: int | None = None

    @property
    def billed_chars(self) -> int | None:
        """Characters charged; None until the admission is settled or released."""
        return self._billed

    async def settle(self, *, chars: int, cached: bool = False, audio_ms: int = 0) -> int:
        """Charge the characters that were delivered and give the rest back.

        Args:
            chars: Characters of the text whose audio was delivered.
            cached: Whether the audio came from the cache. It costs the same.
            audio_ms: Length of the delivered audio.

        Returns:
            Characters charged: `chars` less what the same idempotency key was charged before.

        Raises:
            Overloaded: The database does not answer. The reservation expires by itself.
        """
        if self._billed is None:
            with anyio.CancelScope(shield=True):
                self._billed = await self._store.write(
                    lambda tx: self._ledger.settle(
                        tx, self.id, chars=chars, cached=cached, audio_ms=audio_ms
                    )
                )
        return self._billed or 0

    async def release(self) -> None:
        """Give all characters back, as nothing was delivered.

        Raises:
            Overloaded: The database does not answer. The reservation expires by itself.
        """
        if self._billed is None:
            with anyio.CancelScope(shield=True):
                await self._store.write(lambda tx: self._ledger.release(tx, self.id))
            self._billed = 0

    async def extend(self, chars: int) -> None:
        """Reserve more characters and renew the reservation, for text that is still coming in.

        Args:
            chars: Characters to add; 0 only renews.

        Raises:
            QuotaExceeded: The month's remaining characters do not suffice; those held before
                stay held.
            Conflict: The reservation has expired.
        """
        with anyio.CancelScope(shield=True):
            await self._store.write(lambda tx: self._ledger.extend(tx, self.id, chars))
        self.chars += chars

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.release()
