"""The worker inside a server, started when there is a job to work on."""

from collections.abc import Callable
from typing import Final

import anyio

from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._worker import Worker
from phemius_core.supervisor import supervise

__all__ = ["run_embedded_worker"]

_LOOK_INTERVAL_S: Final = 60
"""How often a server without jobs of its own looks for unfinished jobs of others."""


async def run_embedded_worker(
    jobs: JobStore, submitted: anyio.Event, open_worker: Callable[[], Worker]
) -> None:
    """Runs a worker from the first job on, until it is cancelled.

    A server that nobody asks for jobs does not poll the queue. What fails is tried again.

    Args:
        jobs: Jobs of the store; unfinished ones start the worker too.
        submitted: Set when this server has accepted a job.
        open_worker: Makes the worker.
    """

    async def wait_and_work() -> None:
        while not submitted.is_set() and not await jobs.any_unfinished():
            with anyio.move_on_after(_LOOK_INTERVAL_S):
                await submitted.wait()
        await open_worker().run()

    await supervise("the worker of this server", wait_and_work)
