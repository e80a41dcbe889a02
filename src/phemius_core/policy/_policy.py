"""Admission: may this request be answered, and what is charged for it."""

import hashlib
import logging
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio

from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    Overloaded,
    QuotaExceeded,
    RateLimited,
)
from phemius_core.policy import _lapse as lapse
from phemius_core.policy import _reservations as sql
from phemius_core.policy._charges import Charges
from phemius_core.policy._plans import PLANS, Plan
from phemius_core.policy._rate import RateDecision, RateLimiter
from phemius_core.policy._usage import Invoice, Usage, read_invoice, read_usage
from phemius_core.store import Clock, Month, Store, now_us, ordered_id

if TYPE_CHECKING:
    from phemius_core.accounts import Principal

__all__ = ["Admission", "Idempotency", "Policy"]

logger = logging.getLogger(__name__)


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
        self, policy: "Policy", reservation_id: str, reserved: sql.Reserved, headers: dict[str, str]
    ) -> None:
        self._policy = policy
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
                self._billed = await self._policy.settle(
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
                await self._policy.release(self.id)
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
            await self._policy.grow(self.id, chars)
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


class Policy:
    """Requests per minute, monthly characters and the ledger.

    Args:
        store: Where balances and ledger are.
        limiter: Counts requests per key.
        clock: Seconds since 1970.
        plans: The plans an account may have.
        hold_s: How long characters stay reserved without being settled: longer than any
            request takes, or until `Admission.grow` is called.
    """

    def __init__(
        self,
        store: Store,
        limiter: RateLimiter,
        clock: Clock = time.time,
        *,
        plans: Mapping[str, Plan] = PLANS,
        hold_s: int = 900,
    ) -> None:
        self.store = store
        self._limiter = limiter
        self.clock = clock
        self._caps = {name: plan.monthly_chars for name, plan in plans.items()}
        self._plans = plans
        self._hold_us = hold_s * 1_000_000
        self.charges = Charges(self._caps, clock, self._hold_us)
        """For transactions of the same store that write something else besides."""

    async def admit(
        self,
        principal: "Principal",
        *,
        endpoint: str,
        chars: int,
        request_id: str,
        idempotency: Idempotency | None = None,
        count_request: bool = True,
    ) -> Admission:
        """Counts the request and reserves its characters.

        Args:
            principal: Who asks.
            endpoint: For the ledger, such as `/v1/speech`; up to 64 characters.
            chars: Code points of the text.
            request_id: For the ledger; up to 128 characters.
            idempotency: The same key and body within 24 hours are charged once.
            count_request: False for the items of a bulk job, which count characters only.

        Raises:
            RateLimited: More requests than the plan's in 60 seconds.
            QuotaExceeded: The month's characters do not suffice.
            AuthenticationFailed: The key was revoked since it was looked up.
            Conflict: A request with this idempotency key is being answered.
            InvalidRequest: The idempotency key came with another body before.
            Overloaded: Database or Redis do not answer.
        """
        if chars < 0:
            raise ValueError(f"{chars} characters")
        headers = (await self.count_request(principal)).headers if count_request else {}
        now = now_us(self.clock)
        request = sql.Request(
            reservation_id=ordered_id(now),
            account_id=principal.account_id,
            key_id=principal.key_id,
            request_id=request_id[:128],
            endpoint=endpoint[:64],
            chars=chars,
            idempotency=(idempotency.key_hash, idempotency.body_hash) if idempotency else None,
            now=now,
            expires_at=now + self._hold_us,
        )
        try:
            reserved = await self.store.write(
                lambda tx: sql.reserve(tx, request, self._caps), lasting=False
            )
        except QuotaExceeded as exc:
            exc.headers.update(headers)
            raise
        return Admission(self, request.reservation_id, reserved, headers)

    async def count_request(self, principal: "Principal") -> RateDecision:
        """Counts a request that reserves no characters itself, such as a job's creation.

        Raises:
            RateLimited: More requests than the plan's in 60 seconds.
            Overloaded: Redis does not answer.
        """
        limit = principal.plan.requests_per_minute
        decision = await self._limiter.hit(principal.key_id, limit=limit)
        if not decision.allowed:
            raise RateLimited(
                f"The {principal.plan.name} plan admits {limit} requests per minute and key; "
                f"try again in {decision.reset_s} s.",
                retry_after_s=decision.reset_s,
                headers=decision.headers,
            )
        return decision

    async def settle(
        self, reservation_id: str, *, chars: int, cached: bool = False, audio_ms: int = 0
    ) -> int:
        """`Admission.settle`, by the reservation's id."""
        delivered = sql.Delivered(chars, cached, audio_ms, now_us(self.clock))
        return await self.store.write(
            lambda tx: sql.settle(tx, reservation_id, delivered, self._caps)
        )

    async def release(self, reservation_id: str) -> None:
        """`Admission.release`, by the reservation's id."""
        await self.store.write(lambda tx: lapse.release(tx, reservation_id))

    async def grow(self, reservation_id: str, chars: int) -> None:
        """`Admission.grow`, by the reservation's id."""
        if chars < 0:
            raise ValueError(f"{chars} characters")
        now = now_us(self.clock)
        await self.store.write(
            lambda tx: sql.grow(
                tx, reservation_id, chars, self._caps, now=now, expires_at=now + self._hold_us
            )
        )

    async def sweep(self) -> int:
        """Gives back what was held too long; returns how many reservations that were."""
        now = now_us(self.clock)
        swept = 0
        while count := await self.store.write(lambda tx: lapse.expire(tx, now)):
            swept += count
        while await self.store.write(lambda tx: lapse.prune(tx, now)):
            pass
        return swept

    async def sweep_forever(self, every_s: float = 30) -> None:
        """Sweeps until it is cancelled."""
        while True:
            try:
                await self.sweep()
            except Overloaded:
                logger.warning("the sweep of reservations was put off: the database is away")
            except Exception:
                # Whatever it is, requests are served without the sweep: they free what lapsed.
                logger.exception("the sweep of reservations failed")
            await anyio.sleep(every_s)

    async def usage(self, account_id: str, month: Month | None = None) -> Usage:
        """What an account used in a month, this one by default, and what it would cost.

        Raises:
            NotFound: No such account.
        """
        chosen = month or Month.of(now_us(self.clock))
        return await self.store.read(lambda tx: read_usage(tx, account_id, chosen, self._plans))

    async def invoice(self, account_id: str, month: Month | None = None) -> Invoice:
        """The invoice of a month, of this one so far by default.

        Raises:
            NotFound: No such account.
        """
        chosen = month or Month.of(now_us(self.clock))
        return await self.store.read(lambda tx: read_invoice(tx, account_id, chosen, self._plans))
