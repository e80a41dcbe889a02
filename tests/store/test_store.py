"""Transactions, schema and migrations on SQLite and PostgreSQL."""

import multiprocessing
import sqlite3
from functools import partial

import anyio
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from phemius_core import store as db
from phemius_core.errors import InvalidRequest, Overloaded, SetupError
from phemius_core.store import (
    ClosedStore,
    Month,
    PreparedStatement,
    Store,
    schema_state,
    upgrade_database,
)
from services import new_postgres_database

pytestmark = pytest.mark.anyio


def insert_account(tx, name):
    tx.execute(sa.insert(db.accounts).values(id=name, name=name, plan="free", created_at=0))


def count_accounts(tx):
    return tx.execute(sa.select(sa.func.count()).select_from(db.accounts)).scalar()


async def test_a_transaction_is_committed(database_url):
    async with Store(database_url) as store:
        await store.write(partial(insert_account, name="kept"))
        assert await store.read(count_accounts) == 1

    async with Store(database_url) as store:
        assert await store.read(count_accounts) == 1


async def test_a_failing_transaction_is_rolled_back(database_url):
    def fail(tx):
        insert_account(tx, "lost")
        raise ZeroDivisionError

    async with Store(database_url) as store:
        with pytest.raises(ZeroDivisionError):
            await store.write(fail)
        assert await store.read(count_accounts) == 0


async def test_an_in_memory_store_runs_concurrent_transactions():
    async with Store("sqlite://") as store, anyio.create_task_group() as tasks:
        for index in range(20):
            tasks.start_soon(store.write, partial(insert_account, name=str(index)))
            tasks.start_soon(store.read, count_accounts)
    async with Store("sqlite://") as store:
        assert await store.read(count_accounts) == 0


async def test_a_store_works_on_several_event_loops(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    store.open()

    def other_loop():
        async def write():
            await store.write(partial(insert_account, name="other"))

        anyio.run(write, backend="trio")
        anyio.run(store.read, count_accounts, backend="asyncio")

    await store.write(partial(insert_account, name="this"))
    await anyio.to_thread.run_sync(other_loop)
    assert await store.read(count_accounts) == 2
    store.close()


async def test_a_cancelled_write_is_committed(database_url):
    async with Store(database_url) as store:
        started = anyio.Event()

        def slow(tx):
            insert_account(tx, "committed")
            anyio.from_thread.run_sync(started.set)
            tx.execute(sa.select(db.accounts)).all()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(store.write, slow)
            await started.wait()
            tasks.cancel_scope.cancel()
        assert await store.read(count_accounts) == 1


async def test_a_closed_store_raises_an_error_of_its_own():
    with pytest.raises(ClosedStore):
        await Store("sqlite://").read(count_accounts)


async def test_a_locked_sqlite_is_reported_as_overloaded(tmp_path, monkeypatch):
    monkeypatch.setattr("phemius_core.store._database_engine._SQLITE_LOCK_TIMEOUT_S", 0.2)
    path = tmp_path / "x.db"
    async with Store(f"sqlite:///{path}") as store:
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Overloaded):
                await store.write(partial(insert_account, name="x"))
            other.execute("ROLLBACK")
        await store.write(partial(insert_account, name="x"))
        other.close()


