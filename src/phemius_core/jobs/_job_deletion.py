"""Deletion of jobs: one job after the other, in transactions that are short.

A process claims a job by writing the time into `deletion_claimed_at`, from which moment the job is
not shown any more; the claim expires, so that another process goes on where this one stopped.
"""

import logging
from typing import Any, Final

import anyio
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.errors import Conflict, Overloaded
from phemius_core.jobs._job_files import JobFiles
from phemius_core.jobs._job_rows import job_row

__all__ = ["JobDeletion"]

logger = logging.getLogger(__name__)

_CLAIM_US: Final = 60 * 1_000_000
_AT_ONCE_S: Final = 10.0
"""Seconds that a request waits for the files of its job to be deleted; the rest is done later."""
_jobs, _items = db.jobs.c, db.job_items.c


class JobDeletion:
    """Deletes jobs with their items and files.

    Args:
        store: Store that holds the job tables.
        files: Files of the jobs.
        clock: Wall clock in seconds since the epoch.
    """

    def __init__(self, store: db.Store, files: JobFiles, clock: db.Clock) -> None:
        self._store = store
        self._files = files
        self._clock = clock

    async def delete(self, account_id: str, job_id: str) -> None:
        """Deletes an ended job; see `JobStore.delete`."""

        def claim(tx: sa.Connection) -> None:
            row = job_row(tx, account_id, job_id)
            if row.ended_at is None:
                raise Conflict(f"the job is {row.status}: cancel it before it is deleted")
            self._claim(tx, job_id)

        await self._store.write(claim)
        try:
            with anyio.move_on_after(_AT_ONCE_S):
                await self._finish(account_id, job_id)
        except Overloaded as error:
            logger.warning("the files of job %s are deleted later: %s", job_id, error)

    async def delete_all(self, account_id: str) -> int:
        """Deletes all ended jobs of an account; see `JobStore.delete_all`."""
        query = sa.select(_jobs.id).where(
            _jobs.account_id == account_id, _jobs.ended_at.is_not(None)
        )
        ids = await self._store.read(lambda tx: tx.execute(query).scalars().all())
        for job_id in ids:
            await self._store.write(lambda tx, job_id=job_id: self._claim(tx, job_id))  # type: ignore[misc]
            await self._finish(account_id, job_id)
        usage = sa.delete(db.file_usage).where(
            db.file_usage.c.account_id == account_id, db.file_usage.c.bytes == 0
        )
        await self._store.write(lambda tx: tx.execute(usage).rowcount)
        return len(ids)

    async def prune(self, older_than_s: float, *, at_most: int) -> int:
        """Deletes old jobs; see `JobStore.prune`."""
        deleted = 0
        while deleted < at_most:
            job = await self._store.write(lambda tx: self._claim_next(tx, older_than_s))
            if job is None:
                break
            await self._finish(job.account_id, job.id)
            deleted += 1
        return deleted

    def _claim_next(self, tx: sa.Connection, older_than_s: float) -> sa.Row[Any] | None:
        now = db.now_us(self._clock)
        horizon = now - round(older_than_s * 1_000_000)
        columns = (_jobs.id, _jobs.account_id)
        # Jobs whose deletion failed come last, so that one of them does not hold up the others.
        queries = (
            sa.select(*columns)
            .where(_jobs.ended_at <= horizon, _jobs.deletion_claimed_at.is_(None))
            .order_by(_jobs.ended_at),
            sa.select(*columns)
            .where(_jobs.deletion_claimed_at <= now - _CLAIM_US)
            .order_by(_jobs.deletion_claimed_at),
        )
        for query in queries:
            # What another process is claiming is left to it.
            row = tx.execute(query.limit(1).with_for_update(skip_locked=True)).first()
            if row is not None:
                self._claim(tx, row.id)
                return row
        return None

    def _claim(self, tx: sa.Connection, job_id: str) -> None:
        now = db.now_us(self._clock)
        tx.execute(
            sa.update(db.jobs)
            .where(_jobs.id == job_id)
            # The same idempotency key may create another job.
            .values(deletion_claimed_at=now, idempotency_key=None)
        )

    async def _finish(self, account_id: str, job_id: str) -> None:
        while await self._files.delete_some(account_id, job_id):
            await self._store.write(lambda tx: self._claim(tx, job_id))

        def delete(tx: sa.Connection) -> None:
            tx.execute(sa.delete(db.job_items).where(_items.job_id == job_id))
            tx.execute(sa.delete(db.jobs).where(_jobs.id == job_id))

        await self._store.write(delete)
