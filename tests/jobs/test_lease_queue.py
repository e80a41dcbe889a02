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
        first = await database.claim()
        assert (first.position, first.request, first.attempt) == (0, {"text": "one"}, 1)
        assert await database.balance() == (0, 3)
        assert await database.queue.heartbeat(first, 0.5)
        assert (await database.state(job)).progress == 0.25
        assert await database.queue.complete(first, AUDIO)
        second = await database.claim()
        assert await database.queue.fail(second, "no word in it")
        ended = await database.state(job)
        assert (ended.status, ended.progress, ended.error) == ("succeeded", 1, None)
        assert (ended.succeeded, ended.failed, ended.chars, ended.audio_ms) == (1, 1, 3, 1000)
        assert ended.ended_at is not None
        spoken, failed = await database.items(job)
        assert (spoken.status, spoken.chars, spoken.error) == ("succeeded", 3, None)
        assert (failed.status, failed.chars, failed.error) == ("failed", 0, "no word in it")
        output = await database.output(job)
        assert (output.media_type, output.data) == ("audio/wav", b"RIFF")
        with pytest.raises(NotFound):
            await database.output(job, 1)
        assert await database.claim() is None
        assert await database.balance() == (3, 0)
        assert await database.ledger() == [3]


async def test_a_job_whose_items_all_fail_has_failed(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.fail(await database.claim(), "no word in it")
        state = await database.state(job)
        assert (state.status, state.error, state.progress) == ("failed", "no word in it", 1)


async def test_a_worker_whose_lease_expired_is_replaced_and_cannot_complete(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        lost = await database.claim("lost")
        assert await database.claim("next") is None
        clock.advance(31)
        again = await database.claim("next")
        assert (again.position, again.attempt) == (0, 2)
        assert await database.balance() == (0, 3)
        assert not await database.queue.heartbeat(lost, 0.9)
        assert not await database.queue.complete(lost, AUDIO)
        assert not await database.queue.fail(lost, "too late")
        assert not await database.queue.release(lost)
        assert await database.queue.complete(again, AUDIO)
        # Again, as after a commit that the database did not confirm: nothing more is charged.
        assert await database.queue.complete(again, AUDIO)
        assert await database.ledger() == [3]
        assert (await database.state(job)).status == "succeeded"


async def test_heartbeats_keep_an_item_beyond_its_reservation(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job("one")
        task = await database.claim()
        for _ in range(100):
            clock.advance(20)
            assert await database.queue.heartbeat(task, 0.1)
            await database.billing.sweep()
        assert await database.claim("other") is None
        assert await database.queue.complete(task, AUDIO)
        assert await database.balance() == (3, 0)


async def test_an_item_whose_workers_are_lost_fails_at_last(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", "two")
        await database.queue.complete(await database.claim(), AUDIO)
        for _ in range(3):
            assert (await database.claim()).position == 1
            clock.advance(31)
        assert await database.claim() is None
        state = await database.state(job)
        assert (state.status, state.failed) == ("succeeded", 1)
        assert "3 times" in (await database.items(job))[1].error
        assert await database.balance() == (3, 0)


async def test_a_released_item_is_available_again_after_its_delay(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job("one")
        task = await database.claim()
        assert await database.queue.release(task, delay_s=5, count_attempt=True)
        assert await database.balance() == (0, 0)
        assert await database.claim() is None
        clock.advance(5)
        again = await database.claim()
        assert again.attempt == 2
        assert await database.queue.release(again)
        assert (await database.claim()).attempt == 2


async def test_cancelling_keeps_completed_items_and_ends_the_rest(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", "two", "three")
        await database.queue.complete(await database.claim(), AUDIO)
        running = await database.claim()
        assert await database.balance() == (3, 3)
        cancelled = await database.jobs.cancel(database.principal.account_id, job.id)
        assert (cancelled.status, cancelled.chars) == ("cancelled", 3)
        assert await database.balance() == (3, 0)
        assert not await database.queue.heartbeat(running, 0.5)
        assert not await database.queue.complete(running, AUDIO)
        assert await database.claim() is None
        assert [item.status for item in await database.items(job)] == [
            "succeeded",
            "cancelled",
            "cancelled",
        ]
        assert (
            await database.jobs.cancel(database.principal.account_id, job.id)
        ).status == "cancelled"
        assert await database.ledger() == [3]


async def test_an_ended_job_cannot_be_cancelled(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.complete(await database.claim(), AUDIO)
        with pytest.raises(Conflict, match="succeeded"):
            await database.jobs.cancel(database.principal.account_id, job.id)


async def test_a_job_beyond_the_quota_is_refused_at_once(database_url, clock):
    async with opened(database_url, clock, plan="free") as database:
        with pytest.raises(QuotaExceeded):
            await database.create_job("a" * 6000, "b" * 6000)
        assert await database.jobs.list(database.principal.account_id, limit=10) == ([], None)
        assert await database.balance() == (0, 0)


async def test_items_fail_when_the_quota_is_used_up_meanwhile(database_url, clock):
    async with opened(database_url, clock, plan="free") as database:
        job = await database.create_job("a" * 4000, "b" * 4000)
        other = await database.billing.admit(
            database.principal, endpoint="/v1/speech", chars=3000, request_id="r"
        )
        await other.settle(chars=3000)
        await database.queue.complete(await database.claim(), AUDIO)
        assert await database.claim() is None
        state = await database.state(job)
        assert (state.status, state.succeeded, state.failed) == ("succeeded", 1, 1)
        assert "more than what is left" in (await database.items(job))[1].error
        assert await database.balance() == (7000, 0)


async def test_items_of_a_revoked_key_fail(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.accounts.keys.revoke(database.principal.key_id)
        assert await database.claim() is None
        state = await database.state(job)
        assert (state.status, state.error) == ("failed", "the API key is revoked: use another one")
        with pytest.raises(AuthenticationFailed):
            await database.create_job("two")


async def test_an_idempotency_key_gives_the_same_job_for_a_day(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one", key="k")
        assert (await database.create_job("one", key="k")).id == job.id
        with pytest.raises(InvalidRequest, match="another body"):
            await database.create_job("two", key="k")
        assert (await database.create_job("one")).id != job.id
        clock.advance(24 * 3600 + 1)
        assert (await database.create_job("two", key="k")).id != job.id


async def test_concurrent_creations_give_one_job_per_key_and_respect_the_limit(database_url, clock):
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
        open_jobs, _ = await database.jobs.list(database.principal.account_id, limit=100)
        assert len(open_jobs) == 4


async def test_jobs_take_turns(database_url, clock):
    async with opened(database_url, clock) as database:
        long = await database.create_job("a", "b", "c")
        clock.advance(1)
        short = await database.create_job("d")
        clock.advance(1)
        order = []
        while task := await database.claim():
            clock.advance(1)
            order.append(task.job_id)
            await database.queue.complete(task, AUDIO)
        assert order == [long.id, short.id, long.id, long.id]


async def test_concurrent_claims_give_an_item_to_one_worker(database_url, clock):
    async with opened(database_url, clock) as database:
        await database.create_job(*"abcdefgh")
        taken = []

        async def work(name):
            while task := await database.claim(name):
                taken.append(task.position)
                await database.queue.complete(task, AUDIO)

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
        account, pages = database.principal.account_id, []
        page, cursor = await database.jobs.list(account, limit=2)
        while True:
            pages.append([job.id for job in page])
            if cursor is None:
                break
            page, cursor = await database.jobs.list(account, limit=2, cursor=cursor)
        assert pages == [made[4:2:-1], made[2:0:-1], made[:1]]


async def test_a_job_of_another_account_is_not_found(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await database.queue.complete(await database.claim(), AUDIO)
        other = (await database.accounts.create_account("Bob", plan="free")).id
        assert await database.jobs.list(other, limit=10) == ([], None)
        for attempt in (
            database.jobs.get(other, job.id),
            database.jobs.cancel(other, job.id),
            database.jobs.items(other, job.id, start=0, limit=1),
            database.jobs.open_output(other, job.id, 0),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_ended_jobs_are_pruned_after_their_retention_and_unfinished_ones_never(
    database_url, clock
):
    async with opened(database_url, clock) as database:
        ended = await database.create_job("one")
        clock.advance(1)
        open_job = await database.create_job("two", "three")
        await database.queue.complete(await database.claim(), AUDIO)
        clock.advance(100)
        assert await database.jobs.prune(101) == 0
        assert await database.jobs.prune(100) == 1
        with pytest.raises(NotFound):
            await database.state(ended)
        assert (await database.state(open_job)).items == 2
        assert await database.ledger() == [3]


async def test_an_input_file_is_deleted_when_its_job_ends(database_url, clock):
    async with opened(database_url, clock) as database:
        for end in ("done", "fail", "cancel"):
            _, job = await database.create_cloning_job(b"recording")
            assert (await database.jobs.input(job.id, 0)).data == b"recording"
            if end == "cancel":
                await database.jobs.cancel(database.principal.account_id, job.id)
            else:
                task = await database.claim()
                await (
                    database.queue.complete(task, AUDIO)
                    if end == "done"
                    else database.queue.fail(task, "no")
                )
            with pytest.raises(NotFound):
                await database.jobs.input(job.id, 0)


async def test_a_result_and_what_it_writes_in_its_transaction_stand_or_fall_together(
    database_url, clock
):
    async with opened(database_url, clock) as database:
        voices = database.accounts.voices
        owner = database.principal.account_id
        pack = NewPack(b"pack", "a", {"method": "none"})
        for kept in (True, False):
            voice, job = await database.create_cloning_job(b"recording")
            task = await database.claim()
            if not kept:
                await voices.delete(owner, voice.id)
            result = replace(
                AUDIO,
                in_transaction=lambda tx, voice=voice: voices.write_pack(tx, owner, voice.id, pack),
            )
            await database.queue.complete(task, result)
            state = await database.state(job)
            assert state.status == ("succeeded" if kept else "failed")
            if kept:
                assert (await voices.get(owner, voice.id)).provenance == {"method": "none"}
            else:
                assert "no custom voice" in state.error
        assert await database.balance() == (0, 0)
