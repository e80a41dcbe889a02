"""The scheduler shares engines fairly, is bounded, and drops cancelled tasks."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from phemius_core.engine import Priority, Rendering, Scheduler, Utterance
from phemius_core.errors import Overloaded, SynthesisFailed

STYLE = np.zeros(256, np.float32)
TIMEOUT_S = 5.0


class GatedEngine:
    """Renders only while its gate is open, and records the order."""

    name, version = "gated", "1"

    def __init__(self, chunks: int = 1) -> None:
        self.gate = threading.Event()
        self.started = threading.Event()
        self.order: list[str] = []
        self.chunks_rendered = 0
        self.closed = False
        self._chunks = chunks

    def render(self, utterance: Utterance) -> Rendering:
        def audio() -> Iterator[np.ndarray]:
            for part in parts:
                self.started.set()
                assert self.gate.wait(TIMEOUT_S)
                self.chunks_rendered += 1
                yield part

        samples = np.zeros(600 * (len(utterance.phonemes) + 2), np.float32)
        parts = np.array_split(samples, self._chunks)
        self.order.append(utterance.phonemes)
        if utterance.phonemes == "!":
            raise RuntimeError("secret detail")
        return Rendering(np.ones(len(utterance.phonemes) + 2, np.int64), audio())

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def engine():
    return GatedEngine()


@pytest.fixture
def scheduler(engine):
    scheduler = Scheduler([engine], max_queued=4)
    yield scheduler
    engine.gate.set()
    scheduler.close()


def submit(scheduler, phonemes, **kwargs):
    done = threading.Event()
    task = scheduler.submit(Utterance(phonemes, STYLE), notify=done.set, **kwargs)
    task.done = done
    return task


def drain(task):
    """All chunks of a task, once it has finished."""
    chunks = []
    while True:
        task.done.wait(TIMEOUT_S)
        task.done.clear()
        new, finished = task.take()
        chunks += new
        if finished:
            return chunks


def occupy(scheduler, engine):
    """Submits a task and waits until it is being rendered."""
    task = submit(scheduler, "0", caller="occupier")
    assert engine.started.wait(TIMEOUT_S)
    return task


def test_audio_arrives_in_order_and_ends(scheduler, engine):
    engine.gate.set()
    task = submit(scheduler, "a")
    assert [len(chunk) for chunk in drain(task)] == [1800]
    assert task.durations.tolist() == [1, 1, 1]


def test_callers_take_turns(scheduler, engine):
    running = occupy(scheduler, engine)
    tasks = [submit(scheduler, p, caller="long") for p in "abc"]
    tasks.append(submit(scheduler, "x", caller="short"))
    engine.gate.set()
    for task in [running, *tasks]:
        drain(task)
    assert engine.order == ["0", "a", "x", "b", "c"]


def test_first_segments_come_first_and_bulk_last(scheduler, engine):
    running = occupy(scheduler, engine)
    tasks = [
        submit(scheduler, "b", priority=Priority.BULK),
        submit(scheduler, "l", priority=Priority.LIVE),
        submit(scheduler, "f", priority=Priority.FIRST),
    ]
    engine.gate.set()
    for task in [running, *tasks]:
        drain(task)
    assert engine.order == ["0", "f", "l", "b"]


def test_a_full_queue_refuses_and_says_when_to_come_back(scheduler, engine):
    occupy(scheduler, engine)
    for _ in range(4):
        submit(scheduler, "a")
    with pytest.raises(Overloaded) as refused:
        submit(scheduler, "a")
    assert refused.value.headers["Retry-After"] == "2"
    assert scheduler.stats().rejected == 1


def test_cancelled_tasks_make_room(scheduler, engine):
    running = occupy(scheduler, engine)
    waiting = [submit(scheduler, "a") for _ in range(4)]
    waiting[0].cancel()
    last = submit(scheduler, "z")
    engine.gate.set()
    for task in [running, *waiting[1:], last]:
        drain(task)
    assert engine.order.count("a") == 3


def test_cancelling_a_running_task_stops_it_at_the_next_chunk():
    engine = GatedEngine(chunks=100)
    scheduler = Scheduler([engine])
    task = occupy(scheduler, engine)
    task.cancel()
    engine.gate.set()
    drain(task)
    assert engine.chunks_rendered <= 2
    scheduler.close()


def test_the_error_of_a_failed_engine_hides_its_details(scheduler, engine):
    engine.gate.set()
    task = submit(scheduler, "!")
    assert task.done.wait(TIMEOUT_S)
    with pytest.raises(SynthesisFailed) as failed:
        task.take()
    assert "secret" not in str(failed.value)
    drain(submit(scheduler, "a"))  # the worker is still alive


def test_closing_fails_queued_tasks_and_closes_the_engine(scheduler, engine):
    running = occupy(scheduler, engine)
    waiting = submit(scheduler, "a")
    engine.gate.set()
    scheduler.close()
    assert engine.closed
    drain(running)
    with pytest.raises(Overloaded):
        while not waiting.take()[1]:
            pass
    with pytest.raises(Overloaded):
        submit(scheduler, "b")


def test_a_long_utterance_shares_the_engine_after_each_chunk():
    engine = GatedEngine(chunks=8)
    scheduler = Scheduler([engine])
    notified = []

    def start(name):
        return scheduler.submit(
            Utterance(name, STYLE), caller=name, notify=lambda: notified.append(name)
        )

    start("long")
    assert engine.started.wait(TIMEOUT_S)
    start("short")
    engine.gate.set()
    deadline = time.monotonic() + TIMEOUT_S
    while scheduler.stats().rendered < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    scheduler.close()
    # Each is notified of eight chunks and of its end; they alternate once both are submitted.
    assert notified.count("long") == notified.count("short") == 9
    assert notified.index("short") <= 2
    turns = notified[notified.index("short") : notified.index("short") + 8]
    assert turns.count("long") == turns.count("short") == 4


def test_cancelling_between_chunks_leaves_other_tasks_running():
    engine = GatedEngine(chunks=4)
    scheduler = Scheduler([engine])
    first = submit(scheduler, "a", caller="a")
    assert engine.started.wait(TIMEOUT_S)
    second = submit(scheduler, "b", caller="b")
    first.cancel()
    engine.gate.set()
    assert len(drain(second)) == 4
    scheduler.close()
    assert engine.chunks_rendered <= 5
    assert scheduler.stats().running == 0
