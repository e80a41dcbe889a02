"""The queue of job items: claim, heartbeat, complete, release, fail.

The tables are the queue. A worker claims an item for the length of a lease and renews the lease by
heartbeats; when a lease expires, another worker may claim the item. Completing an item is one
transaction: it stores the output, charges for it and counts it, and does nothing if the lease was
lost. An item may therefore be worked on twice, but it is delivered and charged once.

Locks are taken in the order job, item, reservation, balance.
"""

import json
import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import TransactionLedger
from phemius_core.errors import Conflict, NotFound, PhemiusError
from phemius_core.jobs._records import ClaimedItem, ItemResult

__all__ = ["ENDPOINT", "MAX_ATTEMPTS", "UNFINISHED", "JobQueue", "delete_inputs"]

ENDPOINT: Final = "/v1/jobs"
"""Endpoint that the ledger names for job items."""
MAX_ATTEMPTS: Final = 3
"""Attempts at an item before it fails."""
UNFINISHED: Final = ("queued", "running")
"""Statuses of jobs and items that have not ended."""
_jobs, _items, _files = db.jobs.c, db.job_items.c, db.job_files.c


class JobQueue:
    """The unfinished items of a store.

    Args:
        store: Store that holds the job tables.
        ledger: Ledger of the same store.
        clock: Wall clock in seconds since the epoch.
        lease_s: Seconds after its last heartbeat at which an item may be claimed again.
    """

    def __init__(
        self,
        store: db.Store,
        ledger: TransactionLedger,
        clock: db.Clock = time.time,
        *,
        lease_s: float = 30,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self.lease_s = lease_s

    async def claim(self, worker: str, types: Collection[str]) -> ClaimedItem | None:
        """Claims an available item of the job whose last claim is the longest ago.

        Items that cannot go on fail on the way: the characters of their account do not suffice,
        their API key is revoked, or their worker was lost `MAX_ATTEMPTS` times.

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
            item = await self._store.write(
                lambda tx, job_id=job_id, position=position: self._claim(  # type: ignore[misc]
                    tx, job_id, position, worker
                )
            )
            if item is not None:
                return item

    async def heartbeat(self, item: ClaimedItem, progress: float) -> bool:
        """Renews the lease and the reservation of an item and records its progress.

        Returns:
            Whether the worker still holds the item; False once the lease was lost or the job was
            cancelled.
        """

        def work(tx: sa.Connection) -> bool:
            now = db.now_us(self._clock)
            held = tx.execute(
                sa.update(db.job_items)
                .where(_held_by(item))
                .values(
                    lease_expires_at=self._lease_end(now), progress=min(1.0, max(0.0, progress))
                )
            ).rowcount
            if held:
                try:
                    self._ledger.renew(tx, item.reservation_id)
                except Conflict:
                    return True  # the reservation has expired: completing charges what is left
            return bool(held)

        return await self._store.write(work)

    async def complete(self, item: ClaimedItem, result: ItemResult) -> bool:
        """Stores the result of an item and charges for it, in one transaction.

        The item fails instead if what its result belongs to was deleted meanwhile.

        Returns:
            Whether the worker still held the item.
        """

        def work(tx: sa.Connection) -> bool:
            _lock_unfinished(tx, item.job_id)
            if not _end(tx, item, "succeeded"):
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
            if result.file is not None:
                tx.execute(
                    sa.insert(db.job_files).values(
                        job_id=item.job_id,
                        position=item.position,
                        role="output",
                        media_type=result.file.media_type,
                        data=result.file.data,
                    )
                )
            totals: dict[str, Any] = {
                "succeeded": _jobs.succeeded + 1,
                "chars": _jobs.chars + charged,
                "audio_ms": _jobs.audio_ms + result.audio_ms,
            }
            if result.result is not None:
                totals["result"] = json.dumps(result.result)
            self._count_ended(tx, item.job_id, totals)
            return True

        try:
            return await self._store.write(work)
        except NotFound as error:
            return await self.fail(item, error.message)

    async def fail(self, item: ClaimedItem, message: str) -> bool:
        """Ends an item without a charge.

        Returns:
            Whether the worker still held the item.
        """

        def work(tx: sa.Connection) -> bool:
            _lock_unfinished(tx, item.job_id)
            return self._fail(tx, item, message)

        return await self._store.write(work)

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

        return await self._store.write(work)

    def _find_available(self, tx: sa.Connection, types: Collection[str]) -> tuple[str, int] | None:
        query = (
            sa.select(_items.job_id, _items.position)
            .join(db.jobs, _jobs.id == _items.job_id)
            .where(
                _jobs.status.in_(UNFINISHED),
                _jobs.type.in_(types),
                _is_available(db.now_us(self._clock)),
            )
            .order_by(_jobs.last_claimed_at, _items.position)
            .limit(1)
        )
        row = tx.execute(query).first()
        return None if row is None else (row.job_id, row.position)

    def _claim(
        self, tx: sa.Connection, job_id: str, position: int, worker: str
    ) -> ClaimedItem | None:
        now = db.now_us(self._clock)
        job = _lock_unfinished(tx, job_id)
        row = tx.execute(
            sa.update(db.job_items)
            .where(_items.job_id == job_id, _items.position == position, _is_available(now))
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
            self._fail(tx, item, f"given up: its worker was lost {MAX_ATTEMPTS} times")
            return None
        try:
            with tx.begin_nested():
                reservation = self._ledger.reserve(
                    tx,
                    account_id=job.account_id,
                    key_id=job.key_id,
                    request_id=job.request_id,
                    endpoint=ENDPOINT,
                    chars=row.chars,
                )
        except PhemiusError as error:
            self._fail(tx, item, error.message)
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

    def _fail(self, tx: sa.Connection, item: ClaimedItem, message: str) -> bool:
        if not _end(tx, item, "failed", error=message, chars=0):
            return False
        if item.reservation_id:
            self._ledger.release(tx, item.reservation_id)
        self._count_ended(tx, item.job_id, {"failed": _jobs.failed + 1}, error=message)
        return True

    def _count_ended(
        self, tx: sa.Connection, job_id: str, totals: dict[str, Any], *, error: str | None = None
    ) -> None:
        """Adds an ended item to the totals of its job; the last one ends the job."""
        now = db.now_us(self._clock)
        row = tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id)
            .values(updated_at=now, **totals)
            .returning(_jobs["items"], _jobs.succeeded, _jobs.failed)
        ).one()
        if row.succeeded + row.failed < row[0]:
            return
        status = {"status": "succeeded"} if row.succeeded else {"status": "failed", "error": error}
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id, _jobs.status.in_(UNFINISHED))
            .values(ended_at=now, **status)
        )
        delete_inputs(tx, job_id)

    def _lease_end(self, now: int) -> int:
        return now + round(self.lease_s * 1_000_000)


def delete_inputs(tx: sa.Connection, job_id: str) -> None:
    """Deletes the input files of a job that has ended."""
    tx.execute(sa.delete(db.job_files).where(_files.job_id == job_id, _files.role == "input"))


def _is_available(now: int) -> sa.ColumnElement[bool]:
    """Whether an item waits to be claimed, or its lease has expired."""
    return sa.or_(
        sa.and_(_items.status == "queued", _items.available_at <= now),
        sa.and_(_items.status == "running", _items.lease_expires_at <= now),
    )


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
        sa.select(db.jobs).where(_jobs.id == job_id, _jobs.status.in_(UNFINISHED)).with_for_update()
    ).first()
