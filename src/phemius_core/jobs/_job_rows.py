"""Conversions between rows of the job tables and records, and page cursors."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import Any, Final, cast

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.errors import FieldProblem, InvalidRequest, NotFound
from phemius_core.jobs._conditions import running_in
from phemius_core.jobs._records import ItemRecord, JobRecord, JobStatus, NewItem

__all__ = [
    "decode_cursor",
    "encode_cursor",
    "item_record",
    "item_rows",
    "job_record",
    "job_records",
    "job_row",
]

_CURSOR: Final = re.compile(r"([0-9]{1,19})\.([0-9a-f-]{36})")
"""Creation time in microseconds since the epoch, and id of a job."""
_MAX_US: Final = (1 << 63) - 1
_JOBS_PER_QUERY: Final = 500
_jobs, _items = db.jobs.c, db.job_items.c


def item_rows(job_id: str, items: Sequence[NewItem], now: int) -> list[dict[str, Any]]:
    """Returns the rows of a new job's items; `now` in microseconds since the epoch."""
    return [
        {
            "job_id": job_id,
            "position": position,
            "request": json.dumps(dict(item.request), ensure_ascii=False),
            "status": "queued",
            "attempts": 0,
            "available_at": now,
            "progress": 0.0,
            "chars": item.chars,
            "audio_ms": 0,
        }
        for position, item in enumerate(items)
    ]


def job_row(tx: sa.Connection, account_id: str, job_id: str) -> sa.Row[Any]:
    shown = sa.and_(
        _jobs.id == job_id, _jobs.account_id == account_id, _jobs.deletion_claimed_at.is_(None)
    )
    row = tx.execute(sa.select(db.jobs).where(shown)).first()
    if row is None:
        raise NotFound(f"this account has no job {job_id[:40]!r}")
    return row


def job_record(tx: sa.Connection, row: sa.Row[Any]) -> JobRecord:
    return job_records(tx, [row])[0]


def job_records(tx: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[JobRecord]:
    """Returns the records of rows, with one query for each 500 jobs that are being worked on."""
    running = [str(row.id) for row in rows if row.status == "running"]
    progress: dict[str, float] = {}
    for start in range(0, len(running), _JOBS_PER_QUERY):
        query = (
            sa.select(_items.job_id, sa.func.sum(_items.progress))
            .where(running_in(running[start : start + _JOBS_PER_QUERY]))
            .group_by(_items.job_id)
        )
        progress |= {row[0]: float(row[1]) for row in tx.execute(query).all()}
    return [_job_record(row, progress.get(row.id, 0.0)) for row in rows]


def _job_record(row: sa.Row[Any], progress_of_items: float) -> JobRecord:
    columns = row._mapping  # noqa: SLF001 - a public name of SQLAlchemy's, underscore and all
    items = int(columns["items"])
    done = float(row.succeeded + row.failed) + progress_of_items
    return JobRecord(
        id=row.id,
        type=row.type,
        status=cast("JobStatus", row.status),
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


def item_record(row: sa.Row[Any]) -> ItemRecord:
    return ItemRecord(
        position=row.position,
        status=cast("JobStatus", row.status),
        request=json.loads(row.request),
        chars=row.chars if row.status == "succeeded" else 0,
        audio_ms=row.audio_ms,
        error=row.error,
    )


def encode_cursor(job: JobRecord) -> str:
    created_us = round(job.created_at.timestamp() * 1_000_000)
    return base64.urlsafe_b64encode(f"{created_us}.{job.id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[int, str]:
    padded = cursor[:100] + "=" * (-len(cursor[:100]) % 4)
    try:
        text = base64.urlsafe_b64decode(padded).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = _CURSOR.fullmatch(text)
    if found is None or int(found[1]) > _MAX_US:
        message = "cursor is not valid: take it from the Link header of the page before"
        raise InvalidRequest(message, fields=[FieldProblem("cursor", message)])
    return int(found[1]), found[2]
