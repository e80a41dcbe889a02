"""Durable work: jobs and their queue, the worker, and handlers for bulk synthesis and cloning.

The handlers are imported when they are first used: they bring the speech model's rooms along.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from phemius_core.jobs._archive import JobArchive
from phemius_core.jobs._dispatch import (
    EmbeddedDispatcher,
    JobDispatcher,
    PostgresDispatcher,
    dispatcher_for,
)
from phemius_core.jobs._embedded_worker import run_embedded_worker
from phemius_core.jobs._job_files import JobFiles, OpenJobFile
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._lease_queue import JobQueue
from phemius_core.jobs._records import (
    BULK,
    CLONING,
    ClaimedItem,
    ItemRecord,
    ItemResult,
    JobFile,
    JobRecord,
    JobStatus,
    NewItem,
)
from phemius_core.jobs._retention import keep_retention
from phemius_core.jobs._submit import JobSubmitter
from phemius_core.jobs._worker import JobHandler, ProgressCallback, Worker

if TYPE_CHECKING:
    from phemius_core.jobs._bulk import BulkHandler
    from phemius_core.jobs._cloning import CloningHandler, new_pack, reference_provenance

__all__ = [
    "BULK",
    "CLONING",
    "BulkHandler",
    "ClaimedItem",
    "CloningHandler",
    "EmbeddedDispatcher",
    "ItemRecord",
    "ItemResult",
    "JobArchive",
    "JobDispatcher",
    "JobFile",
    "JobFiles",
    "JobHandler",
    "JobQueue",
    "JobRecord",
    "JobStatus",
    "JobStore",
    "JobSubmitter",
    "NewItem",
    "OpenJobFile",
    "PostgresDispatcher",
    "ProgressCallback",
    "Worker",
    "dispatcher_for",
    "keep_retention",
    "new_pack",
    "reference_provenance",
    "run_embedded_worker",
]

_LAZY = {
    "BulkHandler": "phemius_core.jobs._bulk",
    "CloningHandler": "phemius_core.jobs._cloning",
    "new_pack": "phemius_core.jobs._cloning",
    "reference_provenance": "phemius_core.jobs._cloning",
}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
