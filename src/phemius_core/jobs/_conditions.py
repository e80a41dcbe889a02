"""Conditions on statuses, written out: a bound parameter would hide the partial indexes.

Neither SQLite nor a generic plan of PostgreSQL can prove that a parameter is one of the statuses
of an index.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from phemius_core import store as db

__all__ = ["UNFINISHED_ITEM", "UNFINISHED_JOB", "is_available", "running_in"]

UNFINISHED_JOB: Final = sa.text("jobs.status IN ('queued', 'running')")
UNFINISHED_ITEM: Final = sa.text("job_items.status IN ('queued', 'running')")
_QUEUED: Final = sa.text("job_items.status = 'queued'")
_RUNNING: Final = sa.text("job_items.status = 'running'")
_items = db.job_items.c


def is_available(now: int) -> sa.ColumnElement[bool]:
    """Whether an item waits to be claimed, or its lease has expired."""
    return sa.and_(
        UNFINISHED_ITEM,
        sa.or_(
            sa.and_(_QUEUED, _items.available_at <= now),
            sa.and_(_RUNNING, _items.lease_expires_at <= now),
        ),
    )


def running_in(job_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether an item is being worked on and belongs to one of these jobs."""
    return sa.and_(UNFINISHED_ITEM, _RUNNING, _items.job_id.in_(job_ids))
