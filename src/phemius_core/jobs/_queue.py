"""What workers do to the tables: take an item, keep it, end it.

The tables are the queue. An item is leased: whoever took it says so again and again, and where
that ends it is taken by somebody else. Each end of an item is one transaction that stores what
came of it, charges for it, and counts it, and that does nothing where the lease was lost: so an
item may be worked on twice, and is delivered and charged once.

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
from phemius_core.jobs._types import Outcome, Task

__all__ = ["ENDPOINT", "MAX_ATTEMPTS", "JobQueue", "drop_input"]

ENDPOINT: Final = "/v1/jobs"
"""Of the ledger."""
MAX_ATTEMPTS: Final = 3
_OPEN: Final = ("queued", "running")
_jobs, _items, _files = db.jobs.c, db.job_items.c, db.job_files.c


class JobQueue:
    """The items that wait, and those that are worked on.

    Args:
        store: Where they are.
        ledger: Of the same store's billing.
        clock: Seconds since 1970.
        lease_s: An item whose worker has not been heard of for so long is given to another.
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

    async def take(self, worker: str, types: Collection[str]) -> Task | None:
        """An item that is due, of the job that has waited longest; None where there is none.

        Items that cannot go on are ended on the way: their account's characters are used up, its
        key is revoked, or they have taken workers down with them too often.
        """
        while True:
            found = await self._store.read(lambda tx: self._due(tx, types))
            if found is None:
                return None
            job_id, position = found
            task = await self._store.write(
                lambda tx, job_id=job_id, position=position: self._take(  # type: ignore[misc]
                    tx, job_id, position, worker
                )
            )
            if task is not None:
                return task

    async def keep(self, task: Task, progress: float) -> bool:
        """Renews the lease and says how far it has come; False where it was lost or cancelled."""

        def work(tx: sa.Connection) -> bool:
            now = db.now_us(self._clock)
            kept = tx.execute(
                sa.update(db.job_items)
                .where(_mine(task))
                .values(due_at=self._lease_end(now), progress=min(1.0, max(0.0, progress)))
            ).rowcount
            if kept:
                try:
                    self._ledger.renew(tx, task.reservation_id)
                except Conflict:
                    return True  # settling takes what the account has left
            return bool(kept)

        return await self._store.write(work)

    async def done(self, task: Task, outcome: Outcome) -> bool:
        """Stores what came of an item and charges for it, at once; False where it was lost.

        Where it cannot be stored any more, as what it belongs to is gone, the item fails.
        """

        def work(tx: sa.Connection) -> bool:
            _lock(tx, task.job_id)
            if not _end(tx, task, "succeeded"):
                return False
            charged = self._ledger.settle(
                tx, task.reservation_id, chars=task.chars, audio_ms=outcome.audio_ms
            )
            tx.execute(
                sa.update(db.job_items)
                .where(_items.job_id == task.job_id, _items.position == task.position)
                .values(chars=charged, audio_ms=outcome.audio_ms, progress=1.0)
            )
            if outcome.also is not None:
                outcome.also(tx)
            if outcome.file is not None:
                tx.execute(
                    sa.insert(db.job_files).values(
                        job_id=task.job_id,
                        position=task.position,
                        role="output",
                        media_type=outcome.file.media_type,
                        data=outcome.file.data,
                    )
                )
            counts: dict[str, Any] = {
                "succeeded": _jobs.succeeded + 1,
                "chars": _jobs.chars + charged,
                "audio_ms": _jobs.audio_ms + outcome.audio_ms,
            }
            if outcome.result is not None:
                counts["result"] = json.dumps(outcome.result)
            self._count(tx, task.job_id, counts)
            return True

        try:
            return await self._store.write(work)
        except NotFound as error:
            return await self.fail(task, error.message)

    async def fail(self, task: Task, message: str) -> bool:
        """Ends an item without a charge; False where it was lost."""

        def work(tx: sa.Connection) -> bool:
            _lock(tx, task.job_id)
            return self._fail(tx, task, message)

        return await self._store.write(work)

    async def put_back(self, task: Task, *, after_s: float = 0, counts: bool = False) -> bool:
        """Lets somebody else try; False where it was lost.

        Args:
            task: What was taken.
            after_s: No sooner than that.
            counts: Whether this was an attempt.
        """

        def work(tx: sa.Connection) -> bool:
            due = db.now_us(self._clock) + round(after_s * 1_000_000)
            back = tx.execute(
                sa.update(db.job_items)
                .where(_mine(task))
                .values(
                    status="queued",
                    worker=None,
                    due_at=due,
                    reservation_id=None,
                    progress=0.0,
                    attempts=_items.attempts - (0 if counts else 1),
                )
            ).rowcount
            if back:
                self._ledger.release(tx, task.reservation_id)
            return bool(back)

        return await self._store.write(work)

    def _due(self, tx: sa.Connection, types: Collection[str]) -> tuple[str, int] | None:
        now = db.now_us(self._clock)
        query = (
            sa.select(_items.job_id, _items.position)
            .join(db.jobs, _jobs.id == _items.job_id)
            .where(
                _jobs.status.in_(_OPEN),
                _jobs.type.in_(types),
                _items.status.in_(_OPEN),
                _items.due_at <= now,
            )
            .order_by(_jobs.served_at, _items.position)
            .limit(1)
        )
        row = tx.execute(query).first()
        return None if row is None else (row.job_id, row.position)

    def _take(self, tx: sa.Connection, job_id: str, position: int, worker: str) -> Task | None:
        now = db.now_us(self._clock)
        job = _lock(tx, job_id)
        row = tx.execute(
            sa.update(db.job_items)
            .where(
                _items.job_id == job_id,
                _items.position == position,
                _items.status.in_(_OPEN),
                _items.due_at <= now,
            )
            .values(
                status="running",
                worker=worker,
                due_at=self._lease_end(now),
                attempts=_items.attempts + 1,
                progress=0.0,
            )
            .returning(db.job_items)
        ).first()
        if row is None or job is None:
            return None  # somebody was quicker
        if row.reservation_id is not None:
            self._ledger.release(tx, row.reservation_id)  # held by a worker that is gone
        task = Task(
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
            self._fail(tx, task, f"given up: its worker was lost {MAX_ATTEMPTS} times")
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
            self._fail(tx, task, error.message)
            return None
        tx.execute(
            sa.update(db.job_items)
            .where(_items.job_id == job_id, _items.position == position)
            .values(reservation_id=reservation.id)
        )
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id)
            .values(status="running", served_at=now, updated_at=now)
        )
        return replace(task, reservation_id=reservation.id)

    def _fail(self, tx: sa.Connection, task: Task, message: str) -> bool:
        if not _end(tx, task, "failed", error=message, chars=0):
            return False
        if task.reservation_id:
            self._ledger.release(tx, task.reservation_id)
        self._count(tx, task.job_id, {"failed": _jobs.failed + 1}, error=message)
        return True

    def _count(
        self, tx: sa.Connection, job_id: str, counts: dict[str, Any], *, error: str | None = None
    ) -> None:
        """Counts an item that has ended, and ends the job with the last of them."""
        now = db.now_us(self._clock)
        row = tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id)
            .values(updated_at=now, **counts)
            .returning(_jobs["items"], _jobs.succeeded, _jobs.failed)
        ).one()
        if row.succeeded + row.failed < row[0]:
            return
        whole = {"status": "succeeded"} if row.succeeded else {"status": "failed", "error": error}
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id, _jobs.status.in_(_OPEN))
            .values(ended_at=now, **whole)
        )
        drop_input(tx, job_id)

    def _lease_end(self, now: int) -> int:
        return now + round(self.lease_s * 1_000_000)


def drop_input(tx: sa.Connection, job_id: str) -> None:
    """Deletes what the items of a job began with: it has ended."""
    tx.execute(sa.delete(db.job_files).where(_files.job_id == job_id, _files.role == "input"))


def _mine(task: Task) -> sa.ColumnElement[bool]:
    return sa.and_(
        _items.job_id == task.job_id,
        _items.position == task.position,
        _items.status == "running",
        _items.worker == task.worker,
        _items.attempts == task.attempt,
    )


def _end(tx: sa.Connection, task: Task, status: str, **more: object) -> bool:
    values = {"status": status, "worker": None, **more}
    return tx.execute(sa.update(db.job_items).where(_mine(task)).values(values)).rowcount == 1


def _lock(tx: sa.Connection, job_id: str) -> sa.Row[Any] | None:
    """A job that is still open; whoever changes its items meets here."""
    return tx.execute(
        sa.select(db.jobs).where(_jobs.id == job_id, _jobs.status.in_(_OPEN)).with_for_update()
    ).first()
