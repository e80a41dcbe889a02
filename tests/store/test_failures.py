"""A database that fails in any way is an outage: 503 soon, and no restart when it is over."""

import logging
import sqlite3
import threading
import time
from functools import partial

import anyio
import psycopg
import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.errors import Overloaded
from phemius_core.store import Store
from services import PostgresServer
from store.tcp_proxy import TcpProxy

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    # What differs between event loops, waiting for a thread, test_store.py covers on both.
    return "asyncio"


def insert_account(tx, name="a"):
    tx.execute(sa.insert(db.accounts).values(id=name, name=name, plan="free", created_at=0))


def count_accounts(tx):
    return tx.execute(sa.select(sa.func.count()).select_from(db.accounts)).scalar()


async def write_until_it_works(store, name, *, within_s=10):
    """Writes again and again; every failure must be an `Overloaded`."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            return await store.write(partial(insert_account, name=name))
        except Overloaded:
            assert time.monotonic() < deadline
            await anyio.sleep(0.05)


@pytest.fixture
def postgres():
    """A PostgreSQL of this test's own, which it may stop."""
    with PostgresServer.running() as server:
        yield server


@pytest.fixture
def proxied(postgres_url):
    """A proxy before the shared PostgreSQL, and a URL through it."""
    url = sa.make_url(postgres_url)
    proxy = TcpProxy(url.port)
    proxy.url = url.set(port=proxy.port).render_as_string(hide_password=False)
    yield proxy
    proxy.close()


async def test_every_error_of_the_driver_but_the_statement_s_own_is_an_outage(postgres_url):
    psycopg_errors = psycopg.errors

    def fail(error, _tx):
        raise sa.exc.DBAPIError.instance("SELECT", {}, error, psycopg.Error)

    outages = [
        psycopg_errors.ReadOnlySqlTransaction(),
        psycopg_errors.AdminShutdown(),
        psycopg_errors.CannotConnectNow(),
        psycopg_errors.QueryCanceled(),
        psycopg_errors.LockNotAvailable(),
        psycopg_errors.DiskFull(),
        psycopg_errors.IoError(),
        psycopg_errors.DataCorrupted(),
        psycopg_errors.TooManyConnections(),
        psycopg.InternalError("unknown"),
        psycopg.InterfaceError("the connection is lost"),
        psycopg.DatabaseError("unknown"),
    ]
    bugs = [psycopg_errors.UndefinedTable(), psycopg_errors.UniqueViolation()]
    bugs += [psycopg_errors.NumericValueOutOfRange()]
    async with Store(postgres_url) as store:
        for error in outages:
            with pytest.raises(Overloaded) as caught:
                await store.write(partial(fail, error))
            assert caught.value.retry_after_s >= 1
        for error in bugs:
            with pytest.raises(sa.exc.DBAPIError):
                await store.write(partial(fail, error))
        await store.write(insert_account)


@pytest.mark.postgres
async def test_a_read_only_postgres_is_an_outage_and_is_logged_once(postgres_url, caplog):
    def set_read_only(value):
        name = sa.make_url(postgres_url).database
        plain = postgres_url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")

    async with Store(postgres_url) as store:
        await store.write(insert_account)
        set_read_only("on")
        # New connections are read-only; the pooled one is lost, as in a failover.
        store.close()
        store.open()
        for _ in range(5):
            with pytest.raises(Overloaded, match="takes no writes"):
                await store.write(partial(insert_account, name="b"))
            assert await store.read(count_accounts) == 1
        set_read_only("off")
        # The pooled connection is read-only still, as one to an old primary: it is replaced.
        await store.write(partial(insert_account, name="b"))
    began, over = (r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING)
    assert "takes no writes" in began
    assert "works again" in over
    assert "5 failed calls" in over


@pytest.mark.postgres
async def test_a_restarted_postgres_needs_no_restart_of_ours(postgres, caplog):
    async with Store(postgres.url) as store:
        await write_until_it_works(store, "before")
        postgres.stop(immediately=True)
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(Overloaded):
                await store.write(insert_account)
            assert time.monotonic() - began < 5
        postgres.start()
        await write_until_it_works(store, "after")
        assert await store.read(count_accounts) == 2
    assert len([r for r in caplog.records if "does not answer" in r.getMessage()]) == 1
    assert len([r for r in caplog.records if "works again" in r.getMessage()]) == 1


@pytest.mark.postgres
async def test_a_postgres_that_hangs_holds_no_request_beyond_the_bound(proxied, monkeypatch):
    monkeypatch.setattr("phemius_core.store._store.TRANSACTION_TIMEOUT_S", 1.0)
    monkeypatch.setattr("phemius_core.store._store.PING_TIMEOUT_S", 0.5)
    monkeypatch.setattr("phemius_core.store._store._QUEUE_TIMEOUT_S", 0.5)
    url = proxied.url + "?connect_timeout=2"
    took_s = []

    def write_into_the_silence(tx):
        anyio.from_thread.run_sync(in_transaction.set)
        assert silent.wait(10)
        insert_account(tx)

    async def write_late():
        began = time.monotonic()
        with pytest.raises(Overloaded):
            await store.write(write_into_the_silence if not took_s else insert_account)
        took_s.append(time.monotonic() - began)

    async def write_behind():
        began = time.monotonic()
        with pytest.raises(Overloaded):
            await store.write(insert_account)
        took_s.append(time.monotonic() - began)

    silent = threading.Event()
    in_transaction = anyio.Event()
    async with Store(url, connections=1) as store:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(write_late)
            await in_transaction.wait()
            proxied.go_silent()
            silent.set()
            for _ in range(4):
                tasks.start_soon(write_behind)
        # The pooled connection is gone; new ones are not made either.
        await write_behind()
        assert max(took_s) < 6
        proxied.resume()
        await write_until_it_works(store, "after")


