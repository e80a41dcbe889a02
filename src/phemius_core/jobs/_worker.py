"""Works on jobs until it is cancelled."""

import logging
from collections.abc import Collection, Mapping
from typing import Final, Protocol

import anyio

from phemius_core.errors import Overloaded, PhemiusError
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._jobs import Jobs
from phemius_core.jobs._queue import MAX_ATTEMPTS, JobQueue
from phemius_core.jobs._types import Outcome, Task
from phemius_core.store import new_id

__all__ = ["Report", "Work", "Worker"]

logger = logging.getLogger(__name__)

_POLL_S: Final = 2.0
_PRUNE_EVERY_S: Final = 300
_RETRY_AFTER_S: Final = 2.0


class Report(Protocol):
    """Takes how far an item has come, 0 to 1."""

    def __call__(self, progress: float, /) -> None: ...


class Work(Protocol):
    """Does an item of one type of job. It may be cancelled at any point, and run again."""

    async def __call__(self, task: Task, report: Report, /) -> Outcome:
        """Does it.

        Raises:
            PhemiusError: It cannot be done; where a retry may help, it is tried again.
        """
        ...


class Worker:
    """Takes items and does them, `lanes` at once and one of each type that goes `apart`.

    Args:
        queue: Where they wait.
        jobs: Of the same store; what has ended long ago is deleted on the side.
        dispatcher: Of the same store.
        works: What it can do, by type of job.
        lanes: Items at once.
        apart: Types of jobs that neither wait for others nor keep them waiting.
        retention_s: How long ended jobs are kept.
    """

    def __init__(
        self,
        queue: JobQueue,
        jobs: Jobs,
        dispatcher: JobDispatcher,
        works: Mapping[str, Work],
        *,
        lanes: int = 1,
        apart: Collection[str] = (),
        retention_s: float = 7 * 24 * 3600,
    ) -> None:
        self._id = new_id()
        self._queue = queue
        self._jobs = jobs
        self._dispatcher = dispatcher
        self._works = dict(works)
        own = [(kind,) for kind in works if kind in apart]
        common = tuple(kind for kind in works if kind not in apart)
        self._lanes: list[Collection[str]] = [*([common] * lanes if common else []), *own]
        self._retention_s = retention_s

    async def run(self) -> None:
        """Until it is cancelled: what it was doing then goes back into the queue."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._prune)
            for lane, types in enumerate(self._lanes):
                tasks.start_soon(self._lane, f"{self._id[:32]}-{lane}", types)

    async def _lane(self, name: str, types: Collection[str]) -> None:
        while True:
            try:
                task = await self._queue.take(name, types)
            except Overloaded:
                logger.warning("jobs wait: the database is away")
                task = None
            except Exception:
                logger.exception("no job could be taken")
                task = None
            if task is None:
                await self._dispatcher.wait(_POLL_S)
            else:
                await self._do(task)

    async def _do(self, task: Task) -> None:
        """Does an item; whatever happens, it is ended or goes back into the queue."""
        lost = False
        ended = False
        progress = 0.0

        def report(value: float) -> None:
            nonlocal progress
            progress = value

        async def keep() -> None:
            nonlocal lost
            deadline = anyio.current_time() + self._queue.lease_s
            while True:
                await anyio.sleep(self._queue.lease_s / 6)
                try:
                    if not await self._queue.keep(task, progress):
                        lost = True
                    deadline = anyio.current_time() + self._queue.lease_s
                except Overloaded:
                    # Past its lease another worker may have it.
                    lost = anyio.current_time() >= deadline
                if lost:
                    logger.info("item %d of job %s is no longer ours", task.position, task.job_id)
                    scope.cancel()
                    return

        outcome: Outcome | PhemiusError | None = None
        try:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(keep)
                    outcome = await self._outcome(task, report)
                    tasks.cancel_scope.cancel()
            if not lost and outcome is not None:
                with anyio.CancelScope(shield=True):
                    await self._end(task, outcome)
                ended = True
        finally:
            if not ended and not lost:
                # We were told to stop.
                with anyio.move_on_after(10, shield=True):
                    await self._queue.put_back(task)

    async def _outcome(self, task: Task, report: Report) -> Outcome | PhemiusError:
        try:
            return await self._works[task.type](task, report)
        except PhemiusError as error:
            return error
        except Exception:
            logger.exception("item %d of job %s failed", task.position, task.job_id)
            return Overloaded("internal error: the server's log has the details")

    async def _end(self, task: Task, outcome: Outcome | PhemiusError) -> None:
        """Says what came of it. Where the database stays away, its lease ends by itself."""
        try:
            if isinstance(outcome, Outcome):
                await self._queue.done(task, outcome)
            elif outcome.retryable and task.attempt < MAX_ATTEMPTS:
                await self._queue.put_back(task, after_s=_RETRY_AFTER_S * task.attempt, counts=True)
            else:
                await self._queue.fail(task, outcome.message)
        except Overloaded:
            logger.warning("the end of item %d of job %s is lost", task.position, task.job_id)

    async def _prune(self) -> None:
        while True:
            try:
                while await self._jobs.prune(self._retention_s):
                    pass
            except Overloaded:
                logger.warning("old jobs were not deleted: the database is away")
            except Exception:
                logger.exception("old jobs were not deleted")
            await anyio.sleep(_PRUNE_EVERY_S)
