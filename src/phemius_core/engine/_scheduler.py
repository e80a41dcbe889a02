"""Shares the engines of a process fairly between requests.

The unit of work is one chunk of an utterance, not a request: after each chunk the engine goes to
the task that is next. A long request delays a short one by no more than the chunk that is being
rendered. The scheduler does not depend on an event loop: worker threads render, and each task
calls its `notify` when there is audio.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

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
            PhemiusError: The task failed; raised once all its audio has been taken.
        """
        with self._lock:
            chunks, self._chunks = self._chunks, []
            if self._error is not None and not chunks:
                raise self._error
            return chunks, self._finished and self._error is None

    def put(self, chunk: "NDArray[np.float32]") -> None:
        """Adds audio; called by the worker that renders."""
        with self._lock:
            self._chunks.append(chunk)
        self._notify()

    def finish(self, error: PhemiusError | None = None) -> None:
        """Ends the task; called by the worker that renders."""
        with self._lock:
            self._finished = True
            self._error = error
        self._notify()


_Entry = tuple[int, int, int, RenderTask]
"""Priority, turn, order of submission, task: the key of the heap, then its value."""
_MAX_BEGUN: Final = 32
"""Most utterances that one engine has begun and not finished; each holds some megabytes."""


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
        self._running = 0
        self._rendered = 0
        self._rejected = 0
        self._wait_s = 0.0
        self._threads = [
            threading.Thread(
                target=self._work, args=(engine,), name=f"phemius-engine-{i}", daemon=True
            )
            for i, engine in enumerate(self.engines)
        ]
        for thread in self._threads:
            thread.start()

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
                raise Overloaded("the server is shutting down", retry_after_s=5)
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
            tasks = [task for task in tasks if not task.take()[1]]

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
                len(self._heap), self._running, self._rendered, self._rejected, self._wait_s
            )

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
            task.finish(Overloaded("the server is shutting down", retry_after_s=5))
        for thread in self._threads:
            thread.join(timeout=30)
        for engine in self.engines:
            engine.close()

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

    def _next(self, begun: "list[_Entry]") -> RenderTask | None:
        """The task that has the engine next: from the queue, or one that this worker has begun.

        Waits for one; returns None once the scheduler is closed.
        """
        with self._condition:
            while True:
                while not self._heap and not begun and not self._closed:
                    self._turns.clear()
                    self._condition.wait()
                if self._closed:
                    return None
                heap = self._heap
                if not heap or (begun and (begun[0] < heap[0] or len(begun) >= _MAX_BEGUN)):
                    heap = begun
                _, turn, _, task = heapq.heappop(heap)
                if task.audio is None:
                    if task.cancelled:
                        continue
                    self._running += 1
                    self._wait_s += self._clock() - task.queued_at
                self._round = max(self._round, turn)
                return task

    def _work(self, engine: Engine) -> None:
        begun: list[_Entry] = []
        while (task := self._next(begun)) is not None:
            error: PhemiusError | None = None
            try:
                if _render_next_chunk(engine, task):
                    with self._condition:
                        heapq.heappush(begun, self._entry(task))
                    continue
            except PhemiusError as failure:
                error = failure
            except Exception:
                logger.exception("engine %s failed to render an utterance", engine.name)
                error = SynthesisFailed("the speech model failed on this text: try again")
            task.audio = None
            with self._condition:
                self._running -= 1
                self._rendered += 1
            task.finish(error)
        for _, _, _, task in begun:
            task.finish(Overloaded("the server is shutting down", retry_after_s=5))


def _render_next_chunk(engine: Engine, task: RenderTask) -> bool:
    """Renders the next chunk of a task; returns whether there are more to render."""
    if task.audio is None:
        rendering = engine.render(task.utterance)
        task.durations = rendering.durations
        task.audio = rendering.audio
        task.samples_left = int(rendering.durations.sum()) * FRAME_SAMPLES
    if task.cancelled:
        return False
    chunk = next(task.audio, None)
    if chunk is None:
        return False
    task.put(chunk)
    task.samples_left -= len(chunk)
    if task.samples_left > 0:
        return True
    # This chunk was the last one, by the number of samples: finish without another turn.
    next(task.audio, None)
    return False
