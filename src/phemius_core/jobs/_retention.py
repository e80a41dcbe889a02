"""Retention: deletes old jobs and files that belong to none, whoever works on jobs."""

from collections.abc import Awaitable, Callable
from typing import Final

import anyio

from phemius_core.jobs._job_files import JobFiles
from phemius_core.jobs._job_store import JobStore
from phemius_core.supervisor import supervise

__all__ = ["keep_retention"]

_FIRST_AFTER_S: Final = 5.0
"""So that a command that runs for a moment does not begin with it."""
_INTERVAL_S: Final = 300.0
_MAX_BACKOFF_S: Final = 300.0


async def keep_retention(
    jobs: JobStore,
    files: JobFiles,
    retention_s: float,
    *,
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
) -> None:
    """Deletes what is older than `retention_s` seconds until it is cancelled.

    Every process that has the services open may run it: they share the work.

    Args:
        jobs: Jobs that are deleted that long after they ended.
        files: Files of the jobs.
        retention_s: Seconds for which ended jobs are kept.
        sleep: Waits for a number of seconds.
    """

    async def delete_jobs() -> None:
        while await jobs.prune(retention_s):
            pass

    async def forever() -> None:
        while True:
            await delete_jobs()
            await files.collect_garbage()
            await sleep(_INTERVAL_S)

    await sleep(_FIRST_AFTER_S)
    await supervise("the deletion of old jobs", forever, max_delay_s=_MAX_BACKOFF_S, sleep=sleep)
