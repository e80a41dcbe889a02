"""Work that goes on after its request: durable, in pieces, charged for what was delivered."""

from phemius_core.jobs._bulk import BULK, Bulk
from phemius_core.jobs._cloning import CLONING, Cloning, new_pack, recorded
from phemius_core.jobs._dispatch import (
    EmbeddedDispatcher,
    JobDispatcher,
    PostgresDispatcher,
    dispatcher_for,
)
from phemius_core.jobs._jobs import Jobs
from phemius_core.jobs._open import open_jobs, open_worker
from phemius_core.jobs._queue import JobQueue
from phemius_core.jobs._types import File, Item, ItemState, JobState, Outcome, Task
from phemius_core.jobs._worker import Report, Work, Worker

__all__ = [
    "BULK",
    "CLONING",
    "Bulk",
    "Cloning",
    "EmbeddedDispatcher",
    "File",
    "Item",
    "ItemState",
    "JobDispatcher",
    "JobQueue",
    "JobState",
    "Jobs",
    "Outcome",
    "PostgresDispatcher",
    "Report",
    "Task",
    "Work",
    "Worker",
    "dispatcher_for",
    "new_pack",
    "open_jobs",
    "open_worker",
    "recorded",
]
