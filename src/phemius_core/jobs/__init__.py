"""Durable work: jobs and their queue, the worker, and handlers for bulk synthesis and cloning."""

from phemius_core.jobs._archive import JobArchive
from phemius_core.jobs._bulk import BULK, BulkHandler
from phemius_core.jobs._cloning import CLONING, CloningHandler, new_pack, reference_provenance
from phemius_core.jobs._dispatch import (
    EmbeddedDispatcher,
    JobDispatcher,
    PostgresDispatcher,
    dispatcher_for,
)
from phemius_core.jobs._embedded_worker import run_embedded_worker
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._lease_queue import JobQueue
from phemius_core.jobs._records import (
    ClaimedItem,
    ItemRecord,
    ItemResult,
    JobFile,
    JobRecord,
    JobStatus,
    NewItem,
)
from phemius_core.jobs._submit import JobSubmitter
from phemius_core.jobs._worker import JobHandler, ProgressCallback, Worker

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
    "JobHandler",
    "JobQueue",
    "JobRecord",
    "JobStatus",
    "JobStore",
    "JobSubmitter",
    "NewItem",
    "PostgresDispatcher",
    "ProgressCallback",
    "Worker",
    "dispatcher_for",
    "new_pack",
    "reference_provenance",
    "run_embedded_worker",
]
