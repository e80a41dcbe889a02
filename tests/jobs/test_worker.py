"""A worker over a real queue, with work that does what a test wants."""

import anyio
import pytest
from database import AUDIO, opened

from phemius_core.errors import InvalidRequest, SynthesisFailed
from phemius_core.jobs import (
    EmbeddedDispatcher,
    PostgresDispatcher,
    Worker,
    dispatcher_for,
)

pytestmark = pytest.mark.anyio


async def until(database, job, *statuses):
    with anyio.fail_after(20):
        while (state := await database.state(job)).status not in statuses:
            await anyio.sleep(0.02)
    return state


def worker(database, work, **options):
    dispatcher = dispatcher_for(database.store)
    return dispatcher, Worker(database.queue, dispatcher, {"bulk_synthesis": work}, **options)


async def test_items_are_handled_and_progress_is_reported(database_url):
    import time

    async with opened(database_url, time.time, lease_s=0.6) as database:
        halfway = anyio.Event()

        async def work(task, report):
            report(0.5)
            await halfway.wait()
            return AUDIO

        dispatcher, running = worker(database, work)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.run)
            await anyio.sleep(0.1)
            job = await database.create_job("one", "two")
            await dispatcher.notify()
            with anyio.fail_after(10):
                while (await database.state(job)).progress != 0.25:
                    await anyio.sleep(0.02)
            # Longer than the lease: its heartbeat keeps it.
            await anyio.sleep(1)
            halfway.set()
            state = await until(database, job, "succeeded")
            tasks.cancel_scope.cancel()
        assert state.chars == 6
        assert await database.ledger() == [3, 3]


async def test_retryable_errors_are_retried_and_others_are_not(database_url, clock):
    async with opened(database_url, clock) as database:
        tries = []

        async def work(task, report):
            tries.append(task.request["text"])
            if task.request["text"] == "never":
                raise InvalidRequest("there is no word in it")
            if task.request["text"] == "broken":
                raise ZeroDivisionError
            if task.attempt < 2:
                raise SynthesisFailed("the model stumbled")
            return AUDIO

        _, running = worker(database, work)
        job = await database.create_job("never", "later", "broken")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.run)
            with anyio.fail_after(30):
                while (await database.state(job)).status != "succeeded":
                    clock.advance(3)
                    await anyio.sleep(0.05)
            tasks.cancel_scope.cancel()
        assert {text: tries.count(text) for text in set(tries)} == {
            "never": 1,
            "later": 2,
            "broken": 3,
        }
        assert [item.error for item in await database.items(job)] == [
            "there is no word in it",
            None,
            "internal error: the server's log has the details",
        ]
        assert await database.balance() == (5, 0)


async def test_a_cancelled_worker_releases_its_item(database_url, clock):
    async with opened(database_url, clock) as database:
        begun = anyio.Event()

        async def work(task, report):
            begun.set()
            await anyio.sleep_forever()

        _, running = worker(database, work)
        await database.create_job("one")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.run)
            await begun.wait()
            tasks.cancel_scope.cancel()
        assert await database.balance() == (0, 0)
        assert (await database.claim()).attempt == 1


async def test_cancelling_a_job_cancels_its_handler(database_url):
    import time

    async with opened(database_url, time.time, lease_s=0.6) as database:
        begun, stopped = anyio.Event(), anyio.Event()

        async def work(task, report):
            begun.set()
            try:
                await anyio.sleep_forever()
            finally:
                stopped.set()

        _, running = worker(database, work)
        job = await database.create_job("one")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.run)
            await begun.wait()
            await database.jobs.cancel(database.principal.account_id, job.id)
            with anyio.fail_after(10):
                await stopped.wait()
            tasks.cancel_scope.cancel()
        assert await database.balance() == (0, 0)
        assert (await database.state(job)).status == "cancelled"


async def test_a_dispatcher_wakes_all_waiting_workers_and_waits_are_bounded(database_url, clock):
    async with opened(database_url, clock) as database:
        dispatcher = dispatcher_for(database.store)
        kind = EmbeddedDispatcher if database.store.is_sqlite else PostgresDispatcher
        assert isinstance(dispatcher, kind)
        before = anyio.current_time()
        await dispatcher.wait(0.2)
        assert 0.1 < anyio.current_time() - before < 5
        woken = 0

        async def wait():
            nonlocal woken
            await dispatcher.wait(60)
            woken += 1

        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                for _ in range(3):
                    tasks.start_soon(wait)
                await anyio.sleep(1)
                await dispatcher.notify()
        assert woken == 3
        with anyio.move_on_after(0.2) as scope:
            await dispatcher.wait(60)
        assert scope.cancelled_caught
