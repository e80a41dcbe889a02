"""Several processes on one database: races for the cap, killed processes, a shared window."""

import multiprocessing
import random
import time
from collections import defaultdict
from itertools import chain

import anyio
import pytest
import server_process
import sqlalchemy as sa
from billed_account import PEPPER, open_account

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Store

pytestmark = pytest.mark.slow

PROCESSES = 8
REQUESTS = 200
CHARS_LEFT = 1_000


@pytest.fixture(scope="module")
def processes():
    # Children are forked from a process that has loaded all modules and started no thread.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["server_process", "psycopg", "redis", "alembic.command"])
    return context


async def prepare(url, *, plan="free", used=0, keys=1):
    """Create an account that has used some characters; return its keys."""
    async with open_account(url, time.time, plan=plan) as billed:
        if used:
            await (await billed.admit(used)).settle(chars=used)
        return [(await billed.accounts.keys.create(billed.account.id))[1] for _ in range(keys)]


async def totals(url):
    """Characters used, reserved, and in the ledger."""

    def read(tx):
        balance = tx.execute(sa.select(db.balances.c.used, db.balances.c.reserved)).one()
        ledger = tx.execute(sa.select(sa.func.sum(db.ledger.c.chars))).scalar()
        return balance.used, balance.reserved, int(ledger or 0)

    async with Store(url) as store:
        return await store.read(read)


@pytest.mark.parametrize("chars", [10, 7])
def test_processes_that_race_for_the_cap_never_exceed_it(database_url, processes, chars):
    keys = anyio.run(prepare_for_race, database_url)
    share = REQUESTS // PROCESSES
    barrier, outcomes = processes.Barrier(PROCESSES), processes.Queue()
    running = [
        processes.Process(
            target=server_process.admit_one_request_per_key,
            args=(database_url, keys[n * share : (n + 1) * share], chars, barrier, outcomes),
        )
        for n in range(PROCESSES)
    ]
    for process in running:
        process.start()
    results = [outcomes.get(timeout=60) for _ in running]
    for process in running:
        process.join(30)
    assert [process.exitcode for process in running] == [0] * PROCESSES
    charged = CHARS_LEFT // chars * chars
    assert sum(outcome.charged for outcome in results) == charged
    assert sum(outcome.admitted for outcome in results) == CHARS_LEFT // chars
    assert sum(outcome.admitted + outcome.refused for outcome in results) == REQUESTS
    used = 10_000 - CHARS_LEFT + charged
    assert anyio.run(totals, database_url) == (used, 0, used)


async def prepare_for_race(url):
    return await prepare(url, used=10_000 - CHARS_LEFT, keys=REQUESTS)


async def prepare_growth(url):
    return await prepare(url, plan="growth")


def test_killed_processes_charge_nothing_undelivered_and_leave_no_reservation(
    database_url, processes, tmp_path
):
    [key] = anyio.run(prepare_growth, database_url)
    log = tmp_path / "delivered"
    log.touch()
    for _ in range(50):
        ready = processes.Event()
        process = processes.Process(
            target=server_process.speak_until_killed, args=(database_url, key, log, ready)
        )
        process.start()
        assert ready.wait(30)
        time.sleep(random.random() / 10)
        process.kill()
        process.join(10)
        assert process.exitcode == -9

    delivered = defaultdict(int)
    for line in log.read_text().splitlines():
        reservation, chars = line.split()
        delivered[reservation] = max(delivered[reservation], int(chars))
    charged = anyio.run(ledger_chars, database_url)
    assert len(charged) > 50
    assert all(chars <= delivered[reservation] for reservation, chars in charged.items())
    # Streams that were cut off, and not charged.
    assert delivered.keys() - charged.keys()

    anyio.run(restart_later, database_url)
    used, reserved, ledger = anyio.run(totals, database_url)
    assert reserved == 0
    assert used == ledger == sum(charged.values())


async def ledger_chars(url):
    async with Store(url) as store:
        query = sa.select(db.ledger.c.reservation_id, db.ledger.c.chars)
        return {row[0]: row[1] for row in await store.read(lambda tx: tx.execute(query).all())}


async def restart_later(url):
    async with Store(url) as store:
        billing = Billing(store, MemoryRateLimiter(), lambda: time.time() + 900)
        assert await billing.sweep() > 0


@pytest.mark.redis
def test_two_processes_share_one_rate_limit_window_in_redis(processes, redis_url, tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    keys = {plan: anyio.run(prepare_account, url, plan) for plan in ("free", "developer")}
    until, window_s = time.monotonic() + 5, 1
    running = []
    for plan, key in keys.items():
        outcomes = processes.Queue()
        pair = [
            processes.Process(
                target=server_process.count_requests_until,
                args=(url, redis_url, key, window_s, until, outcomes),
            )
            for _ in range(2)
        ]
        for process in pair:
            process.start()
        running.append((plan, pair, outcomes))
    for plan, pair, outcomes in running:
        each = [outcomes.get(timeout=30) for _ in pair]
        for process in pair:
            process.join(30)
            assert process.exitcode == 0
        limit = {"free": 5, "developer": 20}[plan]
        admitted = sorted(chain.from_iterable(each))
        # Redis counted each request between its two times.
        for (before, _), (_, after) in zip(admitted, admitted[limit:], strict=False):
            assert after - before >= window_s
        assert len(admitted) >= 3 * limit
        assert all(each)


async def prepare_account(url, plan):
    async with Store(url) as store:
        accounts = Accounts(store, PEPPER)
        account = await accounts.create_account(plan, plan=plan)
        return (await accounts.keys.create(account.id))[1]
