"""The worker: claims items, runs their handlers, and completes, fails or releases them."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import Final, Protocol, TypeVar

import anyio
import sqlalchemy as sa

from phemius_core.errors import INTERNAL_ERROR, Overloaded, PhemiusError
from phemius_core.files import FilesUnavailable
from phemius_core.jobs._dispatch import JobDispatcher
from phemius_core.jobs._lease_queue import MAX_ATTEMPTS, JobQueue
from phemius_core.jobs._records import ClaimedItem, ItemResult
from phemius_core.store import new_id
from phemius_core.supervisor import supervise

__all__ = ["JobHandler", "ProgressCallback", "Worker"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

_POLL_INTERVAL_S: Final = 2.0
_RETRY_DELAY_S: Final = 2.0
_STORAGE_RETRY_DELAY_S: Final = 10.0
_FIRST_BACKOFF_S: Final = 0.5
_MAX_BACKOFF_S: Final = 10.0
_STOP_TIMEOUT_S: Final = 10.0
"""Seconds that a result may take to be recorded, and then an item to be released, once the worker
is being stopped."""


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

    No error ends it: what fails is logged once and tried again with growing pauses.

    Args:
        queue: Queue that the items are claimed from.
        dispatcher: Wakes the worker when jobs are created.
        handlers: Handler of each type of job that this worker can handle.
        concurrency: Items handled at once, of all types that are not dedicated.
        dedicated_types: Types of jobs that each have a slot of their own, one item at a time.
    """

    def __init__(
        self,
        queue: JobQueue,
        dispatcher: JobDispatcher,
        handlers: Mapping[str, JobHandler],
        *,
        concurrency: int = 1,
        dedicated_types: Collection[str] = (),
    ) -> None:
        self._id = new_id()
        self._queue = queue
        self._dispatcher = dispatcher
        self._handlers = dict(handlers)
        shared = tuple(kind for kind in handlers if kind not in dedicated_types)
        dedicated = [(kind,) for kind in handlers if kind in dedicated_types]
        self._slots: list[Collection[str]] = [
            *([shared] * concurrency if shared else []),
            *dedicated,
        ]

    async def run(self) -> None:
        """Works until it is cancelled; the items it was handling are then released."""
        async with anyio.create_task_group() as tasks:
            for slot, types in enumerate(self._slots):
                run_slot = partial(self._run_slot, f"{self._id[:32]}-{slot}", types)
                tasks.start_soon(_supervise, "the work on job items", run_slot)

    async def _run_slot(self, name: str, types: Collection[str]) -> None:
        while True:
            item = await self._queue.claim(name, types)
            if item is None:
                await self._dispatcher.wait(_POLL_INTERVAL_S)
            else:
                await _Attempt(self._queue, self._handlers[item.type], item).run()


class _Attempt:
    """One attempt at a claimed item."""

    def __init__(self, queue: JobQueue, handler: JobHandler, item: ClaimedItem) -> None:
        self._queue = queue
        self._handler = handler
        self._item = item
        self._progress = 0.0
        self._lost = False
        self._recording = anyio.CancelScope(shield=True)
        """Around what records the result."""

    async def run(self) -> None:
        """Handles the item under heartbeats and ends it; releases it when it is cancelled."""
        ended = False
        try:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(self._send_heartbeats, scope)
                    result = await self._handle()
                    with self._recording:
                        await self._end(result)
                        ended = True
                    tasks.cancel_scope.cancel()
        finally:
            if not ended and not self._lost:
                # The worker is being cancelled.
                await self._queue.release_within(self._item, _STOP_TIMEOUT_S)

    async def _send_heartbeats(self, scope: anyio.CancelScope) -> None:
        failed = False
        try:
            while not self._lost:
                await anyio.sleep(self._queue.lease_s / 6)
                try:
                    self._lost = not await self._queue.heartbeat(self._item, self._progress)
                    failed = False
                except Exception as error:  # noqa: BLE001 - logged
                    # Whether the lease is lost is for the database to say: it also refuses the
                    # result of an item that another worker has claimed.
                    if not failed:
                        logger.warning("%s: its lease is not renewed: %s", self._name, error)
                    failed = True
            logger.info("%s: the lease is lost", self._name)
            scope.cancel()
        finally:
            self._recording.deadline = anyio.current_time() + _STOP_TIMEOUT_S

    async def _handle(self) -> ItemResult | PhemiusError:
        def on_progress(value: float) -> None:
            self._progress = value

        try:
            return await self._handler(self._item, on_progress)
        except PhemiusError as error:
            return error
        except (Exception, SystemExit):  # a library that calls sys.exit() must not end the worker
            logger.exception("%s failed", self._name)
            return Overloaded(INTERNAL_ERROR)

    async def _end(self, result: ItemResult | PhemiusError) -> None:
        """Completes, retries or fails the item, as soon as database and storage let it."""
        queue, item = self._queue, self._item
        if isinstance(result, ItemResult):
            try:
                stored = await self._until_available(lambda: queue.store_output(item, result))
                await self._until_available(lambda: queue.complete(item, result, stored))
            except Exception:
                logger.exception("%s: its result cannot be recorded", self._name)
                result = Overloaded(INTERNAL_ERROR)
            else:
                return
        error = result
        if isinstance(error, FilesUnavailable):
            # The storage is to blame, not the item.
            await self._until_available(lambda: queue.release(item, delay_s=_STORAGE_RETRY_DELAY_S))
        elif error.retryable and item.attempt < MAX_ATTEMPTS:
            delay_s = _RETRY_DELAY_S * item.attempt
            await self._until_available(
                lambda: queue.release(item, delay_s=delay_s, count_attempt=True)
            )
        else:
            await self._until_available(lambda: queue.fail(item, error.message))

    async def _until_available(self, call: Callable[[], Awaitable[T]]) -> T:
        """Repeats a call until database and storage answer; other errors are raised."""

        async def attempt() -> T | _Permanent:
            try:
                return await call()
            except Exception as error:
                if _is_outage(error):
                    raise
                return _Permanent(error)

        outcome = await _supervise(f"recording the end of {self._name}", attempt)
        if isinstance(outcome, _Permanent):
            raise outcome.error
        return outcome

    @property
    def _name(self) -> str:
        return f"item {self._item.position} of job {self._item.job_id}"


class _Permanent:
    """An error that a retry does not mend."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _is_outage(error: Exception) -> bool:
    if isinstance(error, sa.exc.DBAPIError):
        # Others say that the statement or its values are wrong.
        return not isinstance(
            error, sa.exc.IntegrityError | sa.exc.ProgrammingError | sa.exc.DataError
        )
    return isinstance(error, Overloaded)


async def _supervise(name: str, work: Callable[[], Awaitable[T]]) -> T:
    return await supervise(name, work, first_delay_s=_FIRST_BACKOFF_S, max_delay_s=_MAX_BACKOFF_S)