async def test_sqlite_runs_with_wal_foreign_keys_and_full_synchronisation(tmp_path):
    def pragmas(tx):
        names = ("journal_mode", "foreign_keys", "synchronous")
        return [tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    async with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        assert await store.read(pragmas) == ["wal", 1, 2]


async def test_a_write_that_is_not_durable_does_not_wait_for_the_disk(tmp_path):
    def level(tx):
        return tx.exec_driver_sql("PRAGMA synchronous").scalar()

    async with Store(f"sqlite:///{tmp_path / 'x.db'}", connections=1) as store:
        writes = [True, False, False, True, False, True]
        assert [await store.write(level, durable=durable) for durable in writes] == [
            2 if durable else 1 for durable in writes
        ]
        assert await store.write(level) == 2


async def test_a_write_that_is_not_durable_is_committed_like_any_other(database_url):
    async with Store(database_url) as store:
        await store.write(partial(insert_account, name="kept"), durable=False)
        assert await store.read(count_accounts) == 1
        with pytest.raises(sa.exc.IntegrityError):
            await store.write(partial(insert_account, name="kept"), durable=False)
    async with Store(database_url) as store:
        assert await store.read(count_accounts) == 1


async def test_a_prepared_statement_has_the_results_of_its_statement(database_url):
    known = db.accounts.c
    insert = sa.insert(db.accounts)
    move = (
        sa.update(db.accounts)
        .where(known.plan == "free", known.created_at < sa.bindparam("before", type_=sa.BigInteger))
        .values(plan="growth", name=known.name + sa.bindparam("more", type_=sa.String))
        .returning(known.id, known.name)
    )
    values = {"plan": "free", "created_at": 1}

    def work(tx, *, prepared):
        def run(statement, given):
            if not prepared:
                return tx.execute(statement, given)
            return PreparedStatement(statement, *(given if statement is insert else ())).execute(
                tx, given
            )

        for name in ("a", "b"):
            run(insert, {"id": f"{name}{prepared}", "name": f"{name}{prepared}", **values})
        moved = run(move, {"before": 2, "more": "!"})
        return sorted((row.id.removesuffix(str(prepared)), row.name) for row in moved)

    async with Store(database_url) as store:
        plain = await store.write(partial(work, prepared=False))
        prepared = await store.write(partial(work, prepared=True))
    assert plain == [("a", "aFalse!"), ("b", "bFalse!")]
    assert prepared == [("a", "aTrue!"), ("b", "bTrue!")]


@pytest.mark.parametrize("verb", ["UPDATE ledger SET chars = 0", "DELETE FROM ledger"])
async def test_the_ledger_is_append_only(database_url, verb):
    def fill(tx):
        insert_account(tx, "a")
        tx.execute(
            sa.insert(db.api_keys).values(
                id="k",
                account_id="a",
                digest=b"d" * 32,
                prefix="p",
                last_four="f",
                live=False,
                created_at=0,
            )
        )
        tx.execute(
            sa.insert(db.ledger).values(
                reservation_id="r",
                account_id="a",
                key_id="k",
                request_id="q",
                endpoint="/v1/speech",
                month=202611,
                at=0,
                settled_at=0,
                chars=7,
                cached=False,
                audio_ms=1,
            )
        )

    async with Store(database_url) as store:
        await store.write(fill)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            await store.write(lambda tx: tx.exec_driver_sql(verb))
        assert await store.read(lambda tx: tx.execute(sa.select(db.ledger.c.chars)).scalar()) == 7


def test_migrations_create_the_tables_of_the_code(database_url):
    upgrade_database(database_url)
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    engine.dispose()


@pytest.mark.postgres
def test_an_older_postgres_schema_is_refused_with_the_command_to_run():
    pytest.importorskip("psycopg")
    url = new_postgres_database()
    with pytest.raises(SetupError, match="phemius db upgrade"):
        Store(url).open()
    assert not schema_state(url).up_to_date
    assert upgrade_database(url).up_to_date
    store = Store(url)
    store.open()
    store.close()


def test_a_database_of_a_newer_version_is_refused(database_url):
    upgrade_database(database_url)
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(SetupError, match="9999"):
        Store(database_url).open()
    with pytest.raises(SetupError, match="9999"):
        upgrade_database(database_url)


def _open_and_close(url):
    store = Store(url)
    store.open()
    store.close()


@pytest.mark.slow
def test_processes_that_start_at_the_same_time_migrate_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_close, args=(url,)) for _ in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 6
    assert schema_state(url).up_to_date


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql+asyncpg://u:secret@h/d"])
def test_an_unsupported_url_is_refused_without_showing_its_password(url):
    with pytest.raises(SetupError) as caught:
        Store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.postgres
def test_an_unreachable_database_is_named_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(SetupError) as caught:
        Store("postgresql+psycopg://user:secret@127.0.0.1:1/db").open()
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_month_ends_where_the_next_begins():
    december = Month.parse("2026-12")
    assert str(december.next) == "2027-01"
    assert Month.of(december.end_us) == december.next
    assert Month.of(december.end_us - 1) == december
    assert december.number == 202612


@pytest.mark.parametrize("text", ["2026", "2026-13", "", "11-2026", "2026-11-01"])
def test_text_that_is_not_a_month_is_refused(text):
    with pytest.raises(InvalidRequest):
        Month.parse(text)
