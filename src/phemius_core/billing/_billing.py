"""Admission: may this request be answered, and what is charged for it."""

import logging
import time
from collections.abc import Mapping

import anyio

from phemius_core.billing import _expiry as lapse
from phemius_core.billing import _reservations as sql
from phemius_core.billing._admission import Admission, Idempotency
from phemius_core.billing._plans import PLANS, Plan
from phemius_core.billing._principal import Principal
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.billing._usage import Invoice, Usage, read_invoice, read_usage
from phemius_core.errors import (
    Overloaded,
    QuotaExceeded,
    RateLimited,
)
from phemius_core.limits import RateDecision, RateLimiter
from phemius_core.store import Clock, Month, Store, now_us, ordered_id

__all__ = ["Admission", "Billing", "Idempotency"]

logger = logging.getLogger(__name__)


class Billing:
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
        self.ledger = TransactionLedger(self._caps, clock, self._hold_us)
        """For transactions of the same store that write something else besides."""

    async def admit(
        self,
        principal: Principal,
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
                lambda tx: sql.reserve(tx, request, self._caps), durable=False
            )
        except QuotaExceeded as exc:
            exc.headers.update(headers)
            raise
        return Admission(self, request.reservation_id, reserved, headers)

    async def count_request(self, principal: Principal) -> RateDecision:
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
