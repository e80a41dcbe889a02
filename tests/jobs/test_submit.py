"""Accepting jobs: a thousand unknown voices, and workers that cannot be told."""

import time

import anyio
import pytest
from database import opened

from phemius_core.accounts import Principal
from phemius_core.errors import InvalidRequest, Overloaded
from phemius_core.jobs import EmbeddedDispatcher, JobSubmitter
from phemius_core.settings import Settings
from phemius_core.wire import parse_bulk

pytestmark = pytest.mark.anyio


def submitter(database, dispatcher=None):
    return JobSubmitter(
        database.jobs,
        dispatcher or EmbeddedDispatcher(),
        billing=database.billing,
        voices=database.accounts.voices,
        settings=Settings(_env_file=None),
    )


def draft(items):
    return parse_bulk(
        b'{"type": "bulk_synthesis", "items": [' + b",".join(items) + b"]}",
        lines=False,
        audio_format=None,
    )


async def test_unknown_voices_do_not_hold_the_event_loop(clock):
    letters = "abfmnoelixs_"
    names = [
        "".join(letters[(n * (place + 3) + place) % 12] for place in range(12)) + f"{n}"
        for n in range(1000)
    ]
    items = [b'{"text": "Hi.", "voice": "%s"}' % name.encode() for name in names]
    async with opened("sqlite://", clock) as database:
        longest, before = 0.0, time.monotonic()
        done = anyio.Event()

        async def watch():
            nonlocal longest, before
            while not done.is_set():
                await anyio.sleep(0.001)
                now = time.monotonic()
                longest, before = max(longest, now - before), now

        parsed = draft(items)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(watch)
            await anyio.sleep(0.01)
            began = time.thread_time()
            problems = await submitter(database)._voice_problems(database.principal, parsed)
            on_the_loop_s = time.thread_time() - began
            done.set()
        assert len(problems) == 1000
        assert on_the_loop_s < 0.1
        suggested = [problem for problem in problems if "see the list" not in problem.message]
        assert len(suggested) <= 20


async def test_a_job_whose_workers_cannot_be_told_is_accepted(clock):
    class Silent(EmbeddedDispatcher):
        async def notify(self):
            raise Overloaded("the database does not answer")

    async with opened("sqlite://", clock) as database:
        principal: Principal = database.principal
        job = await submitter(database, Silent()).submit_bulk(
            principal, draft([b'{"text": "Hi."}']), request_id="r"
        )
        assert (await database.state(job)).status == "queued"


async def test_problems_name_the_items_with_unknown_voices_and_voices_of_others(clock):
    async with opened("sqlite://", clock) as database:
        own = await database.accounts.voices.create(
            database.principal.account_id, name="Mine", model="phemius-fast", spec="default"
        )
        other = (await database.accounts.create_account("Bob", plan="free")).id
        theirs = await database.accounts.voices.create(
            other, name="Theirs", model="phemius-fast", spec="default"
        )
        parsed = draft(
            [
                b'{"text": "Hi.", "voice": "nobody"}',
                b'{"text": "Hi.", "voice_id": "%s"}' % own.id.encode(),
                b'{"text": "Hi.", "voice_id": "%s"}' % theirs.id.encode(),
                b'{"text": "Hi."}',
            ]
        )
        with pytest.raises(InvalidRequest) as caught:
            await submitter(database).submit_bulk(database.principal, parsed, request_id="r")
        found = [(problem.field, problem.code) for problem in caught.value.fields]
        assert found == [
            ("items.0.voice", "voice_not_found"),
            ("items.2.voice_id", "not_found"),
        ]
