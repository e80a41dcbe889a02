"""The dispatcher on PostgreSQL: one connection for all that wait, and a server that restarts."""

import anyio
import pytest
import sqlalchemy as sa

from phemius_core.jobs import PostgresDispatcher, _dispatch
from phemius_core.store import Store

pytestmark = pytest.mark.anyio

LISTENERS = "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN phemius_jobs' AND datname = "


async def listeners(store):
    query = sa.text(LISTENERS + "current_database()")
    return await store.read(lambda tx: list(tx.execute(query).scalars()))


async def until_listening(store, *, other_than=()):
    with anyio.fail_after(20):
        while not (found := set(await listeners(store)) - set(other_than)):
            await anyio.sleep(0.05)
    return found


async def test_all_that_wait_share_one_connection_which_is_opened_again(postgres_url, monkeypatch):
    monkeypatch.setattr(_dispatch, "_MIN_RECONNECT_S", 0.05)
    async with Store(postgres_url) as store:
        dispatcher = PostgresDispatcher(store)
        woken = 0

        async def wait():
            nonlocal woken
            before = anyio.current_time()
            await dispatcher.wait(60)
            woken += anyio.current_time() - before < 30

        for _ in range(2):
            async with anyio.create_task_group() as tasks:
                for _ in range(5):
                    tasks.start_soon(wait)
                first = await until_listening(store)
                assert len(first) == 1
                kill = sa.text(f"SELECT pg_terminate_backend({first.copy().pop()})")
                await store.read(lambda tx, kill=kill: tx.execute(kill).scalar())
                await until_listening(store, other_than=first)
                await anyio.sleep(0.2)  # from LISTEN to its commit
                await dispatcher.notify()
        assert woken == 10
        # Short waits, one after the other, do not connect anew.
        before = await listeners(store)
        for _ in range(3):
            await dispatcher.wait(0.05)
        assert await listeners(store) == before


async def test_without_the_server_waits_last_until_their_time_is_up(caplog):
    store = Store("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    dispatcher = PostgresDispatcher(store)
    before = anyio.current_time()
    await dispatcher.wait(0.3)
    await dispatcher.wait(0.3)
    assert 0.5 < anyio.current_time() - before < 10
    assert len([r for r in caplog.records if "cannot listen" in r.message]) == 1


async def test_the_listener_ends_when_nobody_waits_any_more(postgres_url, monkeypatch):
    monkeypatch.setattr(_dispatch, "_IDLE_S", 0.0)
    monkeypatch.setattr(_dispatch, "_LISTEN_SLICE_S", 0.05)
    async with Store(postgres_url) as store:
        dispatcher = PostgresDispatcher(store)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(dispatcher.wait, 60)
            await until_listening(store)
            tasks.cancel_scope.cancel()
        with anyio.fail_after(20):
            while await listeners(store):
                await anyio.sleep(0.05)
