"""An admitted request, and the idempotency key that it came with."""

import hashlib
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio

from phemius_core.billing import _reservations as sql
from phemius_core.errors import FieldProblem, InvalidRequest

if TYPE_CHECKING:
    from phemius_core.billing._billing import Billing

__all__ = ["Admission", "Idempotency"]


class Idempotency:
    """An `Idempotency-Key` header and the body it came with; only hashes are kept.

    Args:
        key: The header: 1 to 255 printable ASCII characters.
        body: What must be the same for a request to be the same.

    Raises:
        InvalidRequest: The key is empty, too long or not printable ASCII.
    """

    def __init__(self, key: str, body: bytes) -> None:
        if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
            message = "Idempotency-Key is 1 to 255 printable ASCII characters."
            raise InvalidRequest(message, fields=[FieldProblem("Idempotency-Key", message)])
        self.key_hash = hashlib.sha256(key.encode("ascii")).digest()
        self.body_hash = hashlib.sha256(body).digest()


class Admission:
    """A request that may be answered. Settle or release it; leaving `async with` releases.

    Both may be called more than once and in a cancelled scope: the first one counts.
    """

    def __init__(
        self,
        billing: "Billing",
        reservation_id: str,
        reserved: sql.Reserved,
        headers: dict[str, str],
    ) -> None:
        self._billing = billing
        self.id = reservation_id
        self.month = reserved.month
        self.chars = reserved.chars
        """Characters held."""
        self.prior_chars = reserved.prior_chars
        """Characters charged before under the same idempotency key."""
        self.headers: Mapping[str, str] = headers
        """Rate limit headers of the response."""
        self._billed: int | None = None

    @property
    def billed_chars(self) -> int | None:
        """What was charged; None before it is settled or released."""
        return self._billed

    async def settle(self, *, chars: int, cached: bool = False, audio_ms: int = 0) -> int:
        """Charges the characters that were delivered, gives back the rest.

        Args:
            chars: Characters of the text whose audio was delivered.
            cached: The audio came from the cache; it costs the same.
            audio_ms: Length of the audio delivered.

        Returns:
            Characters charged: `chars`, less what the same idempotency key paid before.

        Raises:
            Overloaded: The database does not answer. What is held lapses by itself.
        """
        if self._billed is None:
            with anyio.CancelScope(shield=True):
                self._billed = await self._billing.settle(
                    self.id, chars=chars, cached=cached, audio_ms=audio_ms
                )
        return self._billed or 0

    async def release(self) -> None:
        """Gives everything back: nothing was delivered.

        Raises:
            Overloaded: The database does not answer. What is held lapses by itself.
        """
        if self._billed is None:
            with anyio.CancelScope(shield=True):
                await self._billing.release(self.id)
            self._billed = 0

    async def grow(self, chars: int) -> None:
        """Holds more characters and holds all longer, for text that is still coming in.

        Args:
            chars: How many more; 0 only holds longer.

        Raises:
            QuotaExceeded: The month's characters do not suffice; what is held stays held.
            Conflict: The reservation has lapsed.
        """
        with anyio.CancelScope(shield=True):
            await self._billing.grow(self.id, chars)
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
