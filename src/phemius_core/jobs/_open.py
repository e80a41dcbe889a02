"""Puts a worker together."""

import logging

from phemius_core.accounts import CustomVoices
from phemius_core.billing import Billing
from phemius_core.cloning import check_cloning
from phemius_core.errors import MissingExtra
from phemius_core.jobs._bulk import BULK, Bulk
from phemius_core.jobs._cloning import CLONING, Cloning
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._jobs import Jobs
from phemius_core.jobs._queue import JobQueue
from phemius_core.jobs._worker import Work, Worker
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer

__all__ = ["open_jobs", "open_worker"]

logger = logging.getLogger(__name__)


def open_jobs(billing: Billing, settings: Settings) -> Jobs:
    """The jobs of a billing's store."""
    return Jobs(billing.store, billing.ledger, billing.clock, max_open=settings.max_open_jobs)


def open_worker(
    jobs: Jobs,
    dispatcher: JobDispatcher,
    *,
    billing: Billing,
    voices: CustomVoices,
    synthesizer: Synthesizer,
    settings: Settings,
) -> Worker:
    """A worker that does all types of jobs that it can: bulk items one per engine at once, and
    beside them one cloning where torch is installed.
    """
    queue = JobQueue(billing.store, billing.ledger, billing.clock, lease_s=settings.job_lease_s)
    works: dict[str, Work] = {BULK: Bulk(synthesizer, voices)}
    try:
        check_cloning()
        works[CLONING] = Cloning(jobs, voices, settings, billing.clock)
    except MissingExtra as missing:
        logger.info("voices are not cloned here: %s", missing)
    return Worker(
        queue,
        jobs,
        dispatcher,
        works,
        lanes=settings.workers,
        apart={CLONING},
        retention_s=settings.job_retention_days * 24 * 3600,
    )
