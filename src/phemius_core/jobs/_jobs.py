"""What the owner of jobs does with them."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import Idempotency, TransactionLedger
from phemius_core.errors import (
    ConcurrencyExceeded,
    Conflict,
    FieldProblem,
    InvalidRequest,
    NotFound,
)
from phemius_core.jobs._queue import ENDPOINT, drop_input
from phemius_core.jobs._types import File, Item, ItemState, JobState, Status

if TYPE_CHECKING:
    from phemius_core.accounts import Principal

__all__ = ["Jobs"]

_OPEN: Final = ("queued", "running")
_DAY_US: Final = 24 * 3600 * 1_000_000
_jobs, _items, _files = db.jobs.c, db.job_items.c, db.job_files.c


class Jobs:
    """The jobs of a store. An account's are nobody else's: not even their ids are told.

    Args:
        store: Where they are kept.
        ledger: Of the same store's billing.
        clock: Seconds since 1970.
        max_open: Jobs of one account that may be unfinished at once.
    """

    def __init__(
        self,
        store: db.Store,
        ledger: TransactionLedger,
        clock: db.Clock = time.time,
        *,
        max_open: int = 20,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._max_open = max_open

    async def create(
        self,
        principal: "Principal",
        *,
        type: str,  # noqa: A002 - as the contract calls it
        items: Sequence[Item],
        options: Mapping[str, Any],
        request_id: str,
        idempotency: Idempotency,
        repeatable: bool = False,
    ) -> JobState:
        """A new job.

        Args:
            principal: Whose it is, and whose characters pay for it.
            type: What workers know it by.
            items: At least one.
            options: What holds for all items; JSON.
            request_id: For the ledger.
            idempotency: What came. The same key and body within 24 hours are the same job.
            repeatable: Whether a key was given: without one, each is a new job.

        Raises:
            QuotaExceeded: The month's characters do not suffice for all items.
            ConcurrencyExceeded: Too many jobs of the account are unfinished.
            InvalidRequest: The idempotency key came with another body before.
            AuthenticationFailed: The key was revoked since it was looked up.
        """
        now = db.now_us(self._clock)
        job = {
            "id": db.new_id(),
            "account_id": principal.account_id,
            "key_id": principal.key_id,
            "type": type,
            "status": "queued",
            "options": json.dumps(dict(options)),
            "request_id": request_id[:128],
            "idempotency_key": idempotency.key_hash if repeatable else None,
            "body": idempotency.body_hash,
            "items": len(items),
            "succeeded": 0,
            "failed": 0,
            "chars": 0,
            "audio_ms": 0,
            "created_at": now,
            "updated_at": now,
            "served_at": now,
        }

        def work(tx: sa.Connection) -> JobState:
            # The account's row is the lock at which creations queue.
            tx.execute(
                sa.select(db.accounts.c.id)
                .where(db.accounts.c.id == principal.account_id)
                .with_for_update()
            )
            if repeatable and (same := self._same(tx, principal.account_id, idempotency, now)):
                return same
            self._check_open(tx, principal.account_id)
            # Taken and given back: each item reserves its own when it is begun. Who can see by
            # now that they will not suffice is told now.
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
            tx.execute(sa.insert(db.job_items), _rows(str(job["id"]), items, now))
            inputs = [
                {
                    "job_id": job["id"],
                    "position": position,
                    "role": "input",
                    "media_type": item.input.media_type,
                    "data": item.input.data,
                }
                for position, item in enumerate(items)
                if item.input is not None
            ]
            if inputs:
                tx.execute(sa.insert(db.job_files), inputs)
            return _state(tx, _row(tx, principal.account_id, str(job["id"])))

        return await self._store.write(work)

    async def list(
        self, account_id: str, *, limit: int, before: tuple[int, str] | None = None
    ) -> Sequence[JobState]:
        """Jobs of an account, newest first.

        Args:
            account_id: Whose.
            limit: At most so many.
            before: Only those that come after this one: its creation in microseconds, its id.
        """
        query = sa.select(db.jobs).where(_jobs.account_id == account_id)
        if before is not None:
            query = query.where(sa.tuple_(_jobs.created_at, _jobs.id) < before)
        query = query.order_by(_jobs.created_at.desc(), _jobs.id.desc()).limit(limit)
        return await self._store.read(
            lambda tx: [_state(tx, row) for row in tx.execute(query).all()]
        )

    async def get(self, account_id: str, job_id: str) -> JobState:
        """One of an account.

        Raises:
            NotFound: There is none, or it is another account's.
        """
        return await self._store.read(lambda tx: _state(tx, _row(tx, account_id, job_id)))

    async def cancel(self, account_id: str, job_id: str) -> JobState:
        """Ends a job; what it has delivered stays, and stays charged. Again changes nothing.

        Raises:
            NotFound: There is none, or it is another account's.
            Conflict: It has ended by itself.
        """

        def work(tx: sa.Connection) -> JobState:
            now = db.now_us(self._clock)
            ended = tx.execute(
                sa.update(db.jobs)
                .where(_jobs.id == job_id, _jobs.account_id == account_id, _jobs.status.in_(_OPEN))
                .values(status="cancelled", updated_at=now, ended_at=now)
            ).rowcount
            row = _row(tx, account_id, job_id)
            if not ended and row.status != "cancelled":
                raise Conflict(f"the job has {row.status}: there is nothing to cancel")
            open_items = sa.and_(_items.job_id == job_id, _items.status.in_(_OPEN))
            held = tx.execute(
                sa.select(_items.reservation_id).where(
                    open_items, _items.reservation_id.is_not(None)
                )
            ).scalars()
            for reservation in held.all():
                self._ledger.release(tx, str(reservation))
            tx.execute(
                sa.update(db.job_items)
                .where(open_items)
                .values(status="cancelled", worker=None, chars=0)
            )
            drop_input(tx, job_id)
            return _state(tx, row)

        return await self._store.write(work)

    async def items(
        self, account_id: str, job_id: str, *, start: int, limit: int
    ) -> Sequence[ItemState]:
        """Items of a job from a position on, in order. Raises as `get`."""

        def work(tx: sa.Connection) -> Sequence[ItemState]:
            _row(tx, account_id, job_id)
            query = (
                sa.select(db.job_items)
                .where(_items.job_id == job_id, _items.position >= start)
                .order_by(_items.position)
                .limit(limit)
            )
            return [_item(row) for row in tx.execute(query).all()]

        return await self._store.read(work)

    async def output(self, account_id: str, job_id: str, position: int) -> File:
        """What came of an item.

        Raises:
            NotFound: There is no such job or item, or nothing has come of it.
        """

        def work(tx: sa.Connection) -> File:
            _row(tx, account_id, job_id)
            return self._file(tx, job_id, position, "output")

        return await self._store.read(work)

    async def input(self, job_id: str, position: int) -> File:
        """What an item begins with, for whoever works on it. Raises as `output`."""
        return await self._store.read(lambda tx: self._file(tx, job_id, position, "input"))

    async def prune(self, older_than_s: float, *, at_most: int = 20) -> int:
        """Deletes jobs that ended so long ago, with all that came of them; returns how many."""

        def work(tx: sa.Connection) -> int:
            horizon = db.now_us(self._clock) - round(older_than_s * 1_000_000)
            query = sa.select(_jobs.id).where(_jobs.ended_at <= horizon).limit(at_most)
            ids = tx.execute(query).scalars().all()
            for table in (db.job_files, db.job_items):
                tx.execute(sa.delete(table).where(table.c.job_id.in_(ids)))
            tx.execute(sa.delete(db.jobs).where(_jobs.id.in_(ids)))
            return len(ids)

        return await self._store.write(work)

    def _same(
        self, tx: sa.Connection, account_id: str, idempotency: Idempotency, now: int
    ) -> JobState | None:
        mine = sa.and_(
            _jobs.account_id == account_id, _jobs.idempotency_key == idempotency.key_hash
        )
        row = tx.execute(sa.select(db.jobs).where(mine)).first()
        if row is None:
            return None
        if row.created_at <= now - _DAY_US:
            tx.execute(sa.update(db.jobs).where(mine).values(idempotency_key=None))
            return None
        if row.body != idempotency.body_hash:
            message = "The Idempotency-Key was used with another body in the last 24 hours."
            raise InvalidRequest(message, fields=[FieldProblem("Idempotency-Key", message)])
        return _state(tx, row)

    def _check_open(self, tx: sa.Connection, account_id: str) -> None:
        query = sa.select(sa.func.count()).where(
            _jobs.account_id == account_id, _jobs.status.in_(_OPEN)
        )
        if tx.execute(query).scalar_one() >= self._max_open:
            raise ConcurrencyExceeded(
                f"{self._max_open} jobs of this account are unfinished: "
                "wait for one of them, or cancel one",
                retry_after_s=30,
            )

    def _file(self, tx: sa.Connection, job_id: str, position: int, role: str) -> File:
        row = tx.execute(
            sa.select(_files.media_type, _files.data).where(
                _files.job_id == job_id, _files.position == position, _files.role == role
            )
        ).first()
        if row is None:
            raise NotFound(f"item {position} of this job has no audio: see its status")
        return File(row.media_type, bytes(row.data))


def _rows(job_id: str, items: Sequence[Item], now: int) -> "list[dict[str, Any]]":
    return [
        {
            "job_id": job_id,
            "position": position,
            "request": json.dumps(dict(item.request), ensure_ascii=False),
            "status": "queued",
            "attempts": 0,
            "due_at": now,
            "progress": 0.0,
            "chars": item.chars,
            "audio_ms": 0,
        }
        for position, item in enumerate(items)
    ]


def _row(tx: sa.Connection, account_id: str, job_id: str) -> sa.Row[Any]:
    own = sa.and_(_jobs.id == job_id, _jobs.account_id == account_id)
    row = tx.execute(sa.select(db.jobs).where(own)).first()
    if row is None:
        raise NotFound(f"there is no job {job_id[:40]} in this account")
    return row


def _state(tx: sa.Connection, row: sa.Row[Any]) -> JobState:
    facts = row._mapping  # noqa: SLF001 - a public name of SQLAlchemy's, underscore and all
    items = int(facts["items"])
    done = float(row.succeeded + row.failed)
    if row.status == "running":
        query = sa.select(sa.func.coalesce(sa.func.sum(_items.progress), 0.0)).where(
            _items.job_id == row.id, _items.status == "running"
        )
        done += float(tx.execute(query).scalar_one())
    return JobState(
        id=row.id,
        type=row.type,
        status=cast("Status", row.status),
        progress=1.0 if row.status in {"succeeded", "failed"} else min(1.0, done / items),
        options=json.loads(row.options),
        items=items,
        succeeded=row.succeeded,
        failed=row.failed,
        chars=row.chars,
        audio_ms=row.audio_ms,
        result=None if row.result is None else json.loads(row.result),
        error=row.error,
        created_at=db.from_us(row.created_at),
        updated_at=db.from_us(row.updated_at),
        ended_at=None if row.ended_at is None else db.from_us(row.ended_at),
    )


def _item(row: sa.Row[Any]) -> ItemState:
    return ItemState(
        position=row.position,
        status=cast("Status", row.status),
        request=json.loads(row.request),
        chars=row.chars if row.status == "succeeded" else 0,
        audio_ms=row.audio_ms,
        error=row.error,
    )
