"""Shares the engines of a process fairly between requests.

The unit of work is one chunk of an utterance, not a request: after each chunk the engine goes to
the task that is next. A long request delays a short one by no more than the chunk that is being
rendered. The scheduler does not depend on an event loop: worker threads render, and each task
calls its `notify` when there is audio.

Whatever is raised in a worker's thread, `SystemExit` and `MemoryError` included, fails one task at
most: every task ends, and the next one is rendered.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from phemius_core.engine._check_rendering import UnusableAudio, check_rendering
from phemius_core.engine._process_guard import ProcessGuard
from phemius_core.engine._protocol import FRAME_SAMPLES, Engine, Utterance
from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Priority", "RenderTask", "Scheduler", "SchedulerStats"]

logger = logging.getLogger(__name__)


class Priority(IntEnum):
    """Priority class of a task, lowest value first. Callers of one class take turns."""

    FIRST = 0
    """The first utterance of a live request: its listener hears nothing yet."""
    LIVE = 1
    """Later utterances of a live request."""
    BULK = 2
    """Utterances of batch jobs."""


@dataclass(frozen=True, slots=True)
class SchedulerStats:
    """Counts of tasks, for metrics."""

    queued: int
    """Tasks in the queue now."""
    running: int
    """Tasks begun and not finished."""
    rendered: int
    """Tasks finished, failed and cancelled ones included."""
    rejected: int
    """Tasks refused because the queue was full."""
    wait_s: float
    """Seconds that all tasks begun so far have spent in the queue, summed."""


class RenderTask:
    """One utterance in the scheduler. Safe to use from any thread.

    Args:
        utterance: What to render.
        notify: Called in a worker thread whenever `take` has something new; must not block.
        caller: Who submitted it: callers of one priority take turns.
        priority: Its priority class.
        queued_at: Time of submission, on the scheduler's clock.
    """

    def __init__(
        self,
        utterance: Utterance,
        notify: Callable[[], None],
        *,
        caller: str,
        priority: Priority,
        queued_at: float,
    ) -> None:
        self.utterance = utterance
        self.caller = caller
        self.priority = priority
        self.queued_at = queued_at
        self.cancelled = False
        self.durations: NDArray[np.int64] | None = None
        """int64 [phonemes + 2], known before the first chunk."""
        self.audio: Iterator[NDArray[np.float32]] | None = None
        """The chunks not yet rendered; None before the task has begun and after its end."""
        self.samples_left = 0
        """Samples not yet rendered, once the task has begun."""
        self._notify = notify
        self._lock = threading.Lock()
        self._chunks: list[NDArray[np.float32]] = []
        self._finished = False
        self._error: PhemiusError | None = None

    def cancel(self) -> None:
        """Drops the task if it is queued; stops it before the next chunk if it has begun."""
        self.cancelled = True

    def take(self) -> tuple[list["NDArray[np.float32]"], bool]:
        """Takes the audio rendered since the last call, without waiting.

        Returns:
            float32 [n] chunks in order, and whether they were the last.

        Raises:
            PhemiusError: The task failed; raised once all its audio has been taken, or at once
                if the audio is unusable.
        """
        with self._lock:
            chunks, self._chunks = self._chunks, []
            if self._error is not None and not chunks:
                raise self._error
            return chunks, self._finished and self._error is None

    @property
    def finished(self) -> bool:
        """Whether all audio has been rendered, or the task has failed."""
        return self._finished

    def put(self, chunk: "NDArray[np.float32]") -> None:
        """Adds audio; called by the worker that renders."""
        with self._lock:
            self._chunks.append(chunk)
        self._notify()

    def finish(self, error: PhemiusError | None = None) -> None:
        """Ends the task; called by the worker that renders.

        The first call decides how it ends; each calls `notify`.
        """
        with self._lock:
            if not self._finished:
                if isinstance(error, UnusableAudio):
                    self._chunks.clear()
                self._error = error
                self._finished = True
        self.audio = None
        self._notify()


_Entry = tuple[int, int, int, RenderTask]
"""Priority, turn, order of submission, task: the key of the heap, then its value."""
_MAX_BEGUN: Final = 32
"""Most utterances that one engine has begun and not finished; each holds some megabytes."""
_CRASH_PAUSE_S: Final = 0.02
_FAILED: Final = "the speech model failed on this text: try again"
_CLOSED: Final = "the server is shutting down: try again soon"


@dataclass(eq=False)
class _Worker:
    """An engine, the thread that renders with it, and the tasks that the thread has begun."""

    engine: Engine
    thread: threading.Thread | None = None
    begun: "list[_Entry]" = field(default_factory=list)
    current: RenderTask | None = None
    """The task that has the engine now."""

    @property
    def running(self) -> int:
        return len(self.begun) + (self.current is not None and not self.current.finished)


class Scheduler:
    """A thread per engine, and one bounded, fair queue for all of them.

    Args:
        engines: The engines; each is used by one thread only.
        max_queued: Most tasks in the queue; further ones are refused with `Overloaded`.
        clock: Monotonic time in seconds, for the wait times of `stats`.

    Raises:
        ValueError: There is no engine.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        max_queued: int = 256,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not engines:
            raise ValueError("the scheduler has no engine: give at least one")
        self.engines = tuple(engines)
        self._process = ProcessGuard("scheduler")
        self._max_queued = max_queued
        self._clock = clock
        self._condition = threading.Condition()
        self._heap: list[_Entry] = []
        self._turns: dict[tuple[int, str], int] = {}
        self._round = 0
        self._order = itertools.count()
        self._closed = False
        self._rendered = 0
        self._rejected = 0
        self._wait_s = 0.0
        self._workers = [_Worker(engine) for engine in self.engines]
        try:
            for worker in self._workers:
                self._start_thread(worker)
        except BaseException:
            self._closed = True
            with self._condition:
                self._condition.notify_all()
            raise

    @property
    def version(self) -> str:
        """Name and version of the engines, for cache keys."""
        engine = self.engines[0]
        return f"{engine.name}-{engine.version}"

    def submit(
        self,
        utterance: Utterance,
        *,
        caller: str = "",
        priority: Priority = Priority.LIVE,
        notify: Callable[[], None] = lambda: None,
    ) -> RenderTask:
        """Queues one utterance.

        Args:
            utterance: What to render.
            caller: Who submits it: callers of one priority take turns.
            priority: Priority class of the task.
            notify: Called in a worker thread whenever `RenderTask.take` has something new; must
                not block.

        Raises:
            Overloaded: The queue is full, or the scheduler is closed.
            RuntimeError: This process was forked from the one that opened the scheduler.
        """
        self._process.check()
        with self._condition:
            if self._closed:
                raise Overloaded(_CLOSED, retry_after_s=5)
            if len(self._heap) >= self._max_queued:
                self._drop_cancelled()
            if len(self._heap) >= self._max_queued:
                self._rejected += 1
                raise Overloaded(
                    f"the synthesis queue is full, {self._max_queued} segments wait: "
                    "try again soon",
                    retry_after_s=2,
                )
            task = RenderTask(
                utterance, notify, caller=caller, priority=priority, queued_at=self._clock()
            )
            heapq.heappush(self._heap, self._entry(task))
            self._condition.notify()
        return task

    def run(self, utterances: Sequence[Utterance]) -> None:
        """Renders utterances, waits for all of them and drops the audio, to warm the engines.

        Raises:
            PhemiusError: An utterance failed.
        """
        notified = threading.Event()
        tasks = [self.submit(utterance, notify=notified.set) for utterance in utterances]
        while tasks:
            notified.wait()
            notified.clear()
            tasks = [task for task in tasks if not _drain(task)]

    def check_process(self) -> None:
        """Raises an error where the scheduler has no threads.

        Raises:
            RuntimeError: This process was forked from the one that opened the scheduler.
        """
        self._process.check()

    def stats(self) -> SchedulerStats:
        """Counts of tasks at this moment."""
        self._process.check()
        with self._condition:
            return SchedulerStats(
                len(self._heap),
                sum(worker.running for worker in self._workers),
                self._rendered,
                self._rejected,
                self._wait_s,
            )

    def revive(self) -> bool:
        """Replaces the threads that have died, and fails the tasks that they had begun.

        Nothing that is raised in such a thread ends it, so that this is the second line only.

        Returns:
            Whether there is a thread that renders, or the scheduler is closed.
        """
        with self._condition:
            dead = [worker for worker in self._workers if not _is_alive(worker.thread)]
            if self._closed or not dead:
                return True
            lost: list[RenderTask] = []
            for worker in dead:
                lost += [entry[-1] for entry in worker.begun]
                lost += [] if worker.current is None else [worker.current]
                worker.begun, worker.current = [], None
                try:
                    self._start_thread(worker)
                except RuntimeError:
                    logger.exception("cannot start the thread of engine %s", worker.engine.name)
                else:
                    logger.error("the thread of engine %s had died: replaced", worker.engine.name)
        for task in lost:
            _end(task, SynthesisFailed(_FAILED))
        return any(_is_alive(worker.thread) for worker in self._workers)

    def close(self) -> None:
        """Fails the queued tasks, stops the workers and closes the engines.

        Does nothing in a process forked from the one that opened the scheduler.
        """
        if self._process.forked:
            return
        with self._condition:
            if self._closed:
                return
            self._closed = True
            waiting = [entry[-1] for entry in self._heap]
            self._heap.clear()
            self._condition.notify_all()
        for task in waiting:
            _end(task, Overloaded(_CLOSED, retry_after_s=5))
        for worker in self._workers:
            if worker.thread is not None:
                worker.thread.join(timeout=30)
        for engine in self.engines:
            engine.close()

    def _start_thread(self, worker: _Worker) -> None:
        name = f"phemius-engine-{self._workers.index(worker)}"
        thread = threading.Thread(target=self._run, args=(worker,), name=name, daemon=True)
        thread.start()
        worker.thread = thread

    def _entry(self, task: RenderTask) -> "_Entry":
        """Start-time fair queueing (Goyal, Vin, Cheng, 1996) with equal costs.

        A caller's next turn comes one round after its last one, but never before the round that is
        being served.
        """
        if len(self._turns) > self._max_queued:
            self._turns = {k: turn for k, turn in self._turns.items() if turn >= self._round}
        turn_key = (task.priority, task.caller)
        turn = max(self._turns.get(turn_key, 0) + 1, self._round)
        self._turns[turn_key] = turn
        return task.priority, turn, next(self._order), task

    def _drop_cancelled(self) -> None:
        self._heap = [entry for entry in self._heap if not entry[-1].cancelled]
        heapq.heapify(self._heap)

    def _next(self, worker: _Worker) -> RenderTask | None:
        """The task that has the engine next: from the queue, or one that this worker has begun.

        Waits for one; returns None once the scheduler is closed.
        """
        with self._condition:
            while True:
                worker.current = None
                while not self._heap and not worker.begun and not self._closed:
                    self._turns.clear()
                    self._condition.wait()
                if self._closed:
                    return None
                heap, begun = self._heap, worker.begun
                if not heap or (begun and (begun[0] < heap[0] or len(begun) >= _MAX_BEGUN)):
                    heap = begun
                # Before it leaves the heap: at no point does a task belong to nobody.
                task = worker.current = heap[0][-1]
                _, turn, _, _ = heapq.heappop(heap)
                if task.finished or (task.audio is None and task.cancelled):
                    continue
                if task.audio is None:
                    self._wait_s += self._clock() - task.queued_at
                self._round = max(self._round, turn)
                return task

    def _run(self, worker: _Worker) -> None:
        """Renders until the scheduler is closed, whatever is raised meanwhile."""
        crash: BaseException | None = None
        closed = False
        while not closed:
            # What is raised in a handler would end the thread: it only takes a note.
            try:
                if crash is not None:
                    self._recover(worker, crash)
                    crash = None
                self._work(worker)
                closed = True
            except BaseException as error:  # noqa: BLE001 - logged in the next round
                crash = error

    def _recover(self, worker: _Worker, crash: BaseException) -> None:
        """Fails the task that a worker had when something was raised between two chunks."""
        task = worker.current
        if task is not None:
            _end(task, SynthesisFailed(_FAILED))
            worker.current = None
        logger.error("engine %s failed between two chunks", worker.engine.name, exc_info=crash)
        time.sleep(_CRASH_PAUSE_S)

    def _work(self, worker: _Worker) -> None:
        while (task := self._next(worker)) is not None:
            error: PhemiusError | None = None
            try:
                if _render_next_chunk(worker.engine, task):
                    with self._condition:
                        heapq.heappush(worker.begun, self._entry(task))
                        worker.current = None
                    continue
            except PhemiusError as failure:
                error = failure
            except BaseException:
                logger.exception("engine %s failed to render an utterance", worker.engine.name)
                error = SynthesisFailed(_FAILED)
            with self._condition:
                self._rendered += 1
            task.finish(error)
        for _, _, _, task in worker.begun:
            _end(task, Overloaded(_CLOSED, retry_after_s=5))


