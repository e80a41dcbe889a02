"""Whatever an engine does or raises: its task fails, no task hangs, and the next is rendered."""

import threading
import time

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from phemius_core.engine import CachedEngine, Priority, Rendering, RenderingCache, Scheduler
from phemius_core.engine import Utterance as EngineUtterance
from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed
from phemius_core.testing import ToneEngine

STYLE = np.zeros(256, np.float32)
TIMEOUT_S = 5
RAISED = [SystemExit, MemoryError, KeyboardInterrupt, GeneratorExit, RuntimeError, StopIteration]


def utterance(phonemes="ab", **options):
    return EngineUtterance(phonemes, STYLE, **options)


class Waiting:
    """A task, and the wait for its end."""

    def __init__(self, scheduler, *, notify_fails=lambda: False, **options):
        self._changed = threading.Event()
        self._notify_fails = notify_fails
        phonemes = options.pop("phonemes", "ab")
        self.task = scheduler.submit(utterance(phonemes), notify=self._notify, **options)

    def _notify(self):
        self._changed.set()
        if self._notify_fails():
            raise SystemExit("notify")

    def end(self):
        """The samples of the task, or its error."""
        samples, deadline = 0, time.monotonic() + TIMEOUT_S
        while True:
            try:
                chunks, finished = self.task.take()
            except PhemiusError as error:
                return error
            samples += sum(map(len, chunks))
            if finished:
                return samples
            if not chunks:
                assert self._changed.wait(max(0, deadline - time.monotonic())), "the task hangs"
                self._changed.clear()


class ToneThatFails(ToneEngine):
    """A tone engine in whose way something may be raised at any step."""

    def __init__(self, faults):
        super().__init__(chunk_frames=2)
        self.faults = iter(faults)

    def _step(self):
        fault = next(self.faults, None)
        if fault is not None:
            raise fault

    def render(self, given):
        self._step()
        rendering = super().render(given)

        def audio():
            try:
                for chunk in rendering.audio:
                    self._step()
                    yield chunk
            finally:
                self._step()

        return Rendering(rendering.durations, audio())


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize("step", range(4))
def test_what_an_engine_raises_fails_its_task_alone(raised, step, caplog):
    engine = ToneThatFails([None] * step + [raised("as configured")])
    scheduler = Scheduler([engine])
    assert isinstance(Waiting(scheduler).end(), SynthesisFailed)
    assert Waiting(scheduler).end() == 8 * 600
    assert len([record for record in caplog.records if record.exc_info]) == 1
    scheduler.close()
    assert scheduler.stats().running == 0


# What is raised while a generator is closed, nobody can catch.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
# Without shrinking: where a task hangs, each attempt would wait for it.
@settings(max_examples=60, deadline=None, phases=set(Phase) - {Phase.shrink})
@given(
    faults=st.lists(st.sampled_from([None] * 6 + RAISED), max_size=30),
    notify_fails=st.lists(st.booleans(), max_size=20),
    clock_fails=st.lists(st.booleans(), max_size=10),
    tasks=st.integers(1, 8),
)
def test_no_task_hangs_whatever_is_raised_wherever(faults, notify_fails, clock_fails, tasks):
    fails, between = iter(notify_fails), iter(clock_fails)

    def clock():
        if threading.current_thread().name.startswith("phemius-engine") and next(between, False):
            raise MemoryError("between two tasks")
        return 0.0

    engine = ToneThatFails([fault and fault("x") for fault in faults])
    scheduler = Scheduler([engine], clock=clock)
    started = [
        Waiting(
            scheduler,
            notify_fails=lambda: next(fails, False),
            caller=str(index % 3),
            priority=Priority(index % 3),
        )
        for index in range(tasks)
    ]
    for each in started:
        assert isinstance(each.end(), SynthesisFailed | int)
    engine.faults, between = iter(()), iter(())
    assert Waiting(scheduler).end() == 8 * 600
    scheduler.close()
    assert scheduler.stats().running == 0


def test_a_dead_thread_is_replaced_and_its_tasks_fail(monkeypatch):
    gate = threading.Event()
    scheduler = Scheduler([ToneEngine(gate=gate)])
    begun = Waiting(scheduler)
    while scheduler.stats().running == 0:
        time.sleep(0.01)
    queued = Waiting(scheduler)
    worker = scheduler._workers[0]
    alive = worker.thread

    class Dead:
        ident = 0

        def is_alive(self):
            return False

        def join(self, timeout=None):
            pass

    worker.thread = Dead()
    assert scheduler.revive()
    assert isinstance(begun.end(), SynthesisFailed)
    gate.set()
    assert queued.end() == 8 * 600
    assert worker.thread.is_alive()

    worker.thread = Dead()

    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert not scheduler.revive()
    scheduler.close()
    with pytest.raises(Overloaded):
        Waiting(scheduler)
    alive.join(TIMEOUT_S)


class Altered(ToneEngine):
    """A tone engine whose audio is changed before it is given."""

    def __init__(self, alter, *, chunk_frames=None):
        super().__init__(chunk_frames=chunk_frames)
        self.alter = alter

    def render(self, given):
        rendering = super().render(given)
        durations, chunks = self.alter(rendering.durations, list(rendering.audio))
        return Rendering(durations, iter(chunks))


def with_sample(value):
    def alter(durations, chunks):
        chunks[-1] = chunks[-1].copy()
        chunks[-1][-1] = value
        return durations, chunks

    return alter


UNUSABLE = {
    "nan": with_sample(np.nan),
    "infinite": with_sample(-np.inf),
    "one sample less": lambda d, c: (d, [*c[:-1], c[-1][:-1]]),
    "half": lambda d, c: (d, [c[0][: len(c[0]) // 2]]),
    "nothing": lambda d, c: (d, []),
    "one sample more": lambda d, c: (d, [*c[:-1], np.append(c[-1], c[-1][:1])]),
    "a chunk more": lambda d, c: (d, [*c, c[-1]]),
    "a duration less": lambda d, c: (d[:-1], c),
    "negative durations": lambda d, c: (d * np.array([-1, 1, 1, 1]), c),
    "no durations": lambda d, c: (d * 0, c),
}


@pytest.mark.parametrize("chunk_frames", [None, 2])
@pytest.mark.parametrize("alter", UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_audio_is_a_failure_and_is_not_cached(alter, chunk_frames):
    inner, cache = Altered(alter, chunk_frames=chunk_frames), RenderingCache(1 << 20)
    scheduler = Scheduler([CachedEngine(inner, cache)])
    assert isinstance(Waiting(scheduler).end(), SynthesisFailed)
    assert cache.get(utterance()) is None
    inner.alter = lambda durations, chunks: (durations, chunks)
    assert Waiting(scheduler).end() == 8 * 600
    assert cache.get(utterance()) is not None
    scheduler.close()


def test_a_run_that_fails_ends_when_the_error_comes_with_audio():
    scheduler = Scheduler([ToneThatFails([None] * 3 + [RuntimeError()])])
    with pytest.raises(SynthesisFailed):
        scheduler.run([utterance()])
    scheduler.close()


@pytest.mark.parametrize("alter", UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_audio_is_a_failure_without_a_cache_too(alter):
    scheduler = Scheduler([Altered(alter)])
    assert isinstance(Waiting(scheduler).end(), SynthesisFailed)
    scheduler.close()
