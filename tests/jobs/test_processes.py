"""Worker processes on one database: killed at random, and side by side."""

import json
import multiprocessing
import os
import random
import time
from collections import Counter

import anyio
import pytest
import sqlalchemy as sa
import worker_process
from database import opened

from phemius_core import store as db
from phemius_core.store import Store

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("PHEMIUS_TEST_KILLS", "25"))
ITEMS = 1000


@pytest.fixture(scope="module")
def processes():
    # Children are forked from a server that has loaded all and started no thread.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["worker_process", "psycopg", "alembic.command"])
    return context


@pytest.fixture
def hire(database_url, processes, tmp_path):
    hired = []

    def start(pace_s):
        log = tmp_path / f"worker-{len(hired)}"
        log.touch()
        ready = processes.Event()
        process = processes.Process(
            target=worker_process.work_until_killed,
            args=(database_url, (tmp_path / "files").as_uri(), log, ready, pace_s),
        )
        process.start()
        assert ready.wait(60)
        process.notes = log
        hired.append(process)
        return process

    yield start
    for process in hired:
        process.kill()
        process.join(10)


def begun(worker):
    return [tuple(line.split()[1:]) for line in worker.notes.read_text().splitlines()]


async def create_job(url, sizes):
    async with opened(url, time.time, max_open=100) as database:
        return [
            (await database.create_job(*(f"item {n}" for n in range(size)))).id for size in sizes
        ]


async def statuses(url):
    async with Store(url) as store:
        query = sa.select(db.jobs.c.id, db.jobs.c.status)
        return dict(await store.read(lambda tx: tx.execute(query).all()))


async def books(url):
    """All that money and delivery depend on."""

    def read(tx):
        items = tx.execute(sa.select(db.job_items)).all()
        outputs = tx.execute(sa.select(db.job_files.c.job_id, db.job_files.c.position)).all()
        ledger = tx.execute(sa.select(db.ledger.c.chars)).scalars().all()
        balance = tx.execute(sa.select(db.balances.c.used, db.balances.c.reserved)).one()
        return items, outputs, ledger, tuple(balance)

    async with Store(url) as store:
        return await store.read(read)


def wait_for(url, *, seconds):
    deadline = time.monotonic() + seconds
    while set(anyio.run(statuses, url).values()) & {"queued", "running"}:
        assert time.monotonic() < deadline, anyio.run(statuses, url)
        time.sleep(0.1)


def check_books(url):
    items, outputs, ledger, (used, reserved) = anyio.run(books, url)
    assert {item.status for item in items} <= {"succeeded", "failed", "cancelled"}
    delivered = [item for item in items if item.status == "succeeded"]
    assert sorted(outputs) == sorted((item.job_id, item.position) for item in delivered)
    assert sorted(ledger) == sorted(item.chars for item in delivered)
    assert used == sum(ledger)
    assert reserved == 0
    return items


def test_workers_that_are_killed_lose_nothing_and_charge_nothing_twice(database_url, hire):
    jobs = anyio.run(create_job, database_url, [60] * 10)
    seen = []
    for _ in range(KILLS):
        worker = hire(0.02)
        time.sleep(random.random() * 0.15)
        for job, status in anyio.run(statuses, database_url).items():
            seen.append((job, status))
        worker.kill()
        worker.join(10)
        assert worker.exitcode == -9
    assert len({status for _, status in seen}) > 1
    # What killed workers held comes back when their leases end. These two are left alone.
    hire(0.002)
    hire(0.002)
    wait_for(database_url, seconds=120)
    items = check_books(database_url)
    assert len(items) == 600
    given_up = [item for item in items if item.status == "failed"]
    # Only what three killed workers in a row had in hand.
    assert all("3 times" in item.error for item in given_up)
    assert len(given_up) <= KILLS // 3
    assert set(anyio.run(statuses, database_url)) == set(jobs)
    rank = {"queued": 0, "running": 1, "succeeded": 2}
    for job in jobs:
        reached = [rank[status] for of, status in seen if of == job]
        assert reached == sorted(reached)


def test_workers_that_are_killed_leave_each_voice_cloned_once_or_not_at_all(
    database_url, hire, tmp_path
):
    async def order_clones():
        files = (tmp_path / "files").as_uri()
        async with opened(database_url, time.time, max_open=100, files=files) as database:
            made = [await database.create_cloning_job(f"recording {n}".encode()) for n in range(20)]
            return {voice.id: job.id for voice, job in made}

    async def packs():
        query = sa.select(db.voice_packs.c.voice_id, db.voice_packs.c.provenance)
        inputs = sa.select(sa.func.count()).where(db.job_files.c.role == "input")
        async with Store(database_url) as store:
            return await store.read(
                lambda tx: (dict(tx.execute(query).all()), tx.execute(inputs).scalar_one())
            )

    jobs = anyio.run(order_clones)
    for _ in range(KILLS // 2):
        worker = hire(0.1)
        time.sleep(random.random() * 0.4)
        worker.kill()
        worker.join(10)
    hire(0.002)
    wait_for(database_url, seconds=120)
    check_books(database_url)
    ended = anyio.run(statuses, database_url)
    cloned, recordings = anyio.run(packs)
    assert recordings == 0
    assert {voice for voice, job in jobs.items() if ended[job] == "succeeded"} == set(cloned)
    assert all(json.loads(facts) == {"job": jobs[voice]} for voice, facts in cloned.items())
    assert len(cloned) >= 20 - KILLS // 6


def test_a_killed_worker_costs_a_large_job_one_item_again(database_url, hire):
    anyio.run(create_job, database_url, [ITEMS])
    first = hire(0.004)
    while len(begun(first)) < ITEMS // 3:
        time.sleep(0.02)
    first.kill()
    first.join(10)
    second = hire(0.004)
    wait_for(database_url, seconds=120)
    check_books(database_url)
    times = Counter(begun(first) + begun(second))
    assert len(times) == ITEMS
    assert sum(times.values()) - ITEMS <= 1


def test_two_workers_share_a_job(database_url, hire):
    anyio.run(create_job, database_url, [200])
    pair = [hire(0.02), hire(0.02)]
    wait_for(database_url, seconds=120)
    check_books(database_url)
    shares = [len(begun(worker)) for worker in pair]
    assert sum(shares) == 200
    assert min(shares) > 50