@pytest.mark.postgres
async def test_pooled_connections_that_hang_are_replaced(proxied, monkeypatch):
    monkeypatch.setattr("phemius_core.store._store.PING_TIMEOUT_S", 0.5)
    async with Store(proxied.url, connections=1) as store:
        await store.write(insert_account)
        proxied.go_silent()

        async def resume():
            await anyio.sleep(1.5)
            proxied.resume()

        began = time.monotonic()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(resume)
            assert await store.read(count_accounts) == 1
        assert time.monotonic() - began < 5


async def test_connections_have_timeouts_of_their_own(postgres_url):
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

    def settings(tx):
        return [tx.exec_driver_sql(f"SHOW {name}").scalar() for name in names]

    def parameters(tx):
        info = tx.connection.dbapi_connection.info
        return info.get_parameters()

    async with Store(postgres_url) as store:
        assert await store.read(settings) == ["15s", "5s", "30s"]
        given = await store.read(parameters)
        assert (given["connect_timeout"], given["tcp_user_timeout"]) == ("5", "20000")
        assert given["keepalives_idle"] == "10"
    async with Store(f"{postgres_url}?tcp_user_timeout=7&options=-c%20lock_timeout%3D1s") as store:
        assert await store.read(settings) == ["15s", "1s", "30s"]
        assert (await store.read(parameters))["tcp_user_timeout"] == "7"


async def test_of_several_hosts_the_one_that_takes_writes_is_chosen(postgres_url):
    url = sa.make_url(postgres_url)
    several = (
        f"postgresql+psycopg://{url.username}@/{url.database}"
        f"?host=127.0.0.1:1&host={url.host}:{url.port}&target_session_attrs=read-write"
    )
    async with Store(several) as store:
        await store.write(insert_account)
        arguments = await anyio.to_thread.run_sync(lambda: store.driver_arguments)
        with psycopg.connect(**arguments, autocommit=True) as connection:
            connection.execute("LISTEN somewhere")


async def test_a_deadlock_is_retried(postgres_url):
    first, second = anyio.Event(), anyio.Event()

    def update(names, mine, other, tx):
        for index, name in enumerate(names):
            tx.execute(sa.update(db.accounts).where(db.accounts.c.id == name).values(plan="growth"))
            if not index:
                anyio.from_thread.run_sync(mine.set)
                anyio.from_thread.run(other.wait)

    async with Store(postgres_url) as store:
        for name in "ab":
            await store.write(partial(insert_account, name=name))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.write, partial(update, "ab", first, second))
            tasks.start_soon(store.write, partial(update, "ba", second, first))


async def test_sqlite_that_takes_no_writes_is_an_outage(tmp_path, caplog):
    path = tmp_path / "x.db"
    async with Store(f"sqlite:///{path}", connections=1) as store:
        await store.write(insert_account)

        def limit(pages, tx):
            # As a full disk: SQLITE_FULL.
            return tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar()

        def fill(tx):
            for index in range(20_000):
                insert_account(tx, f"{index:0200}")

        await store.write(partial(limit, 1))
        with pytest.raises(Overloaded, match="takes no writes"):
            await store.write(fill)
        await store.write(partial(limit, 1_000_000))
        assert await store.read(count_accounts) == 1


async def test_any_error_of_sqlite_but_the_statement_s_own_is_an_outage(tmp_path):
    def fail(error, _tx):
        raise sa.exc.DBAPIError.instance("SELECT", {}, error, sqlite3.Error)

    async with Store(f"sqlite:///{tmp_path / 'x.db'}", connections=1) as store:
        outages = [sqlite3.DatabaseError("malformed"), sqlite3.OperationalError("disk I/O error")]
        for error in [*outages, sqlite3.InternalError("x")]:
            with pytest.raises(Overloaded):
                await store.read(partial(fail, error))
        with pytest.raises(sa.exc.ProgrammingError):
            await store.read(partial(fail, sqlite3.ProgrammingError("x")))
        await store.write(lambda tx: tx.exec_driver_sql("PRAGMA query_only = 1").close())
        with pytest.raises(Overloaded, match="takes no writes"):
            await store.write(insert_account)


async def test_writers_that_wait_behind_a_long_one_are_refused_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr("phemius_core.store._store._QUEUE_TIMEOUT_S", 0.2)
    async with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        release = anyio.Event()

        def hold(_tx):
            anyio.from_thread.run(release.wait)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.write, hold)
            await anyio.sleep(0.05)
            with pytest.raises(Overloaded, match="too busy"):
                await store.write(insert_account)
            release.set()
        await store.write(insert_account)
