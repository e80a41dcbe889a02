"""Files of jobs: written before their rows, counted to the byte, deleted in steps."""

from dataclasses import replace

import anyio
import anyio.lowlevel
import pytest
import sqlalchemy as sa
from database import AUDIO, opened

from phemius_core import store as db
from phemius_core.errors import Conflict, NotFound, Overloaded, PermissionDenied
from phemius_core.files import FilesUnavailable
from phemius_core.jobs import JobFile, _job_files, keep_retention
from phemius_core.store import schema_state, upgrade_database
from services import s3_credentials, s3_url

__all__ = ["s3_credentials", "s3_url"]

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


DAY = 24 * 3600


def audio(size):
    return replace(AUDIO, file=JobFile("audio/wav", b"x" * size))


async def complete_all(database, size=10):
    while item := await database.claim():
        await database.queue.complete(item, audio(size))


async def test_audio_is_in_the_storage_under_the_account_and_the_job(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await complete_all(database)
        (key,) = await database.stored()
        assert key.startswith(f"{database.principal.account_id}/{job.id}/0-output-")
        row = await database.store.read(lambda tx: tx.execute(sa.select(db.job_files)).one())
        assert (row.data, row.size_bytes) == (None, 10)
        assert (await database.output(job)).data == b"x" * 10
        assert await database.file_bytes() == (10, 10)


async def test_jobs_work_on_s3(database_url, clock, s3_url):
    async with opened(database_url, clock, files=s3_url) as database:
        _, cloning = await database.create_cloning_job(b"recording")
        assert (await database.jobs.input(cloning.id, 0)).data == b"recording"
        job = await database.create_job("one")
        await complete_all(database)
        assert (await database.output(job)).data == b"x" * 10
        assert len(await database.stored()) == 2
        await database.jobs.delete_all(database.principal.account_id)
        assert await database.stored() == []


async def test_the_quota_is_exact_under_concurrency_and_items_beyond_it_cost_nothing(
    database_url, clock
):
    async with opened(database_url, clock, max_bytes=70) as database:
        job = await database.create_job(*(str(n) for n in range(10)))
        claimed = [await database.claim(f"w{n}") for n in range(10)]
        async with anyio.create_task_group() as tasks:
            for item in claimed:
                tasks.start_soon(database.queue.complete, item, audio(20))
        state = await database.state(job)
        assert (state.succeeded, state.failed, state.chars) == (3, 7, 3)
        assert await database.file_bytes() == (60, 60)
        assert await database.balance() == (3, 0)
        assert len(await database.stored()) == 3
        errors = {item.error for item in await database.items(job)} - {None}
        assert len(errors) == 1
        assert "may have 70 bytes" in errors.pop()
        await database.jobs.delete(database.principal.account_id, job.id)
        assert await database.file_bytes() == (0, 0)


async def test_a_full_account_is_not_spoken_for(database_url, clock):
    async with opened(database_url, clock, max_bytes=20) as database:
        await database.create_job("one")
        await complete_all(database, 20)
        job = await database.create_job("two")
        assert await database.claim() is None
        assert "delete jobs" in (await database.state(job)).error
        with pytest.raises(PermissionDenied):
            await database.create_cloning_job(b"recording")
        assert await database.balance() == (3, 0)
        assert len(await database.stored()) == 1


async def test_a_commit_that_was_not_confirmed_is_not_repeated_nor_its_file_deleted(
    database_url, clock, monkeypatch
):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        item = await database.claim()
        stored = await database.queue.store_output(item, AUDIO)
        write = database.store.write

        async def commit_and_fail(work):
            await write(work)
            raise Overloaded("the connection was lost")

        monkeypatch.setattr(database.store, "write", commit_and_fail)
        with pytest.raises(Overloaded):
            await database.queue.complete(item, AUDIO, stored)
        monkeypatch.undo()
        assert await database.queue.complete(item, AUDIO, stored)
        assert (await database.output(job)).data == b"RIFF"
        assert await database.ledger() == [3]


async def test_the_file_of_a_lost_lease_is_deleted(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        lost = await database.claim("lost")
        clock.advance(31)
        again = await database.claim("next")
        assert not await database.queue.complete(lost, audio(7))
        assert await database.stored() == []
        await database.queue.complete(again, AUDIO)
        assert not await database.queue.complete(lost, audio(7))
        assert (await database.output(job)).data == b"RIFF"
        assert len(await database.stored()) == 1


async def test_an_ended_job_is_deleted_and_an_unfinished_one_is_not(database_url, clock):
    async with opened(database_url, clock) as database:
        owner = database.principal.account_id
        other = (await database.accounts.create_account("Bob", plan="free")).id
        job = await database.create_job("one", "two", key="k")
        with pytest.raises(Conflict):
            await database.jobs.delete(owner, job.id)
        await complete_all(database)
        with pytest.raises(NotFound):
            await database.jobs.delete(other, job.id)
        await database.jobs.delete(owner, job.id)
        for attempt in (database.state(job), database.jobs.delete(owner, job.id)):
            with pytest.raises(NotFound):
                await attempt
        assert await database.jobs.list(owner, limit=10) == ([], None)
        assert await database.stored() == []
        assert (await database.create_job("one", "two", key="k")).id != job.id
        assert await database.ledger() == [3, 3]


async def test_a_deletion_goes_on_where_it_stopped(database_url, clock, monkeypatch):
    monkeypatch.setattr(_job_files, "_BATCH_FILES", 3)
    async with opened(database_url, clock) as database:
        owner = database.principal.account_id
        job = await database.create_job(*"abcdefgh")
        await complete_all(database)
        delete, calls = database.storage.delete, []

        async def delete_once(keys):
            calls.append(len(keys))
            if len(calls) > 1:
                raise FilesUnavailable
            await delete(keys)

        monkeypatch.setattr(database.storage, "delete", delete_once)
        await database.jobs.delete(owner, job.id)
        with pytest.raises(NotFound):
            await database.state(job)
        assert len(await database.stored()) == 5
        assert await database.file_bytes() == (50, 50)
        assert await database.jobs.prune(DAY) == 0  # the process that began may still be at it
        clock.advance(61)
        with pytest.raises(FilesUnavailable):
            await database.jobs.prune(DAY)
        monkeypatch.setattr(database.storage, "delete", delete)
        clock.advance(61)
        assert await database.jobs.prune(DAY) == 1
        assert await database.stored() == []
        assert await database.file_bytes() == (0, 0)
        assert calls[0] == 3


async def test_processes_that_prune_at_once_share_the_jobs(database_url, clock):
    async with opened(database_url, clock) as database:
        for _ in range(12):
            await database.create_job("a", "b")
        await complete_all(database)
        clock.advance(DAY)
        counts = []

        async def prune():
            counts.append(await database.jobs.prune(DAY - 60))

        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(prune)
        assert sum(counts) == 12
        assert await database.stored() == []
        assert await database.file_bytes() == (0, 0)


async def test_all_jobs_of_an_account_are_deleted_whatever_their_state(database_url, clock):
    async with opened(database_url, clock) as database:
        owner = database.principal.account_id
        await database.create_job("one")
        await complete_all(database)
        running = await database.create_job("two")
        await database.claim()
        await database.create_cloning_job(b"recording")
        assert await database.jobs.delete_all(owner) == 3
        assert await database.jobs.list(owner, limit=10) == ([], None)
        with pytest.raises(NotFound):
            await database.state(running)
        assert await database.stored() == []
        usage = sa.select(sa.func.count()).select_from(db.file_usage)
        assert await database.store.read(lambda tx: tx.execute(usage).scalar()) == 0
        assert await database.balance() == (3, 0)


async def test_files_that_no_row_names_are_collected_after_a_day(database_url, clock):
    import time

    clock.now = time.time()
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await complete_all(database)
        waiting = await database.create_job("two")
        item = await database.claim()
        await database.queue.store_output(item, AUDIO)  # not recorded yet
        installation = (await database.files._prefix()).removesuffix("/")
        owner = database.principal.account_id
        await database.storage.write(f"{installation}/{owner}/{job.id}/0-output-left", b"x")
        await database.storage.write(f"{installation}/{owner}/no-job/0-input-0", b"x")
        await database.storage.write("another-database/a/b/c", b"x")
        assert await database.files.collect_garbage() == 0
        clock.advance(5 * 3600)
        assert await database.files.collect_garbage() == 0
        clock.advance(DAY)
        assert await database.files.collect_garbage() == 2
        assert await database.files.collect_garbage() == 0
        left = await database.stored()
        assert {key.split("/")[1] for key in left} == {job.id, waiting.id, "b"}
        assert (await database.output(job)).data == b"x" * 10


async def test_retention_holds_without_a_worker_and_through_errors(database_url, clock):
    async with opened(database_url, clock) as database:
        job = await database.create_job("one")
        await complete_all(database)
        slept, failing = [], [sa.exc.InternalError("DELETE", {}, Exception("read-only"))] * 3
        prune = database.jobs.prune

        async def prune_or_fail(retention_s):
            if failing:
                raise failing.pop()
            return await prune(retention_s)

        database.jobs.prune = prune_or_fail
        done = anyio.Event()

        async def sleep(seconds):
            slept.append(seconds)
            clock.advance(DAY)
            if len(slept) == 8:
                done.set()
            await anyio.lowlevel.checkpoint()

        async with anyio.create_task_group() as tasks:

            async def keep():
                await keep_retention(database.jobs, database.files, 7 * DAY, sleep=sleep)

            tasks.start_soon(keep)
            with anyio.fail_after(10):
                await done.wait()
            tasks.cancel_scope.cancel()
        with pytest.raises(NotFound):
            await database.state(job)
        assert await database.stored() == []


async def test_audio_of_an_earlier_version_is_read_from_its_row_and_deleted_in_batches(
    database_url, clock, monkeypatch
):
    monkeypatch.setattr(_job_files, "_BATCH_BYTES", 250)
    async with opened(database_url, clock) as database:
        job = await database.create_job(*"abcd")
        await complete_all(database, 100)
        keys = [file.key async for file in database.storage.list()]
        in_row = sa.update(db.job_files).values(data=b"r" * 100, key=None, size_bytes=None)
        await database.store.write(lambda tx: tx.execute(in_row).rowcount)
        await database.storage.delete(keys)
        assert (await database.output(job)).data == b"r" * 100
        assert await database.file_bytes() == (400, 400)
        assert await database.files.delete_some(database.principal.account_id, job.id)
        assert await database.file_bytes() == (200, 200)
        await database.jobs.delete(database.principal.account_id, job.id)
        assert await database.file_bytes() == (0, 0)


async def test_a_file_that_the_storage_lacks_is_not_found_and_logged(tmp_path, clock, caplog):
    async with opened(f"sqlite:///{tmp_path / 'p.db'}", clock) as database:
        job = await database.create_job("one")
        await complete_all(database)
        await database.storage.delete([file.key async for file in database.storage.list()])
        with pytest.raises(NotFound):
            await database.output(job)
        assert "PHEMIUS_FILES_URL" in caplog.text


def test_the_migration_counts_the_audio_of_earlier_versions(database_url, tmp_path):
    """On SQLite the table is not copied: its audio may be many gigabytes."""
    from alembic import command

    from phemius_core.store import _migrate
    from phemius_core.store._database_engine import create_engine, parse_url
    from services import new_postgres_database

    url = f"sqlite:///{tmp_path / 'old.db'}"
    if database_url.startswith("postgresql"):
        url = new_postgres_database()
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        config = _migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        run = connection.exec_driver_sql
        run("INSERT INTO accounts VALUES ('a', 'A', 'free', 0)")
        run(
            "INSERT INTO api_keys (id, account_id, digest, prefix, last_four, live, created_at) "
            "VALUES ('k', 'a', 'd', 'p', 'l', CAST(0 AS BOOLEAN), 0)"
        )
        for job in ("j", "i"):
            run(
                "INSERT INTO jobs (id, account_id, key_id, type, status, options, request_id, "
                "body, items, succeeded, failed, chars, audio_ms, created_at, updated_at, "
                f"last_claimed_at, ended_at) VALUES ('{job}', 'a', 'k', 'bulk_synthesis', "
                "'succeeded', '{}', 'r', '', 1, 1, 0, 1, 1, 0, 0, 0, 1)"
            )
            run(f"INSERT INTO job_files VALUES ('{job}', 0, 'output', 'audio/wav', '12345')")
    upgrade_database(url)
    assert schema_state(url).up_to_date
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        assert run("SELECT bytes FROM file_usage WHERE account_id = 'a'").scalar() == 10
        data = run("SELECT data FROM job_files WHERE job_id = 'j'").scalar()
        assert bytes(data if isinstance(data, bytes) else data.encode()) == b"12345"
        run("UPDATE job_files SET data = NULL, key = 'k' WHERE job_id = 'i'")
        assert len(run("SELECT id FROM installation").scalar()) == 32
        if engine.dialect.name == "sqlite":
            assert run("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()
