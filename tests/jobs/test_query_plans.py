"""The statements of every request and poll use their indexes, with many rows of the past."""

import re

import pytest
import sqlalchemy as sa
from database import AUDIO, opened

from phemius_core import store as db
from phemius_core.store import Month, now_us

pytestmark = pytest.mark.anyio

ENDED_JOBS = 3000
ITEMS_PER_JOB = 5
LARGE = {"jobs", "job_items", "job_files", "reservations", "ledger", "api_keys"}


@pytest.fixture
def anyio_backend():
    return "asyncio"


def fill(tx, account_id, key_id, now):
    """Rows of the last days, as a server that is used has them."""
    jobs, items, files, reservations, ledger, keys = [], [], [], [], [], []
    for n in range(ENDED_JOBS):
        job_id = f"00000000-0000-0000-0000-{n:012}"
        at = now - n * 1000
        jobs.append(
            {
                "id": job_id,
                "account_id": account_id,
                "key_id": key_id,
                "type": "bulk_synthesis",
                "status": "succeeded",
                "options": '{"format":"wav"}',
                "request_id": "r",
                "body": b"",
                "items": ITEMS_PER_JOB,
                "failed": 0,
                "succeeded": ITEMS_PER_JOB,
                "chars": 5,
                "audio_ms": 5,
                "created_at": at,
                "updated_at": at,
                "last_claimed_at": at,
                "ended_at": at,
            }
        )
        items += [
            {
                "job_id": job_id,
                "position": position,
                "request": '{"text":"x"}',
                "status": "succeeded",
                "attempts": 1,
                "available_at": at,
                "progress": 1.0,
                "chars": 1,
                "audio_ms": 1,
            }
            for position in range(ITEMS_PER_JOB)
        ]
        files.append(
            {
                "job_id": job_id,
                "position": 0,
                "role": "output",
                "media_type": "audio/wav",
                "key": f"k/{n}",
                "size_bytes": 1,
            }
        )
        reservation = {
            "account_id": account_id,
            "key_id": key_id,
            "request_id": "r",
            "chars": 1,
            "endpoint": "/v1/jobs",
            "month": Month.of(at).number,
        }
        reservations.append(
            {
                **reservation,
                "id": f"{n:032}",
                "prior_chars": 0,
                "state": "committed",
                "created_at": at,
                "expires_at": at,
                "charged": 1,
            }
        )
        ledger.append(
            {
                **reservation,
                "reservation_id": f"{n:032}",
                "at": at,
                "settled_at": at,
                "cached": False,
                "audio_ms": 1,
                "month": Month.of(at).number - n % 12,
            }
        )
        keys.append(
            {
                "id": f"key-{n}",
                "account_id": account_id,
                "digest": f"{n:032}".encode(),
                "prefix": "p",
                "last_four": "l",
                "live": False,
                "created_at": at,
            }
        )
    for table, rows in (
        *((db.api_keys, keys), (db.jobs, jobs), (db.job_items, items), (db.job_files, files)),
        *((db.reservations, reservations), (db.ledger, ledger)),
    ):
        tx.execute(sa.insert(table), rows)


async def use(database, clock):
    """What servers and workers do all the time."""
    await database.jobs.any_unfinished()
    await database.claim()
    job = await database.create_job("one", "two", key="k")
    await database.create_job("one", "two", key="k")
    item = await database.claim()
    await database.queue.heartbeat(item, 0.5)
    await database.jobs.list(database.principal.account_id, limit=100)
    page = await database.jobs.list(database.principal.account_id, limit=2)
    await database.jobs.list(database.principal.account_id, limit=100, cursor=page[1])
    await database.state(job)
    await database.items(job)
    await database.queue.release(item)
    item = await database.claim()
    await database.queue.complete(item, AUDIO)
    await database.output(job)
    await database.queue.fail(await database.claim(), "no")
    other = await database.create_job("three")
    await database.jobs.cancel(database.principal.account_id, other.id)
    await database.jobs.delete(database.principal.account_id, other.id)
    await database.files.collect_garbage()
    await database.accounts.authenticate(database.secret)
    await database.billing.sweep()
    admitted = await database.billing.admit(
        database.principal, endpoint="/v1/speech", chars=3, request_id="r"
    )
    await admitted.settle(chars=3)
    await database.jobs.prune(1e-3, at_most=1)


async def statements(database, work):
    """The SQL that `work` executes, with its parameters, each text once."""
    found = {}

    def note(_connection, _cursor, statement, parameters, _context, many):
        if not many:
            found.setdefault(statement, parameters)

    engine = database.store._engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        await work
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    kinds = ("SELECT", "UPDATE", "DELETE", "WITH")
    return {sql: values for sql, values in found.items() if sql.lstrip().startswith(kinds)}


async def filled(database, clock):
    principal = database.principal
    now = now_us(clock)
    await database.store.write(lambda tx: fill(tx, principal.account_id, principal.key_id, now))
    clock.advance(1)


async def test_no_statement_on_sqlite_scans_a_table_or_sorts_one(tmp_path, clock):
    async with opened(f"sqlite:///{tmp_path / 'p.db'}", clock) as database:
        await filled(database, clock)
        executed = await statements(database, use(database, clock))
        assert len(executed) > 40
        with database.store._engine.connect() as connection:
            for sql, values in executed.items():
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                plan = [row[-1] for row in rows]
                for step in plan:
                    scanned = re.match(r"SCAN (\w+)(?! USING)(?!.* INDEX)", step)
                    assert not (scanned and scanned[1] in LARGE), (sql, plan)
                    scan = re.match(r"SCAN (\w+) USING.*INDEX (\w+)", step)
                    if scan and scan[1] in LARGE:
                        # Of an index of unfinished jobs, or in the order that is asked for.
                        assert scan[2].startswith(("ix_jobs_", "ix_reservations_")), (sql, plan)
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (sql, plan)


async def test_no_statement_on_postgresql_scans_a_table_with_a_generic_plan(postgres_url, clock):
    async with opened(postgres_url, clock) as database:
        await filled(database, clock)
        executed = await statements(database, use(database, clock))
        assert len(executed) > 40
        with database.store._engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            # What psycopg's prepared statements get in the end.
            connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
            assert connection.exec_driver_sql("SHOW enable_seqscan").scalar() == "on"
            for number, (sql, values) in enumerate(executed.items()):
                plan = explain_prepared(connection, f"s{number}", sql, values)
                scanned = set(re.findall(r"Seq Scan on (\w+(?: \w+)?)  \(", plan))
                if sql.startswith("DELETE FROM reservations"):
                    # What is deleted is found by an index; to delete 500 rows by their ids, a
                    # table as small as this one is rightly read whole.
                    scanned.discard("reservations")
                assert not {name.split()[0] for name in scanned} & LARGE, (sql, plan)


def explain_prepared(connection, name, sql, values):
    parameters = []

    def number(found):
        parameters.append(values[found[1]])
        return f"${len(parameters)}"

    numbered = re.sub(r"%\((\w+)\)s", number, sql).replace("%%", "%")
    connection.exec_driver_sql(f"PREPARE {name} AS {numbered}")
    literals = ", ".join(map(literal, parameters))
    execute = f"EXECUTE {name}({literals})" if parameters else f"EXECUTE {name}"
    rows = connection.exec_driver_sql(f"EXPLAIN {execute}".replace("%", "%%"))
    return "\n".join(row[0] for row in rows)


def literal(value):
    if value is None:
        return "NULL"
    value = getattr(value, "obj", value)  # psycopg's Binary
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return (
        repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
    )
