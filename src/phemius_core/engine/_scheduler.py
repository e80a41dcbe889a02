"""Shares the engines of a process fairly between requests.

The unit of work is one chunk of an utterance, never a request: after each chunk whoever is next
has the engine. A long request cannot hold a short one back by more than the chunk that is being
made. Independent of any event loop: worker threads render, callers are woken in whatever way they
ask.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from phemius_core.engine._protocol import FRAME_SAMPLES, Engine, Utterance
from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Priority", "Scheduler", "SchedulerStats", "Task"]

logger = logging.getLogger(__name__)


class Priority(IntEnum):
    """What is rendered first. Within one class, callers take turns."""

    FIRST = 0
    """The first utterance of a live request: someone waits in silence."""
    LIVE = 1
    BULK = 2


@dataclass(frozen=True, slots=True)
class SchedulerStats:
    queued: int
    running: int
    rendered: int
    rejected: int
    wait_s: float
    """Seconds that all finished tasks have spent in the queue, summed."""


class Task:
    """One utterance on its way through the scheduler. Safe to use from any thread."""

    def __init__(self, utterance: Utterance, notify: Callable[[], None]) -> None:
        self.utterance = utterance
        self.durations: NDArray[np.int64] | None = None
        """int64 [n + 2], known before the first chunk."""
        self.queued_at = time.monotonic()
        self._notify = notify
        self._lock = threading.Lock()
        self._chunks: list[NDArray[np.float32]] = []
        self._finished = False
        self._error: PhemiusError | None = None
        self.cancelled = False
        self.caller = ""
        self.priority = Priority.LIVE
        self.audio: Iterator[NDArray[np.float32]] | None = None
        """What is left to be made, once it has begun; `left` says how many samples."""
        self.left = 0

    def cancel(self) -> None:
        """Drops the task if it waits, stops it at the next chunk if it runs."""
        self.cancelled = True

    def take(self) -> tuple[list["NDArray[np.float32]"], bool]:
        """Takes the audio made so far, without waiting.

        Returns:
            float32 chunks in order, and whether they were the last.

        Raises:
            PhemiusError: The task failed; raised once its audio has been taken.
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


_Entry = tuple[int, int, int, Task]
_MAX_BEGUN = 32
"""Utterances that one engine has begun and not ended; each holds some megabytes."""


class Scheduler:
    """Worker threads over engines, and one bounded, fair queue before them.

    Args:
        engines: One engine per worker. Each is used by its own thread alone.
        max_queued: Tasks that may wait; one more is refused with `Overloaded`.
        clock: Monotonic seconds, for the wait times of `stats`.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        max_queued: int = 256,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not engines:
            raise ValueError("a scheduler needs at least one engine")
        self.engines = tuple(engines)
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
        """The engine's name and version, as cache keys need it."""
        engine = self.engines[0]
        return f"{engine.name}-{engine.version}"

    def submit(
        self,
        utterance: Utterance,
        *,
        caller: str = "",
        priority: Priority = Priority.LIVE,
        notify: Callable[[], None] = lambda: None,
    ) -> Task:
        """Queues one utterance.

        Args:
            utterance: What to render.
            caller: Who asks: callers of one priority take turns.
            priority: Class of the task.
            notify: Called in a worker thread whenever `Task.take` has news; must not block.

        Raises:
            Overloaded: The queue is full, or the scheduler is closed.
        """
        task = Task(utterance, notify)
        with self._condition:
            if self._closed:
                raise Overloaded("the server is shutting down", retry_after_s=5)
            waiting = self._drop_cancelled() if self._is_full() else len(self._heap)
            if waiting >= self._max_queued:
                self._rejected += 1
                raise Overloaded(
                    "the synthesis queue is full, "
                    f"{self._max_queued} segments wait: try again soon",
                    retry_after_s=2,
                )
            task.caller, task.priority = caller, priority
            task.queued_at = self._clock()
            heapq.heappush(self._heap, self._entry(task))
            self._condition.notify()
        return task

    def run(self, utterances: Sequence[Utterance]) -> None:
        """Renders utterances and waits; the audio is dropped. Warms the engines.

        Raises:
            PhemiusError: One of them failed.
        """
        news = threading.Event()
        tasks = [self.submit(utterance, notify=news.set) for utterance in utterances]
        while tasks:
            news.wait()
            news.clear()
            tasks = [task for task in tasks if not task.take()[1]]

    def stats(self) -> SchedulerStats:
        with self._condition:
            return SchedulerStats(
                len(self._heap), self._running, self._rendered, self._rejected, self._wait_s
            )

    def close(self) -> None:
        """Fails what waits, stops the workers and closes the engines."""
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

    def _entry(self, task: Task) -> "_Entry":
        """Start-time fair queueing with equal costs: a caller's next turn comes one round after
        its last, but never before the round that is being served.
        """
        if len(self._turns) > self._max_queued:
            self._turns = {k: turn for k, turn in self._turns.items() if turn >= self._round}
        turn_key = (task.priority, task.caller)
        turn = max(self._turns.get(turn_key, 0) + 1, self._round)
        self._turns[turn_key] = turn
        return task.priority, turn, next(self._order), task

    def _is_full(self) -> bool:
        return len(self._heap) >= self._max_queued

    def _drop_cancelled(self) -> int:
        self._heap = [entry for entry in self._heap if not entry[-1].cancelled]
        heapq.heapify(self._heap)
        return len(self._heap)

    def _next(self, begun: "list[_Entry]") -> Task | None:
        """Who has the engine next: one that waits, or one that this worker has begun."""
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
                if _goes_on(engine, task):
                    with self._condition:
                        heapq.heappush(begun, self._entry(task))
                    continue
            except PhemiusError as failure:
                error = failure
            except Exception:
                logger.exception("the engine %s failed", engine.name)
                error = SynthesisFailed("the speech model failed on this text: try again")
            task.audio = None
            with self._condition:
                self._running -= 1
                self._rendered += 1
            task.finish(error)
        for _, _, _, task in begun:
            task.finish(Overloaded("the server is shutting down", retry_after_s=5))


def _goes_on(engine: Engine, task: Task) -> bool:
    """Makes the next chunk of a task; False where that was the last, or nobody wants more."""
    if task.audio is None:
        rendering = engine.render(task.utterance)
        task.durations = rendering.durations
        task.audio = rendering.audio
        task.left = int(rendering.durations.sum()) * FRAME_SAMPLES
    if task.cancelled:
        return False
    chunk = next(task.audio, None)
    if chunk is None:
        return False
    task.put(chunk)
    task.left -= len(chunk)
    if task.left > 0:
        return True
    # The last one, by its length: its end need not wait for another turn.
    next(task.audio, None)
    return False
