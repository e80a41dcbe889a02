"""Many processes on one store: races for the last characters, kills, one shared window."""

import multiprocessing
import random
import time
from collections import defaultdict
from itertools import chain

import anyio
import pytest
import sqlalchemy as sa
import worker
from billed_account import PEPPER, opened

from phemius_core import store as db
from phemius_core.billing import Billing
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Store

pytestmark = pytest.mark.slow

PROCESSES = 8
REQUESTS = 200
LEFT = 1_000


@pytest.fixture(scope="module")
def processes():
    # Children are forked from a server that has loaded all and started no thread.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["worker", "psycopg", "redis", "alembic.command"])
    return context


async def prepare(url, *, plan="free", used=0, keys=1):
    """An account that has used some characters; its keys."""
    async with opened(url, time.time, plan=plan) as billed:
        if used:
            await (await billed.admit(used)).settle(chars=used)
        return [(await billed.accounts.create_key(billed.account.id))[1] for _ in range(keys)]


async def totals(url):
    """Used, reserved, and the ledger's sum."""

    def read(tx):
        balance = tx.execute(sa.select(db.balances.c.used, db.balances.c.reserved)).one()
        ledger = tx.execute(sa.select(sa.func.sum(db.ledger.c.chars))).scalar()
        return balance.used, balance.reserved, int(ledger or 0)

    async with Store(url) as store:
        return await store.read(read)


@pytest.mark.parametrize("chars", [10, 7])
def test_last_characters_are_sold_exactly_once(database_url, processes, chars):
    secrets = anyio.run(prepare_for_race, database_url)
    share = REQUESTS // PROCESSES
    barrier, outcomes = processes.Barrier(PROCESSES), processes.Queue()
    running = [
        processes.Process(
            target=worker.sell,
            args=(database_url, secrets[n * share : (n + 1) * share], chars, barrier, outcomes),
        )
        for n in range(PROCESSES)
    ]
    for process in running:
        process.start()
    told = [outcomes.get(timeout=60) for _ in running]
    for process in running:
        process.join(30)
    assert [process.exitcode for process in running] == [0] * PROCESSES
    sold = LEFT // chars * chars
    assert sum(outcome.sold for outcome in told) == sold
    assert sum(outcome.admitted for outcome in told) == LEFT // chars
    assert sum(outcome.admitted + outcome.refused for outcome in told) == REQUESTS
    used = 10_000 - LEFT + sold
    assert anyio.run(totals, database_url) == (used, 0, used)


async def prepare_for_race(url):
    return await prepare(url, used=10_000 - LEFT, keys=REQUESTS)


async def prepare_growth(url):
    return await prepare(url, plan="growth")


def test_killed_processes_charge_nothing_undelivered_and_hold_nothing(
    database_url, processes, tmp_path
):
    [secret] = anyio.run(prepare_growth, database_url)
    log = tmp_path / "delivered"
    log.touch()
    for _ in range(50):
        ready = processes.Event()
        process = processes.Process(
            target=worker.speak_until_killed, args=(database_url, secret, log, ready)
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
    # Cut off: delivered in part, charged for nothing.
    cut = delivered.keys() - charged.keys()
    assert cut

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
def test_two_servers_share_one_window_on_redis(processes, redis_url, tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    secrets = {plan: anyio.run(prepare_named, url, plan) for plan in ("free", "developer")}
    until, window_s = time.monotonic() + 5, 1
    running = []
    for plan, secret in secrets.items():
        outcomes = processes.Queue()
        pair = [
            processes.Process(
                target=worker.hammer, args=(url, redis_url, secret, window_s, until, outcomes)
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
        # Redis decided between the two times of each.
        for (before, _), (_, after) in zip(admitted, admitted[limit:], strict=False):
            assert after - before >= window_s
        assert len(admitted) >= 3 * limit
        assert all(each)


async def prepare_named(url, plan):
    async with Store(url) as store:
        accounts = worker.Accounts(store, PEPPER)
        account = await accounts.create_account(plan, plan=plan)
        return (await accounts.create_key(account.id))[1]
