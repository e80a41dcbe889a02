"""The jobs of an account: create, list, get, cancel, delete, read items and files."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import Idempotency, Principal, TransactionLedger
from phemius_core.errors import ConcurrencyExceeded, Conflict, NotFound, Overloaded
from phemius_core.jobs._conditions import UNFINISHED_ITEM, UNFINISHED_JOB
from phemius_core.jobs._job_deletion import JobDeletion
from phemius_core.jobs._job_files import JobFiles, OpenJobFile, StoredFile
from phemius_core.jobs._job_rows import (
    decode_cursor,
    encode_cursor,
    item_record,
    item_rows,
    job_record,
    job_records,
    job_row,
)
from phemius_core.jobs._lease_queue import ENDPOINT
from phemius_core.jobs._records import ItemRecord, JobFile, JobRecord, NewItem

__all__ = ["JobStore"]

_jobs, _items = db.jobs.c, db.job_items.c


class JobStore:
    """The jobs of a store, as their owners see them.

    Methods that take an `account_id` see the jobs of that account alone: for another account's
    job they raise `NotFound`, as if it did not exist.

    Args:
        store: Store that holds the job tables.
        ledger: Ledger of the same store.
        files: Files of the jobs.
        clock: Wall clock in seconds since the epoch.
        max_unfinished: Jobs that one account may have unfinished at once.
    """

    def __init__(
        self,
        store: db.Store,
        ledger: TransactionLedger,
        files: JobFiles,
        clock: db.Clock = time.time,
        *,
        max_unfinished: int = 20,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._files = files
        self._deletion = JobDeletion(store, files, clock)
        self._clock = clock
        self._max_unfinished = max_unfinished

    async def create(
        self,
        principal: Principal,
        *,
        type: str,  # noqa: A002 - the name in the contract
        items: Sequence[NewItem],
        options: Mapping[str, Any],
        request_id: str,
        idempotency: Idempotency | None = None,
    ) -> JobRecord:
        """Creates a job.

        Args:
            principal: Owner of the job, whose characters pay for it.
            type: Type of the job; selects the handler.
            items: Items of the job, at least one.
            options: What holds for all items, as JSON.
            request_id: Request id for the ledger.
            idempotency: Within 24 hours the same key and body give the same job.

        Raises:
            QuotaExceeded: The month's characters do not suffice for all items.
            ConcurrencyExceeded: The account has too many unfinished jobs.
            InvalidRequest: The idempotency key was used with another body.
            AuthenticationFailed: The API key was revoked since it was looked up.
            PermissionDenied: The files of the account's jobs would have too many bytes.
            FilesUnavailable: An item has an input file, and the file storage does not answer.
        """
        now = db.now_us(self._clock)
        job_id = db.new_id()
        job = {
            "id": job_id,
            "account_id": principal.account_id,
            "key_id": principal.key_id,
            "type": type,
            "status": "queued",
            "options": json.dumps(dict(options)),
            "request_id": request_id[:128],
            "idempotency_key": None if idempotency is None else idempotency.key_hash,
            "body": b"" if idempotency is None else idempotency.body_hash,
            "items": len(items),
            "succeeded": 0,
            "failed": 0,
            "chars": 0,
            "audio_ms": 0,
            "created_at": now,
            "updated_at": now,
            "last_claimed_at": now,
        }

        def work(tx: sa.Connection) -> JobRecord:
            # The account's row is the lock that serialises creations.
            tx.execute(
                sa.select(db.accounts.c.id)
                .where(db.accounts.c.id == principal.account_id)
                .with_for_update()
            )
            if idempotency is not None:
                earlier = self._find_repeated(tx, principal.account_id, idempotency, now)
                if earlier is not None:
                    return earlier
            self._check_unfinished(tx, principal.account_id)
            # Reserved and released at once: each item reserves its own characters when it is
            # claimed; a quota that cannot suffice is reported now.
            reservation = self._ledger.reserve(
                tx,
                account_id=principal.account_id,
                key_id=principal.key_id,
                request_id=request_id,
                endpoint=ENDPOINT,
                chars=sum(item.chars for item in items),
            )
            self._ledger.release(tx, reservation.id)
            tx.execute(sa.insert(db.jobs).values(job))
            tx.execute(sa.insert(db.job_items), item_rows(job_id, items, now))
            for file in inputs:
                self._files.add(tx, principal.account_id, job_id, file)
            return job_record(tx, job_row(tx, principal.account_id, job_id))

        inputs = await self._store_inputs(principal.account_id, job_id, items)
        keys = [file.key for file in inputs]
        try:
            created = await self._store.write(work)
        except Overloaded:
            raise  # whether the transaction was committed is not known
        except Exception:
            await self._files.discard(keys)
            raise
        if created.id != job_id:
            await self._files.discard(keys)
        return created

    async def list(
        self, account_id: str, *, limit: int, cursor: str | None = None
    ) -> tuple[Sequence[JobRecord], str | None]:
        """Lists the jobs of an account, newest first.

        Args:
            account_id: Account that owns the jobs.
            limit: Most jobs of a page.
            cursor: Where the page begins, as the page before gave it.

        Returns:
            The jobs, and the cursor of the next page or None on the last one.

        Raises:
            InvalidRequest: The cursor is not one that this method gave.
        """
        query = sa.select(db.jobs).where(
            _jobs.account_id == account_id, _jobs.deletion_claimed_at.is_(None)
        )
        if cursor is not None:
            query = query.where(sa.tuple_(_jobs.created_at, _jobs.id) < decode_cursor(cursor))
        query = query.order_by(_jobs.created_at.desc(), _jobs.id.desc()).limit(limit + 1)
        found = await self._store.read(lambda tx: job_records(tx, tx.execute(query).all()))
        more = encode_cursor(found[limit - 1]) if len(found) > limit else None
        return found[:limit], more

    async def get(self, account_id: str, job_id: str) -> JobRecord:
        """Returns a job.

        Raises:
            NotFound: The account has no such job.
        """
        return await self._store.read(lambda tx: job_record(tx, job_row(tx, account_id, job_id)))

    async def cancel(self, account_id: str, job_id: str) -> JobRecord:
        """Cancels a job. Items that succeeded keep their audio and stay charged.

        Cancelling a cancelled job changes nothing.

        Raises:
            NotFound: The account has no such job.
            Conflict: The job has succeeded or failed.
        """

        def work(tx: sa.Connection) -> tuple[JobRecord, Sequence[str]]:
            now = db.now_us(self._clock)
            cancelled = tx.execute(
                sa.update(db.jobs)
                .where(_jobs.id == job_id, _jobs.account_id == account_id, UNFINISHED_JOB)
                .values(status="cancelled", updated_at=now, ended_at=now)
            ).rowcount
            row = job_row(tx, account_id, job_id)
            if not cancelled and row.status != "cancelled":
                raise Conflict(f"the job has {row.status}: only an unfinished job can be cancelled")
            unfinished = sa.and_(_items.job_id == job_id, UNFINISHED_ITEM)
            reservations = tx.execute(
                sa.select(_items.reservation_id).where(
                    unfinished, _items.reservation_id.is_not(None)
                )
            ).scalars()
            for reservation in reservations.all():
                self._ledger.release(tx, str(reservation))
            tx.execute(
                sa.update(db.job_items)
                .where(unfinished)
                .values(status="cancelled", worker=None, lease_expires_at=None, chars=0)
            )
            orphans = self._files.forget_inputs(tx, account_id, job_id)
            return job_record(tx, row), orphans

        record, orphans = await self._store.write(work)
        await self._files.discard(orphans)
        return record

    async def delete(self, account_id: str, job_id: str) -> None:
        """Deletes an ended job with its items and files.

        It is not shown any more from then on. Files that the file storage does not delete at once
        are deleted later.

        Raises:
            NotFound: The account has no such job.
            Conflict: The job has not ended.
        """
        await self._deletion.delete(account_id, job_id)

    async def delete_all(self, account_id: str) -> int:
        """Cancels and deletes all jobs of an account with their items and files.

        Call it again if it raises: it goes on where it stopped.

        Returns:
            How many jobs were deleted.

        Raises:
            Overloaded: The database or the file storage does not answer.
        """
        query = sa.select(_jobs.id).where(_jobs.account_id == account_id, UNFINISHED_JOB)
        unfinished = await self._store.read(lambda tx: tx.execute(query).scalars().all())
        for job_id in unfinished:
            with suppress(Conflict, NotFound):  # it has ended meanwhile
                await self.cancel(account_id, job_id)
        return await self._deletion.delete_all(account_id)

    async def items(
        self, account_id: str, job_id: str, *, start: int, limit: int
    ) -> Sequence[ItemRecord]:
        """Returns up to `limit` items of a job in order, from position `start` on.

        Raises:
            NotFound: The account has no such job.
        """

        def work(tx: sa.Connection) -> Sequence[ItemRecord]:
            job_row(tx, account_id, job_id)
            query = (
                sa.select(db.job_items)
                .where(_items.job_id == job_id, _items.position >= start)
                .order_by(_items.position)
                .limit(limit)
            )
            return [item_record(row) for row in tx.execute(query).all()]

        return await self._store.read(work)

    async def open_output(self, account_id: str, job_id: str, position: int) -> OpenJobFile:
        """Opens the output file of an item, which must be closed.

        Raises:
            NotFound: The account has no such job, or the item has no output.
            FilesUnavailable: The file storage does not answer.
        """
        await self._store.read(lambda tx: job_row(tx, account_id, job_id))
        return await self._files.open(job_id, position, "output")

    async def input(self, job_id: str, position: int) -> JobFile:
        """Returns the input file of an item, for its handler.

        Raises:
            NotFound: The item has no input file.
            FilesUnavailable: The file storage does not answer.
        """
        file = await self._files.open(job_id, position, "input")
        try:
            return JobFile(file.media_type, await file.read_all())
        finally:
            await file.aclose()

    async def prune(self, older_than_s: float, *, at_most: int = 20) -> int:
        """Deletes up to `at_most` jobs that ended more than `older_than_s` seconds ago.

        One job after the other, in short transactions; several processes may do so at once. Jobs
        whose deletion was interrupted are deleted too.

        Returns:
            How many jobs were deleted, with their items and files.

        Raises:
            Overloaded: The database or the file storage does not answer.
        """
        return await self._deletion.prune(older_than_s, at_most=at_most)

    async def any_unfinished(self) -> bool:
        """Whether the store holds a job, of any account, that has not ended."""
        query = sa.select(sa.exists(sa.select(_jobs.id).where(UNFINISHED_JOB)))
        return bool(await self._store.read(lambda tx: tx.execute(query).scalar()))

    async def _store_inputs(
        self, account_id: str, job_id: str, items: Sequence[NewItem]
    ) -> Sequence[StoredFile]:
        return [
            await self._files.write(
                account_id, job_id, item.input, position=position, role="input", token="0"
            )
            for position, item in enumerate(items)
            if item.input is not None
        ]

    def _find_repeated(
        self, tx: sa.Connection, account_id: str, idempotency: Idempotency, now: int
    ) -> JobRecord | None:
        same_key = sa.and_(
            _jobs.account_id == account_id, _jobs.idempotency_key == idempotency.key_hash
        )
        row = tx.execute(sa.select(db.jobs).where(same_key)).first()
        if row is None:
            return None
        if not idempotency.is_repetition_of(created_at=row.created_at, body_hash=row.body, now=now):
            tx.execute(sa.update(db.jobs).where(same_key).values(idempotency_key=None))
            return None
        return job_record(tx, row)

    def _check_unfinished(self, tx: sa.Connection, account_id: str) -> None:
        query = sa.select(sa.func.count()).where(_jobs.account_id == account_id, UNFINISHED_JOB)
        if tx.execute(query).scalar_one() >= self._max_unfinished:
            raise ConcurrencyExceeded(
                f"{self._max_unfinished} jobs of this account are unfinished: "
                "wait for one of them to end, or cancel one",
                retry_after_s=30,
            )
