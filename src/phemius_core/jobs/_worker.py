"""The worker: claims items, runs their handlers, and completes, fails or releases them."""

import logging
from collections.abc import Collection, Mapping
from typing import Final, Protocol

import anyio

from phemius_core.errors import INTERNAL_ERROR, Overloaded, PhemiusError
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._lease_queue import MAX_ATTEMPTS, JobQueue
from phemius_core.jobs._records import ClaimedItem, ItemResult
from phemius_core.store import new_id

__all__ = ["JobHandler", "ProgressCallback", "Worker"]

logger = logging.getLogger(__name__)

_POLL_INTERVAL_S: Final = 2.0
_PRUNE_INTERVAL_S: Final = 300
_RETRY_DELAY_S: Final = 2.0
_RELEASE_TIMEOUT_S: Final = 10


class ProgressCallback(Protocol):
    """Reports the progress of an item, 0 to 1."""

    def __call__(self, progress: float, /) -> None: ...


class JobHandler(Protocol):
    """Handles the items of one type of job.

    A handler may be cancelled at any point and run again for the same item.
    """

    async def __call__(self, item: ClaimedItem, on_progress: ProgressCallback, /) -> ItemResult:
        """Handles one item.

        Raises:
            PhemiusError: The item failed; it is tried again if the error is `retryable`.
        """
        ...


class Worker:
    """Claims items and handles them, several at once.

    Args:
        queue: Queue that the items are claimed from.
        jobs: Jobs of the same store; old ones are deleted from time to time.
        dispatcher: Wakes the worker when jobs are created.
        handlers: Handler of each type of job that this worker can handle.
        concurrency: Items handled at once, of all types that are not dedicated.
        dedicated_types: Types of jobs that each have a slot of their own, one item at a time.
        retention_s: Seconds for which ended jobs are kept.
    """

    def __init__(
        self,
        queue: JobQueue,
        jobs: JobStore,
        dispatcher: JobDispatcher,
        handlers: Mapping[str, JobHandler],
        *,
        concurrency: int = 1,
        dedicated_types: Collection[str] = (),
        retention_s: float = 7 * 24 * 3600,
    ) -> None:
        self._id = new_id()
        self._queue = queue
        self._jobs = jobs
        self._dispatcher = dispatcher
        self._handlers = dict(handlers)
        shared = tuple(kind for kind in handlers if kind not in dedicated_types)
        dedicated = [(kind,) for kind in handlers if kind in dedicated_types]
        self._slots: list[Collection[str]] = [
            *([shared] * concurrency if shared else []),
            *dedicated,
        ]
        self._retention_s = retention_s

    async def run(self) -> None:
        """Works until it is cancelled; the items it was handling are then released."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._prune_forever)
            for slot, types in enumerate(self._slots):
                tasks.start_soon(self._run_slot, f"{self._id[:32]}-{slot}", types)

    async def _run_slot(self, name: str, types: Collection[str]) -> None:
        while True:
            try:
                item = await self._queue.claim(name, types)
            except Overloaded:
                logger.warning("no job item was claimed: the database is not available")
                item = None
            except Exception:
                logger.exception("no job item was claimed")
                item = None
            if item is None:
                await self._dispatcher.wait(_POLL_INTERVAL_S)
            else:
                await self._handle(item)

    async def _handle(self, item: ClaimedItem) -> None:
        """Handles an item under heartbeats, then ends it; releases it when it is cancelled."""
        lost = False
        ended = False
        progress = 0.0

        def on_progress(value: float) -> None:
            nonlocal progress
            progress = value

        async def send_heartbeats() -> None:
            nonlocal lost
            deadline = anyio.current_time() + self._queue.lease_s
            while True:
                await anyio.sleep(self._queue.lease_s / 6)
                try:
                    if not await self._queue.heartbeat(item, progress):
                        lost = True
                    deadline = anyio.current_time() + self._queue.lease_s
                except Overloaded:
                    # Once the lease has expired another worker may have claimed the item.
                    lost = anyio.current_time() >= deadline
                if lost:
                    logger.info("lost the lease of item %d of job %s", item.position, item.job_id)
                    scope.cancel()
                    return

        result: ItemResult | PhemiusError | None = None
        try:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(send_heartbeats)
                    result = await self._run_handler(item, on_progress)
                    tasks.cancel_scope.cancel()
            if not lost and result is not None:
                with anyio.CancelScope(shield=True):
                    await self._end(item, result)
                ended = True
        finally:
            if not ended and not lost:
                # The worker is being cancelled.
                with anyio.move_on_after(_RELEASE_TIMEOUT_S, shield=True):
                    await self._queue.release(item)

    async def _run_handler(
        self, item: ClaimedItem, on_progress: ProgressCallback
    ) -> ItemResult | PhemiusError:
        try:
            return await self._handlers[item.type](item, on_progress)
        except PhemiusError as error:
            return error
        except Exception:
            logger.exception("item %d of job %s failed", item.position, item.job_id)
            return Overloaded(INTERNAL_ERROR)

    async def _end(self, item: ClaimedItem, result: ItemResult | PhemiusError) -> None:
        """Completes, retries or fails an item; without a database its lease expires instead."""
        try:
            if isinstance(result, ItemResult):
                await self._queue.complete(item, result)
            elif result.retryable and item.attempt < MAX_ATTEMPTS:
                delay_s = _RETRY_DELAY_S * item.attempt
                await self._queue.release(item, delay_s=delay_s, count_attempt=True)
            else:
                await self._queue.fail(item, result.message)
        except Overloaded:
            logger.warning(
                "the result of item %d of job %s was lost: the database is not available",
                item.position,
                item.job_id,
            )

    async def _prune_forever(self) -> None:
        while True:
            try:
                while await self._jobs.prune(self._retention_s):
                    pass
            except Overloaded:
                logger.warning("old jobs were not deleted: the database is not available")
            except Exception:
                logger.exception("old jobs were not deleted")
            await anyio.sleep(_PRUNE_INTERVAL_S)
