"""Writes settlements to the database, or to the journal while the database does not answer."""

import logging
from typing import Final

import anyio
import anyio.to_thread
import sqlalchemy as sa
from anyio.abc import TaskGroup

from phemius_core.billing._open_deliveries import OpenDeliveries
from phemius_core.billing._reservation_expiry import ExpiryHold
from phemius_core.billing._settlement_journal import (
    JournalFile,
    JournalledSettlement,
    SettlementJournal,
)
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.errors import Overloaded, SetupError
from phemius_core.store import Store

__all__ = ["DATABASE_FAILURES", "SettlementWriter"]

logger = logging.getLogger(__name__)

DATABASE_FAILURES: Final = (Overloaded, SetupError, sa.exc.SQLAlchemyError)
"""What a transaction raises if the database does not answer, refuses writes, or is closed."""
_UNUSABLE: Final = (ValueError, sa.exc.IntegrityError, sa.exc.DataError)
"""What a transaction raises if the settlement itself cannot be applied, however often."""
_ANSWER_TIMEOUT_S: Final = 5
_CHECK_INTERVAL_S: Final = 15
_MAX_RETRY_DELAY_S: Final = 30


class SettlementWriter:
    """Writes how reservations ended: at once to the database, or else to the journal.

    Without a journal an error of the database is raised to the caller.

    Args:
        store: Database of the reservations.
        ledger: Ledger of the same database.
        journal: Where settlements wait while the database does not answer.
        hold: Keeps reservations from expiring while the journal may have their settlements.
        answer_timeout_s: How long a settlement waits for the database, in seconds.
    """

    def __init__(
        self,
        store: Store,
        ledger: TransactionLedger,
        journal: SettlementJournal | None,
        hold: ExpiryHold,
        *,
        answer_timeout_s: float = _ANSWER_TIMEOUT_S,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._journal = journal
        self._hold = hold
        self._timeout_s = answer_timeout_s
        self._deliveries = None if journal is None else OpenDeliveries(journal)
        self._unwritten: list[JournalledSettlement] = []
        """Settlements that the journal could not take either."""
        self._tasks: TaskGroup | None = None
        self._wake = anyio.Event()
        self._replaying = anyio.Lock()

    async def begin_delivery(self, settlement: JournalledSettlement) -> int | None:
        """Record a request, to be settled like that if this process is killed.

        Returns:
            The place of its record; None if there is no journal.
        """
        if self._deliveries is None:
            return None
        if not self._deliveries.is_open:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._deliveries.open)
        return self._deliveries.begin(settlement)

    def record_delivery(self, place: int | None, settlement: JournalledSettlement) -> None:
        """Overwrite the record of a request."""
        if self._deliveries is not None and place is not None:
            self._deliveries.update(place, settlement)

    def end_delivery(self, place: int | None) -> None:
        """Drop the record of a request that is settled."""
        if self._deliveries is not None and place is not None:
            self._deliveries.end(place)

    def close(self) -> None:
        """Leave what is not settled to the next process."""
        if self._deliveries is not None:
            self._deliveries.close()

    async def write(self, settlement: JournalledSettlement) -> int:
        """Write a settlement; its characters are charged once, whatever happens afterwards.

        Returns:
            Characters charged. Those of a settlement in the journal are `settlement.charge`.

        Raises:
            Overloaded: The database does not answer, and there is no journal.
        """
        if self._journal is None:
            return await self._apply(settlement) or 0
        # Once the database has failed, settlements do not wait for it any more, one by one.
        if not self._hold.settlements_wait:
            try:
                charged = await self._apply_in_time(settlement)
            except DATABASE_FAILURES as error:
                logger.warning("settlements go to the journal for now: %s", error)
            else:
                return await self._check_and_log(settlement, charged, self._journal)
        self._hold.settlements_wait = True
        self._hold.begin()
        await self._append(settlement, self._journal)
        self._wake.set()
        return settlement.charge

    async def replay(self) -> int:
        """Apply the settlements of the journal, and of the journals of processes that have died.

        Returns:
            How many settlements were applied.

        Raises:
            Overloaded: The database does not answer. What is left stays in the journal.
        """
        journal = self._journal
        if journal is None:
            return 0
        applied = 0
        async with self._replaying:
            try:
                while self._unwritten:
                    await self._apply_or_set_aside(self._unwritten[0], journal)
                    del self._unwritten[0]
                    applied += 1
                for file in await anyio.to_thread.run_sync(journal.take):
                    try:
                        applied += await self._replay_file(file, journal)
                    except OSError:
                        logger.exception("cannot replay the settlement journal %s", file.path)
            except DATABASE_FAILURES:
                self._hold.begin()
                raise
        if applied:
            logger.info("applied %d settlements of the journal", applied)
        if not self._unwritten and not journal.has_own:
            self._hold.settlements_wait = False
        return applied

    async def run(self) -> None:
        """Replay the journal until cancelled, with a growing delay while that fails."""
        delay_s = 1
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            try:
                while True:
                    self._wake = anyio.Event()
                    try:
                        await self.replay()
                    except DATABASE_FAILURES as error:
                        logger.debug("the settlement journal waits for the database: %s", error)
                        await anyio.sleep(delay_s)
                        delay_s = min(2 * delay_s, _MAX_RETRY_DELAY_S)
                    except Exception:
                        logger.exception("cannot replay the settlement journal")
                        await anyio.sleep(_MAX_RETRY_DELAY_S)
                    else:
                        delay_s = 1
                        with anyio.move_on_after(_CHECK_INTERVAL_S):
                            await self._wake.wait()
                            await anyio.sleep(1)
            finally:
                self._tasks = None

    async def _apply_in_time(self, settlement: JournalledSettlement) -> int | None:
        """Apply a settlement, and wait for the answer for a few seconds only.

        A transaction cannot be cancelled: one that comes to its end later is applied, and its
        repetition from the journal changes nothing.
        """
        if self._tasks is None:
            return await self._apply(settlement)
        answered = anyio.Event()
        outcome: list[int | BaseException | None] = []

        async def apply() -> None:
            try:
                outcome.append(await self._apply(settlement))
            except Exception as error:  # noqa: BLE001 - raised below, to the caller
                outcome.append(error)
            answered.set()

        self._tasks.start_soon(apply)
        with anyio.move_on_after(self._timeout_s):
            await answered.wait()
        if not outcome:
            raise Overloaded("the database takes too long to answer: try again soon")
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]

    async def _apply(self, settlement: JournalledSettlement) -> int | None:
        return await self._store.write(lambda tx: self._apply_in(tx, settlement))

    def _apply_in(self, tx: sa.Connection, settlement: JournalledSettlement) -> int | None:
        """Return the characters charged; None if the database has no such reservation."""
        if settlement.released:
            self._ledger.release(tx, settlement.reservation_id)
            return 0
        charged = self._ledger.settle(
            tx,
            settlement.reservation_id,
            chars=settlement.chars,
            cached=settlement.cached,
            audio_ms=settlement.audio_ms,
        )
        known = charged or self._ledger.knows(tx, settlement.reservation_id)
        return charged if known else None

    async def _apply_or_set_aside(
        self, settlement: JournalledSettlement, journal: SettlementJournal
    ) -> None:
        try:
            charged = await self._apply(settlement)
        except _UNUSABLE as error:
            await self._set_aside(settlement.as_line(), journal, str(error))
        else:
            await self._check(settlement, charged, journal)

    async def _check(
        self, settlement: JournalledSettlement, charged: int | None, journal: SettlementJournal
    ) -> int:
        """Return what was charged; report what was delivered and cannot be charged."""
        if charged is None:
            if settlement.charge:
                await self._set_aside(
                    settlement.as_line(), journal, "the database does not have its reservation"
                )
            return 0
        if charged < settlement.charge:
            logger.error(
                "reservation %s had expired: %d of its %d characters were charged, as the rest "
                "does not fit under the cap or was charged to a repetition",
                settlement.reservation_id,
                charged,
                settlement.charge,
            )
        return charged

    async def _check_and_log(
        self, settlement: JournalledSettlement, charged: int | None, journal: SettlementJournal
    ) -> int:
        try:
            return await self._check(settlement, charged, journal)
        except OSError:
            logger.critical(
                "the settlement of reservation %s with %d characters cannot be kept",
                settlement.reservation_id,
                settlement.charge,
                exc_info=True,
            )
            return 0

    async def _replay_file(self, file: JournalFile, journal: SettlementJournal) -> int:
        settlements, damaged = await anyio.to_thread.run_sync(file.read)
        for line in damaged:
            await self._set_aside(line, journal, "it is damaged")
        for settlement in settlements:
            await self._apply_or_set_aside(settlement, journal)
        await anyio.to_thread.run_sync(journal.remove, file)
        return len(settlements)

    async def _append(self, settlement: JournalledSettlement, journal: SettlementJournal) -> None:
        try:
            await anyio.to_thread.run_sync(journal.append, settlement)
        except OSError as error:
            self._unwritten.append(settlement)
            logger.critical(
                "neither the database nor the journal takes the settlement of reservation %s with "
                "%d characters: it is lost if this process ends before one of them does: %s",
                settlement.reservation_id,
                settlement.charge,
                error,
            )

    async def _set_aside(self, line: bytes, journal: SettlementJournal, reason: str) -> None:
        path = await anyio.to_thread.run_sync(journal.set_aside, line)
        logger.error(
            "a settlement cannot be applied, %s; it is kept in %s: %s",
            reason,
            path,
            line.decode("utf-8", "replace").strip(),
        )