def _drain(task: RenderTask) -> bool:
    """Drops the audio of a task; returns whether it has finished."""
    chunks, finished = task.take()
    while chunks and not finished:
        # The error of a task that has failed comes after its audio, without another `notify`.
        chunks, finished = task.take()
    return finished


def _is_alive(thread: threading.Thread | None) -> bool:
    return thread is not None and thread.is_alive()


def _end(task: RenderTask, error: PhemiusError) -> None:
    """Fails a task, whatever its `notify` raises."""
    with suppress(BaseException):
        task.finish(error)


def _render_next_chunk(engine: Engine, task: RenderTask) -> bool:
    """Renders the next chunk of a task; returns whether there are more to render."""
    if task.audio is None:
        rendering = engine.render(task.utterance)
        task.durations = rendering.durations
        task.samples_left = int(rendering.durations.sum()) * FRAME_SAMPLES
        task.audio = check_rendering(task.utterance, rendering)
    if task.cancelled:
        return False
    chunk = next(task.audio, None)
    if chunk is None:
        return False
    task.samples_left -= len(chunk)
    if task.samples_left > 0:
        task.put(chunk)
        return True
    # This chunk was the last one, by the number of samples: finish without another turn. Before it
    # is delivered, since an engine may have more, and has failed then.
    next(task.audio, None)
    task.put(chunk)
    return False
