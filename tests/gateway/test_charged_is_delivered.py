"""Whatever readers, databases and processes do, what was delivered is charged, within the cap.

A plan of steps is played over two server processes that share a database: readers of any speed
that stall, leave or read to the end, an outage of the database, a server that stops, and one that
is killed and replaced. At the end the ledger must be the segments that were delivered.
"""

import itertools
import tempfile
from contextlib import suppress
from pathlib import Path

import anyio
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from phemius_core.errors import Overloaded, QuotaExceeded
from tests.gateway.replies_harness import (
    SEGMENT_CHARS,
    WINDOWS,
    FailingStore,
    Process,
    balance,
    create_principal,
    ledger_chars,
)
from tests.services import FakeClock

CAP = 10_000
TICK_S = 25
CHARS_PER_S = 15

NUMBERS = itertools.count()

index = st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just("speak"), st.sampled_from([30, 400, 3_000, 5_000]), st.integers(0, 1)),
    st.tuples(st.just("read"), index, st.integers(1, 8)),
    st.tuples(st.just("play"), index, st.sampled_from([0.25, 0.5, 1, 4])),
    st.tuples(st.just("read whole"), index),
    st.tuples(st.just("leave"), index),
    st.tuples(st.just("wait"), st.sampled_from([10, 300, 850, 950, 2_000])),
    st.tuples(st.just("database"), st.sampled_from(["away", "back"])),
    st.tuples(st.just("stop"), st.integers(0, 1)),
    st.tuples(st.just("kill"), st.integers(0, 1)),
)


class World:
    def __init__(self, store, clock, folder):
        self.store = store
        self.clock = clock
        self.folder = folder
        self.processes = [self.start_process() for _ in range(2)]
        self.readers = []

    def start_process(self):
        return Process(self.store, self.clock, self.folder, max_reply_s=1_800)

    async def run(self, plan):
        self.principal = await create_principal(self.store, self.clock, f"a{next(NUMBERS)}")
        for name, *arguments in plan:
            await getattr(self, name.replace(" ", "_"))(*arguments)
            await self.check()
        self.store.away = False
        for reader in self.readers:
            if reader.open:
                await reader.leave()
        await self.wait(1_000)  # what processes that were killed have left is adopted

    async def check(self):
        away, self.store.away = self.store.away, False
        assert sum(await balance(self.store, self.principal)) <= CAP
        self.store.away = away
        assert self.delivered <= CAP

    @property
    def delivered(self):
        return sum(reader.delivered for reader in self.readers)

    async def wait(self, seconds):
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.advance(min(TICK_S, until - self.clock.now))
            for process in self.processes:
                await process.tick()

    async def speak(self, chars, which):
        with suppress(QuotaExceeded, Overloaded):
            self.readers.append(await self.processes[which].speak(self.principal, chars))

    def reader(self, which):
        reading = [reader for reader in self.readers if reader.open]
        return reading[which % len(reading)] if reading else None

    async def read(self, which, parts):
        reader = self.reader(which)
        with suppress(Overloaded):
            for _ in range(parts):
                if reader is None or not await reader.read():
                    return

    async def play(self, which, speed):
        """Read as a player does: each part for as long as it lasts."""
        reader = self.reader(which)
        with suppress(Overloaded):
            for _ in range(30):
                await self.wait(SEGMENT_CHARS / WINDOWS / CHARS_PER_S / speed)
                if reader is None or not reader.open or not await reader.read():
                    return

    async def read_whole(self, which):
        reader = self.reader(which)
        with suppress(Overloaded):
            while reader is not None and await reader.read():
                pass

    async def leave(self, which):
        reader = self.reader(which)
        if reader is not None:
            await reader.leave()

    async def database(self, state):
        self.store.away = state == "away"

    async def stop(self, which):
        """Stop a server: its replies are cut, and the next one takes its place."""
        process = self.processes[which]
        for reader in process.readers:
            if reader.open:
                await reader.leave()
        self.kill_process(which)

    async def kill(self, which):
        self.kill_process(which)

    def kill_process(self, which):
        self.processes[which].kill()
        self.processes[which] = self.start_process()


@pytest.fixture(scope="module")
def store():
    store = FailingStore("sqlite://")
    store.open()
    yield store
    store.close()


SLOW = [("speak", 5_000, 0), ("speak", 5_000, 0), ("read", 0, 4), ("read", 1, 4), ("wait", 950)]


@given(plan=st.lists(steps, max_size=16))
@example(plan=[*SLOW, ("speak", 5_000, 1), ("read whole", 2), ("read whole", 0), ("read whole", 0)])
@example(plan=[("speak", 400, 0), ("read", 0, 8), ("kill", 0)])
@example(plan=[("speak", 400, 0), ("database", "away"), ("read whole", 0), ("database", "back")])
@example(
    plan=[
        *SLOW,
        ("database", "away"),
        ("read whole", 0),
        ("read whole", 0),
        ("kill", 0),
        ("wait", 2_000),
        ("database", "back"),
        ("speak", 5_000, 1),
        ("read whole", 0),
    ]
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_ledger_is_what_was_delivered(store, plan):
    async def main(folder):
        world = World(store, FakeClock(), folder)
        await world.run(plan)
        assert await ledger_chars(store, world.principal) == world.delivered
        assert await balance(store, world.principal) == (world.delivered, 0)
        assert world.delivered <= CAP
        event(f"delivered {world.delivered > 0}")
        for process in world.processes:
            process.billing.close()
            process.journal.close()

    store.away = False
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(main, Path(folder) / "journal")
        assert list(Path(folder).glob("journal/*")) == []
