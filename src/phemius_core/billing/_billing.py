"""Admission of requests, and the usage and invoices of accounts."""

import logging
import time
from collections.abc import Collection, Mapping
from typing import Final

import anyio

from phemius_core.billing._admission import Admission
from phemius_core.billing._idempotency import Idempotency
from phemius_core.billing._invoices import Invoice, read_invoice
from phemius_core.billing._plans import PLANS, Plan
from phemius_core.billing._principal import Principal
from phemius_core.billing._reservation_expiry import ExpiryHold, expire_reservations, prune_ended
from phemius_core.billing._settlement_journal import SettlementJournal
from phemius_core.billing._settlement_writer import DATABASE_FAILURES, SettlementWriter
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.billing._usage import Usage, read_usage
from phemius_core.errors import Overloaded, QuotaExceeded, RateLimited
from phemius_core.limits import RateDecision, RateLimiter
from phemius_core.outage_log import OutageLog
from phemius_core.store import Clock, Month, Store, now_us

__all__ = ["Billing"]

logger = logging.getLogger(__name__)

_HELD_SWEEP_S: Final = 5
"""Seconds between two looks at the database while nothing may expire."""


class Billing:
    """Admits requests by their plan and charges for them.

    Args:
        store: Database of balances and ledger.
        limiter: Counts requests per key.
        clock: Returns seconds since 1970.
        plans: The plans by name.
        reservation_ttl_s: How long characters stay reserved unless they are settled, released
            or renewed.
        journal: Where settlements wait while the database does not answer; without it an
            admission that ends meanwhile raises.
    """

    def __init__(
        self,
        store: Store,
        limiter: RateLimiter,
        clock: Clock = time.time,
        *,
        plans: Mapping[str, Plan] = PLANS,
        reservation_ttl_s: int = 900,
        journal: SettlementJournal | None = None,
    ) -> None:
        self.store = store
        self._limiter = limiter
        self.clock = clock
        self._plans = plans
        caps = {name: plan.monthly_chars for name, plan in plans.items()}
        self._hold = ExpiryHold(clock)
        self.ledger = TransactionLedger(caps, clock, reservation_ttl_s * 1_000_000, self._hold)
        """For transactions of the same store that write something else besides."""
        self._writer = SettlementWriter(store, self.ledger, journal, self._hold)

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
        """Count a request against the rate limit and reserve its characters.

        Args:
            principal: Account and key that are charged.
            endpoint: Endpoint of the ledger's entry, such as `/v1/speech`; 64 characters of it
                are kept.
            chars: Code points of the text.
            request_id: Request id of the ledger's entry; 128 characters of it are kept.
            idempotency: Requests with the same key and body within 24 hours are charged once.
            count_request: False for the items of a bulk job, which count characters only.

        Raises:
            RateLimited: The key has used up its plan's requests per minute.
            QuotaExceeded: The month's remaining characters do not suffice.
            AuthenticationFailed: The key was revoked since it was looked up, or has expired.
            Conflict: A request with this idempotency key is in flight.
            InvalidRequest: The idempotency key was used with another body.
            Overloaded: The database or Redis does not answer.
        """
        if chars < 0:
            raise ValueError(f"a request cannot have {chars} characters")
        headers = (await self.count_request(principal)).headers if count_request else {}
        try:
            reservation = await self.store.write(
                lambda tx: self.ledger.reserve(
                    tx,
                    account_id=principal.account_id,
                    key_id=principal.key_id,
                    request_id=request_id,
                    endpoint=endpoint,
                    chars=chars,
                    idempotency=idempotency,
                ),
                durable=False,
            )
        except QuotaExceeded as exc:
            exc.headers.update(headers)
            raise
        except Overloaded:
            self._hold.begin()
            raise
        admission = Admission(
            self.store, self.ledger, self._writer, self.clock, reservation, headers
        )
        await admission.begin_delivery()
        return admission

    async def renew(self, admissions: Collection[Admission]) -> set[Admission]:
        """Start the time to live of the reservations of many requests anew, in one transaction.

        Returns:
            The admissions whose reservation is no longer held: nothing more may be delivered.

        Raises:
            Overloaded: The database does not answer.
        """
        by_id = {admission.id: admission for admission in admissions}
        if not by_id:
            return set()
        held_until = now_us(self.clock) + self.ledger.reservation_ttl_us
        try:
            held = await self.store.write(
                lambda tx: self.ledger.renew_all(tx, list(by_id)), durable=False
            )
        except DATABASE_FAILURES:
            self._hold.begin()
            raise
        for reservation_id in held:
            admission = by_id.pop(reservation_id)
            admission.held_until = max(admission.held_until, held_until)
        return set(by_id.values())

    async def count_request(self, principal: Principal) -> RateDecision:
        """Count a request that reserves no characters, such as the creation of a job.

        Raises:
            RateLimited: The key has used up its plan's requests per minute.
            Overloaded: Redis does not answer.
        """
        limit = principal.plan.requests_per_minute
        decision = await self._limiter.hit(principal.key_id, limit=limit)
        if not decision.allowed:
            raise RateLimited(
                f"the {principal.plan.name} plan allows {limit} requests per minute and key: "
                f"try again in {decision.reset_s} s",
                retry_after_s=decision.reset_s,
                headers=decision.headers,
            )
        return decision

    async def sweep(self) -> int:
        """Apply the journal, expire reservations whose time is over, and prune old ones.

        Returns:
            How many reservations expired.

        Raises:
            Overloaded: The database does not answer.
        """
        await self._writer.replay()
        now = now_us(self.clock)
        expired = 0
        while count := await self.store.write(lambda tx: expire_reservations(tx, now)):
            expired += count
        await self._prune(now)
        return expired

    async def sweep_unless_held(self) -> None:
        """Call `sweep`, but let nothing expire for a minute after a start and after an outage.

        The settlements that wait in journals come first.

        Raises:
            Overloaded: The database does not answer.
        """
        try:
            if self._hold.active:
                # Asks the database something, so that the minute begins when it answers.
                await self._prune(now_us(self.clock))
            else:
                await self.sweep()
        except DATABASE_FAILURES:
            self._hold.begin()
            raise

    async def sweep_forever(self, every_s: float = 30) -> None:
        """Call `sweep_unless_held` every `every_s` seconds until cancelled; oftener while held.

        An outage of the database is logged once; any other error is raised. Requests are served
        without the sweep: they free expired reservations.
        """
        outage = OutageLog(logger, "the database of the sweep of reservations")
        while True:
            try:
                await self.sweep_unless_held()
                outage.worked()
            except Overloaded as error:
                outage.failed("does not answer", error)
            await anyio.sleep(min(every_s, _HELD_SWEEP_S) if self._hold.active else every_s)

    async def replay_journal(self) -> int:
        """Apply the settlements that wait in the journal, and those of processes that have died.

        Returns:
            How many were applied.

        Raises:
            Overloaded: The database does not answer.
        """
        return await self._writer.replay()

    async def replay_journal_forever(self) -> None:
        """Call `replay_journal` whenever there may be something to apply, until cancelled."""
        await self._writer.run()

    async def _prune(self, now: int) -> None:
        while await self.store.write(lambda tx: prune_ended(tx, now)):
            pass

    def close(self) -> None:
        """Leave requests that are not settled to the next process that uses the journal."""
        self._writer.close()

    async def usage(self, account_id: str, month: Month | None = None) -> Usage:
        """Return what an account used in a month, and what it costs.

        Args:
            account_id: Account to report on.
            month: UTC month; the current one if None.

        Raises:
            NotFound: There is no such account.
        """
        chosen = month or Month.of(now_us(self.clock))
        return await self.store.read(lambda tx: read_usage(tx, account_id, chosen, self._plans))

    async def invoice(self, account_id: str, month: Month | None = None) -> Invoice:
        """Return an account's invoice of a month; that of the current month covers it so far.

        Args:
            account_id: Account to invoice.
            month: UTC month; the current one if None.

        Raises:
            NotFound: There is no such account.
        """
        chosen = month or Month.of(now_us(self.clock))
        return await self.store.read(lambda tx: read_invoice(tx, account_id, chosen, self._plans))
