"""Puts a worker together."""

from phemius_core.accounts import CustomVoices
from phemius_core.jobs._bulk import BULK, Bulk
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._jobs import Jobs
from phemius_core.jobs._queue import JobQueue
from phemius_core.jobs._worker import Worker
from phemius_core.policy import Policy
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer

__all__ = ["open_jobs", "open_worker"]


def open_jobs(policy: Policy, settings: Settings) -> Jobs:
    """The jobs of a policy's store."""
    return Jobs(policy.store, policy.charges, policy.clock, max_open=settings.max_open_jobs)


def open_worker(
    jobs: Jobs,
    dispatcher: JobDispatcher,
    *,
    policy: Policy,
    voices: CustomVoices,
    synthesizer: Synthesizer,
    settings: Settings,
) -> Worker:
    """A worker that does all types of jobs, one item per engine at once."""
    queue = JobQueue(policy.store, policy.charges, policy.clock, lease_s=settings.job_lease_s)
    return Worker(
        queue,
        jobs,
        dispatcher,
        {BULK: Bulk(synthesizer, voices)},
        lanes=settings.workers,
        retention_s=settings.job_retention_days * 24 * 3600,
    )
