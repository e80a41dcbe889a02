"""The queue of job items: claim, heartbeat, complete, release, fail.

The tables are the queue. A worker claims an item for the length of a lease and renews the lease by
heartbeats; when a lease expires, another worker may claim the item. Completing an item is one
transaction: it names the output, charges for it and counts it, and does nothing if the lease was
lost. An item may therefore be worked on twice, but it is delivered and charged once.

Locks are taken in the order job, item, reservation, balance, file usage.
"""

import json
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import current_key_id
from phemius_core.billing import TransactionLedger
from phemius_core.errors import Conflict, NotFound, PermissionDenied, PhemiusError
from phemius_core.jobs._conditions import UNFINISHED_JOB, is_available
from phemius_core.jobs._daemon_thread import run_in_daemon_thread
from phemius_core.jobs._job_files import JobFiles, StoredFile
from phemius_core.jobs._records import ClaimedItem, ItemResult

__all__ = ["ENDPOINT", "MAX_ATTEMPTS", "JobQueue"]

ENDPOINT: Final = "/v1/jobs"
"""Endpoint that the ledger names for job items."""
MAX_ATTEMPTS: Final = 3
"""Attempts at an item before it fails."""
_jobs, _items = db.jobs.c, db.job_items.c


class JobQueue:
    """The unfinished items of a store.

    Args:
        store: Store that holds the job tables.
        ledger: Ledger of the same store.
        files: Files of the jobs.
        clock: Wall clock in seconds since the epoch.
        lease_s: Seconds after its last heartbeat at which an item may be claimed again.
    """

    def __init__(
        self,
        store: db.Store,
        ledger: TransactionLedger,
        files: JobFiles,
        clock: db.Clock = time.time,
        *,
        lease_s: float = 30,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._files = files
        self._clock = clock
        self.lease_s = lease_s

    async def claim(self, worker: str, types: Collection[str]) -> ClaimedItem | None:
        """Claims an available item of the job whose last claim is the longest ago.

        Items that cannot go on fail on the way: the characters of their account do not suffice or
        its files have as many bytes as they may, their API key is revoked, or their worker was
        lost `MAX_ATTEMPTS` times. A key that expired because it was rotated is replaced by its
        successor, which the ledger then names.

        Args:
            worker: Name of the worker.
            types: Types of jobs that the worker can handle.

        Returns:
            The claimed item, or None if no item is available.
        """
        while True:
            found = await self._store.read(lambda tx: self._find_available(tx, types))
            if found is None:
                return None
            job_id, position = found

            def work(
                tx: sa.Connection, job_id: str = job_id, position: int = position
            ) -> tuple[ClaimedItem | None, list[str]]:
                orphans: list[str] = []
                return self._claim(tx, job_id, position, worker, orphans), orphans

            item, orphans = await self._store.write(work)
            await self._files.discard(orphans)
            if item is not None:
                return item

    async def heartbeat(self, item: ClaimedItem, progress: float) -> bool:
        """Renews the lease and the reservation of an item and records its progress.

        Returns:
            Whether the worker still holds the item; False once the lease was lost or the job was
            cancelled.
        """
        reached = min(1.0, max(0.0, progress))

        def work(tx: sa.Connection) -> bool:
            now = db.now_us(self._clock)
            moved = sa.exists().where(_held_by(item), _items.progress != reached)
            tx.execute(
                sa.update(db.jobs).where(_jobs.id == item.job_id, moved).values(updated_at=now)
            )
            held = tx.execute(
                sa.update(db.job_items)
                .where(_held_by(item))
                .values(lease_expires_at=self._lease_end(now), progress=reached)
            ).rowcount
            if held:
                try:
                    self._ledger.renew(tx, item.reservation_id)
                except Conflict:
                    return True  # the reservation has expired: completing charges what is left
            return bool(held)

        return await self._store.write(work)

    async def store_output(self, item: ClaimedItem, result: ItemResult) -> StoredFile | None:
        """Writes the file of a result to the file storage, for `complete` to name.

        Returns:
            The written file, if the result has one.

        Raises:
            FilesUnavailable: The storage does not answer.
        """
        if result.file is None:
            return None
        return await self._files.write(
            item.account_id,
            item.job_id,
            result.file,
            position=item.position,
            role="output",
            token=item.reservation_id,
        )

    async def complete(
        self, item: ClaimedItem, result: ItemResult, stored: StoredFile | None = None
    ) -> bool:
        """Names the result of an item and charges for it, in one transaction.

        The item fails instead if what its result belongs to was deleted meanwhile, or if the
        account's files would have too many bytes. If the database did not answer, call it again
        with the same file: an item that was completed is not completed twice.

        Args:
            item: The claimed item.
            result: What was made of it.
            stored: What `store_output` returned; written here if None.

        Returns:
            Whether the item is completed with this result.
        """
        if stored is None:
            stored = await self.store_output(item, result)

        def work(tx: sa.Connection) -> tuple[bool, list[str]]:
            orphans: list[str] = []
            return self._complete(tx, item, result, stored, orphans), orphans

        try:
            completed, orphans = await self._store.write(work)
        except (NotFound, PermissionDenied) as error:
            if stored is not None:
                await self._files.discard([stored.key])
            return await self.fail(item, error.message)
        await self._files.discard(orphans)
        return completed

    async def fail(self, item: ClaimedItem, message: str) -> bool:
        """Ends an item without a charge.

        Returns:
            Whether the worker still held the item.
        """

        def work(tx: sa.Connection) -> tuple[bool, list[str]]:
            orphans: list[str] = []
            _lock_unfinished(tx, item.job_id)
            return self._fail(tx, item, message, orphans), orphans

        failed, orphans = await self._store.write(work)
        await self._files.discard(orphans)
        return failed

    async def release(
        self, item: ClaimedItem, *, delay_s: float = 0, count_attempt: bool = False
    ) -> bool:
        """Makes an item available to other workers again.

        Args:
            item: The claimed item.
            delay_s: Seconds until the item may be claimed.
            count_attempt: Whether this attempt counts towards `MAX_ATTEMPTS`.

        Returns:
            Whether the worker still held the item.
        """
        return await self._store.write(self._releasing(item, delay_s, count_attempt=count_attempt))

    async def release_within(self, item: ClaimedItem, timeout_s: float) -> None:
        """Releases an item, and gives up after `timeout_s` seconds: its lease expires instead.

        A database that hangs does not hold the caller, nor the end of the process.
        """
        work = self._releasing(item, 0, count_attempt=False)
        await run_in_daemon_thread(lambda: self._store.write_sync(work), timeout_s=timeout_s)

    def _releasing(
        self, item: ClaimedItem, delay_s: float, *, count_attempt: bool
    ) -> Callable[[sa.Connection], bool]:
        def work(tx: sa.Connection) -> bool:
            available_at = db.now_us(self._clock) + round(delay_s * 1_000_000)
            released = tx.execute(
                sa.update(db.job_items)
                .where(_held_by(item))
                .values(
                    status="queued",
                    worker=None,
                    available_at=available_at,
                    lease_expires_at=None,
                    reservation_id=None,
                    progress=0.0,
                    attempts=_items.attempts - (0 if count_attempt else 1),
                )
            ).rowcount
            if released:
                self._ledger.release(tx, item.reservation_id)
            return bool(released)

        return work

    def _complete(
        self,
        tx: sa.Connection,
        item: ClaimedItem,
        result: ItemResult,
        stored: StoredFile | None,
        orphans: list[str],
    ) -> bool:
        _lock_unfinished(tx, item.job_id)
        if not _end(tx, item, "succeeded"):
            if stored is not None:
                if self._files.names(tx, item.job_id, stored):
                    return True  # it was committed although the database did not say so
                orphans.append(stored.key)
            return False
        charged = self._ledger.settle(
            tx, item.reservation_id, chars=item.chars, audio_ms=result.audio_ms
        )
        tx.execute(
            sa.update(db.job_items)
            .where(_items.job_id == item.job_id, _items.position == item.position)
            .values(chars=charged, audio_ms=result.audio_ms, progress=1.0)
        )
        if result.in_transaction is not None:
            result.in_transaction(tx)
        if stored is not None:
            self._files.add(tx, item.account_id, item.job_id, stored)
        totals: dict[str, Any] = {
            "succeeded": _jobs.succeeded + 1,
            "chars": _jobs.chars + charged,
            "audio_ms": _jobs.audio_ms + result.audio_ms,
        }
        if result.result is not None:
            totals["result"] = json.dumps(result.result)
        self._count_ended(tx, item, totals, orphans)
        return True

    def _find_available(self, tx: sa.Connection, types: Collection[str]) -> tuple[str, int] | None:
        # A subquery for each job in turn, not a join, which would sort the items of all jobs.
        position = (
            sa.select(_items.position)
            .where(_items.job_id == _jobs.id, is_available(db.now_us(self._clock)))
            .order_by(_items.position)
            .limit(1)
            .scalar_subquery()
        )
        query = (
            sa.select(_jobs.id, position.label("position"))
            .where(UNFINISHED_JOB, _jobs.type.in_(types), position.is_not(None))
            .order_by(_jobs.last_claimed_at)
            .limit(1)
        )
        row = tx.execute(query).first()
        return None if row is None else (row.id, row.position)

    def _claim(
        self, tx: sa.Connection, job_id: str, position: int, worker: str, orphans: list[str]
    ) -> ClaimedItem | None:
        now = db.now_us(self._clock)
        job = _lock_unfinished(tx, job_id)
        row = tx.execute(
            sa.update(db.job_items)
            .where(_items.job_id == job_id, _items.position == position, is_available(now))
            .values(
                status="running",
                worker=worker,
                lease_expires_at=self._lease_end(now),
                attempts=_items.attempts + 1,
                progress=0.0,
            )
            .returning(db.job_items)
        ).first()
        if row is None or job is None:
            return None  # another worker has claimed it
        if row.reservation_id is not None:
            self._ledger.release(tx, row.reservation_id)  # held by a worker that was lost
        item = ClaimedItem(
            job_id=job_id,
            position=position,
            type=job.type,
            account_id=job.account_id,
            options=json.loads(job.options),
            request=json.loads(row.request),
            chars=row.chars,
            attempt=row.attempts,
            worker=worker,
            reservation_id="",
        )
        if row.attempts > MAX_ATTEMPTS:
            message = f"given up: its worker was lost {MAX_ATTEMPTS} times"
            self._fail(tx, item, message, orphans)
            return None
        try:
            with tx.begin_nested():
                self._files.check_quota(tx, job.account_id)
                reservation = self._ledger.reserve(
                    tx,
                    account_id=job.account_id,
                    key_id=current_key_id(tx, job.key_id, now),
                    request_id=job.request_id,
                    endpoint=ENDPOINT,
                    chars=row.chars,
                )
        except PhemiusError as error:
            self._fail(tx, item, error.message, orphans)
            return None
        tx.execute(
            sa.update(db.job_items)
            .where(_items.job_id == job_id, _items.position == position)
            .values(reservation_id=reservation.id)
        )
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id)
            .values(status="running", last_claimed_at=now, updated_at=now)
        )
        return replace(item, reservation_id=reservation.id)

    def _fail(self, tx: sa.Connection, item: ClaimedItem, message: str, orphans: list[str]) -> bool:
        if not _end(tx, item, "failed", error=message, chars=0):
            return False
        if item.reservation_id:
            self._ledger.release(tx, item.reservation_id)
        self._count_ended(tx, item, {"failed": _jobs.failed + 1}, orphans, error=message)
        return True

    def _count_ended(
        self,
        tx: sa.Connection,
        item: ClaimedItem,
        totals: dict[str, Any],
        orphans: list[str],
        *,
        error: str | None = None,
    ) -> None:
        """Adds an ended item to the totals of its job; the last one ends the job."""
        now = db.now_us(self._clock)
        row = tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == item.job_id)
            .values(updated_at=now, **totals)
            .returning(_jobs["items"], _jobs.succeeded, _jobs.failed)
        ).one()
        if row.succeeded + row.failed < row[0]:
            return
        status = {"status": "succeeded"} if row.succeeded else {"status": "failed", "error": error}
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == item.job_id, UNFINISHED_JOB)
            .values(ended_at=now, **status)
        )
        orphans += self._files.forget_inputs(tx, item.account_id, item.job_id)

    def _lease_end(self, now: int) -> int:
        return now + round(self.lease_s * 1_000_000)


def _held_by(item: ClaimedItem) -> sa.ColumnElement[bool]:
    """Whether a row is still the attempt that the worker has claimed."""
    return sa.and_(
        _items.job_id == item.job_id,
        _items.position == item.position,
        _items.status == "running",
        _items.worker == item.worker,
        _items.attempts == item.attempt,
    )


def _end(tx: sa.Connection, item: ClaimedItem, status: str, **values: object) -> bool:
    ended = {"status": status, "worker": None, "lease_expires_at": None, **values}
    return tx.execute(sa.update(db.job_items).where(_held_by(item)).values(ended)).rowcount == 1


def _lock_unfinished(tx: sa.Connection, job_id: str) -> sa.Row[Any] | None:
    """Locks the row of an unfinished job: all changes of its items queue here."""
    return tx.execute(
        sa.select(db.jobs).where(_jobs.id == job_id, UNFINISHED_JOB).with_for_update()
    ).first()
