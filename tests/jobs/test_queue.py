"""Items that are taken, kept, lost, ended and charged, on SQLite and on PostgreSQL."""

from dataclasses import replace

import anyio
import pytest
from database import AUDIO, opened

from phemius_core.accounts import NewPack
from phemius_core.errors import (
    AuthenticationFailed,
    ConcurrencyExceeded,
    Conflict,
    InvalidRequest,
    NotFound,
    QuotaExceeded,
)

pytestmark = pytest.mark.anyio


async def test_a_job_runs_to_its_end_and_is_charged_by_item(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", "three")
        assert (job.status, job.progress, job.ended_at) == ("queued", 0, None)
        first = await database.take()
        assert (first.position, first.request, first.attempt) == (0, {"text": "one"}, 1)
        assert await database.balance() == (0, 3)
        assert await database.queue.keep(first, 0.5)
        assert (await database.state(job)).progress == 0.25
        assert await database.queue.done(first, AUDIO)
        second = await database.take()
        assert await database.queue.fail(second, "no word in it")
        ended = await database.state(job)
        assert (ended.status, ended.progress, ended.error) == ("succeeded", 1, None)
        assert (ended.succeeded, ended.failed, ended.chars, ended.audio_ms) == (1, 1, 3, 1000)
        assert ended.ended_at is not None
        spoken, failed = await database.items(job)
        assert (spoken.status, spoken.chars, spoken.error) == ("succeeded", 3, None)
        assert (failed.status, failed.chars, failed.error) == ("failed", 0, "no word in it")
        output = await database.jobs.output(database.principal.account_id, job.id, 0)
        assert (output.media_type, output.data) == ("audio/wav", b"RIFF")
        with pytest.raises(NotFound):
            await database.jobs.output(database.principal.account_id, job.id, 1)
        assert await database.take() is None
        assert await database.balance() == (3, 0)
        assert await database.ledger() == [3]


async def test_a_job_whose_items_all_fail_has_failed(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.fail(await database.take(), "no word in it")
        state = await database.state(job)
        assert (state.status, state.error, state.progress) == ("failed", "no word in it", 1)


async def test_a_lost_worker_is_replaced_and_cannot_deliver_any_more(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        lost = await database.take("lost")
        assert await database.take("next") is None
        clock.advance(31)
        again = await database.take("next")
        assert (again.position, again.attempt) == (0, 2)
        assert await database.balance() == (0, 3)
        assert not await database.queue.keep(lost, 0.9)
        assert not await database.queue.done(lost, AUDIO)
        assert not await database.queue.fail(lost, "too late")
        assert not await database.queue.put_back(lost)
        assert await database.queue.done(again, AUDIO)
        assert not await database.queue.done(again, AUDIO)
        assert await database.ledger() == [3]
        assert (await database.state(job)).status == "succeeded"


async def test_a_worker_that_is_heard_of_keeps_its_item_beyond_any_reservation(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job("one")
        task = await database.take()
        for _ in range(100):
            clock.advance(20)
            assert await database.queue.keep(task, 0.1)
            await database.billing.sweep()
        assert await database.take("other") is None
        assert await database.queue.done(task, AUDIO)
        assert await database.balance() == (3, 0)


async def test_an_item_that_takes_its_workers_down_is_given_up(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", "two")
        await database.queue.done(await database.take(), AUDIO)
        for _ in range(3):
            assert (await database.take()).position == 1
            clock.advance(31)
        assert await database.take() is None
        state = await database.state(job)
        assert (state.status, state.failed) == ("succeeded", 1)
        assert "3 times" in (await database.items(job))[1].error
        assert await database.balance() == (3, 0)


async def test_what_is_put_back_comes_again_when_it_is_due(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job("one")
        task = await database.take()
        assert await database.queue.put_back(task, after_s=5, counts=True)
        assert await database.balance() == (0, 0)
        assert await database.take() is None
        clock.advance(5)
        again = await database.take()
        assert again.attempt == 2
        assert await database.queue.put_back(again)
        assert (await database.take()).attempt == 2


async def test_cancelling_keeps_what_was_delivered_and_ends_the_rest(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", "two", "three")
        await database.queue.done(await database.take(), AUDIO)
        running = await database.take()
        assert await database.balance() == (3, 3)
        cancelled = await database.jobs.cancel(database.principal.account_id, job.id)
        assert (cancelled.status, cancelled.chars) == ("cancelled", 3)
        assert await database.balance() == (3, 0)
        assert not await database.queue.keep(running, 0.5)
        assert not await database.queue.done(running, AUDIO)
        assert await database.take() is None
        assert [item.status for item in await database.items(job)] == [
            "succeeded",
            "cancelled",
            "cancelled",
        ]
        assert (
            await database.jobs.cancel(database.principal.account_id, job.id)
        ).status == "cancelled"
        assert await database.ledger() == [3]


async def test_what_has_ended_cannot_be_cancelled(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.done(await database.take(), AUDIO)
        with pytest.raises(Conflict, match="succeeded"):
            await database.jobs.cancel(database.principal.account_id, job.id)


async def test_a_job_that_cannot_be_paid_is_refused_at_once(database_url, clock):
    async with opened(database_url, clock, plan="free") as database:
        with pytest.raises(QuotaExceeded):
            await database.create_job("a" * 6000, "b" * 6000)
        assert await database.jobs.list(database.principal.account_id, limit=10) == []
        assert await database.balance() == (0, 0)


async def test_items_fail_where_the_characters_run_out_on_the_way(database_url, clock):
    async with opened(database_url, clock, plan="free") as database:
        job = await database.create_job("a" * 4000, "b" * 4000)
        other = await database.billing.admit(
            database.principal, endpoint="/v1/speech", chars=3000, request_id="r"
        )
        await other.settle(chars=3000)
        await database.queue.done(await database.take(), AUDIO)
        assert await database.take() is None
        state = await database.state(job)
        assert (state.status, state.succeeded, state.failed) == ("succeeded", 1, 1)
        assert "more than what is left" in (await database.items(job))[1].error
        assert await database.balance() == (7000, 0)


async def test_a_revoked_key_pays_for_nothing_more(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.accounts.keys.revoke(database.principal.key_id)
        assert await database.take() is None
        state = await database.state(job)
        assert (state.status, state.error) == ("failed", "the API key is revoked: use another one")
        with pytest.raises(AuthenticationFailed):
            await database.create_job("two")


async def test_the_same_key_and_body_are_the_same_job_for_a_day(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", key="k")
        assert (await database.create_job("one", key="k")).id == job.id
        with pytest.raises(InvalidRequest, match="another body"):
            await database.create_job("two", key="k")
        assert (await database.create_job("one")).id != job.id
        clock.advance(24 * 3600 + 1)
        assert (await database.create_job("two", key="k")).id != job.id


async def test_creations_at_once_are_one_job_by_key_and_never_too_many(database_url, clock):
    async with opened(database_url, clock, max_open=4) as database:
        made, refused = [], []

        async def create(key):
            try:
                made.append((await database.create_job("one", key=key)).id)
            except ConcurrencyExceeded:
                refused.append(key)

        async with anyio.create_task_group() as tasks:
            for n in range(12):
                tasks.start_soon(create, f"key-{n % 6}")
        assert len(set(made)) == 4
        assert len(made) + len(refused) == 12
        open_jobs = await database.jobs.list(database.principal.account_id, limit=100)
        assert len(open_jobs) == 4


async def test_jobs_take_turns(database_url, clock):
    async with opened(database_url, clock) as database:
        long = await database.create_job("a", "b", "c")
        clock.advance(1)
        short = await database.create_job("d")
        order = []
        while task := await database.take():
            clock.advance(1)
            order.append(task.job_id)
            await database.queue.done(task, AUDIO)
        assert order == [long.id, short.id, long.id, long.id]


async def test_an_item_is_taken_once_by_however_many_at_once(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job(*"abcdefgh")
        taken = []

        async def work(name):
            while task := await database.take(name):
                taken.append(task.position)
                await database.queue.done(task, AUDIO)

        async with anyio.create_task_group() as tasks:
            for n in range(6):
                tasks.start_soon(work, f"w{n}")
        assert sorted(taken) == list(range(8))
        assert await database.ledger() == [1] * 8


async def test_pages_go_from_the_newest_to_the_oldest(database_url, clock):
    async with opened(database_url, clock) as database:
        made = []
        for _ in range(5):
            clock.advance(1)
            made.append((await database.create_job("one")).id)
        account, before, seen = database.principal.account_id, None, []
        while page := await database.jobs.list(account, limit=2, before=before):
            seen += [job.id for job in page]
            before = (round(page[-1].created_at.timestamp() * 1e6), page[-1].id)
        assert seen == made[::-1]


async def test_anothers_job_is_not_found(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.done(await database.take(), AUDIO)
        other = (await database.accounts.create_account("Bob", plan="free")).id
        assert await database.jobs.list(other, limit=10) == []
        for attempt in (
            database.jobs.get(other, job.id),
            database.jobs.cancel(other, job.id),
            database.jobs.items(other, job.id, start=0, limit=1),
            database.jobs.output(other, job.id, 0),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_ended_jobs_are_deleted_after_their_time_and_open_ones_never(database_url, clock):
    async with opened(database_url, clock) as database:
        ended = await database.create_job("one")
        clock.advance(1)
        open_job = await database.create_job("two", "three")
        await database.queue.done(await database.take(), AUDIO)
        clock.advance(100)
        assert await database.jobs.prune(101) == 0
        assert await database.jobs.prune(100) == 1
        with pytest.raises(NotFound):
            await database.state(ended)
        assert (await database.state(open_job)).items == 2
        assert await database.ledger() == [3]


async def test_a_recording_goes_when_its_job_ends_however_it_ends(database_url, clock):
    async with opened(database_url, clock) as database:
        for end in ("done", "fail", "cancel"):
            _, job = await database.create_cloning_job(b"recording")
            assert (await database.jobs.input(job.id, 0)).data == b"recording"
            if end == "cancel":
                await database.jobs.cancel(database.principal.account_id, job.id)
            else:
                task = await database.take()
                await (
                    database.queue.done(task, AUDIO)
                    if end == "done"
                    else database.queue.fail(task, "no")
                )
            with pytest.raises(NotFound):
                await database.jobs.input(job.id, 0)


async def test_what_else_an_outcome_writes_is_written_with_it_or_not_at_all(database_url, clock):
    async with opened(database_url, clock) as database:
        voices = database.accounts.voices
        owner = database.principal.account_id
        pack = NewPack(b"pack", "a", {"method": "none"})
        for kept in (True, False):
            voice, job = await database.create_cloning_job(b"recording")
            task = await database.take()
            if not kept:
                await voices.delete(owner, voice.id)
            outcome = replace(
                AUDIO, also=lambda tx, voice=voice: voices.write_pack(tx, owner, voice.id, pack)
            )
            await database.queue.done(task, outcome)
            state = await database.state(job)
            assert state.status == ("succeeded" if kept else "failed")
            if kept:
                assert (await voices.get(owner, voice.id)).provenance == {"method": "none"}
            else:
                assert "no custom voice" in state.error
        assert await database.balance() == (0, 0)
