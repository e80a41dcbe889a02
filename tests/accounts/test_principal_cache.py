"""Keys that are recognised without a look at the database, and when they no longer are."""

import anyio
import pytest

from phemius_core.accounts import Accounts
from phemius_core.billing import PLANS, Billing
from phemius_core.errors import AuthenticationFailed
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Store

pytestmark = pytest.mark.anyio

PEPPER = b"p" * 32


class CountedStore(Store):
    """Counts what is read."""

    reads = 0

    async def read(self, work):
        self.reads += 1
        return await super().read(work)


@pytest.fixture
async def store(tmp_path):
    async with CountedStore(f"sqlite:///{tmp_path / 'x.db'}") as store:
        yield store


@pytest.fixture
async def accounts(store, clock):
    return Accounts(store, PEPPER, clock)


@pytest.fixture
async def key(accounts):
    owner = await accounts.create_account("Ada")
    info, secret = await accounts.create_key(owner.id)
    return info.id, secret


async def test_key_is_looked_up_once_in_ten_seconds(store, accounts, key, clock):
    first = await accounts.authenticate_cached(key[1])
    asked = store.reads
    for _ in range(5):
        clock.advance(1.9)
        assert await accounts.authenticate_cached(key[1]) == first
    assert store.reads == asked
    clock.advance(0.5)
    assert await accounts.authenticate_cached(key[1]) == first
    assert store.reads == asked + 1


async def test_a_clock_set_back_makes_nobody_known_for_longer(store, accounts, key, clock):
    await accounts.authenticate_cached(key[1])
    asked = store.reads
    clock.advance(-1)
    await accounts.authenticate_cached(key[1])
    assert store.reads == asked + 1


async def test_authenticate_always_asks(store, accounts, key):
    await accounts.authenticate_cached(key[1])
    asked = store.reads
    await accounts.authenticate(key[1])
    assert store.reads == asked + 1


@pytest.mark.parametrize("presented", ["", "sk_test_YOUR_KEY", "ключ"])
async def test_what_is_no_key_is_not_recognised(accounts, presented):
    with pytest.raises(AuthenticationFailed):
        await accounts.authenticate_cached(presented)


async def test_revoked_here_is_refused_at_once(accounts, key):
    await accounts.authenticate_cached(key[1])
    await accounts.revoke_key(key[0])
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_revoked_by_another_process_is_not_admitted(store, accounts, key, clock):
    principal = await accounts.authenticate_cached(key[1])
    await Accounts(store, PEPPER, clock).revoke_key(key[0])
    assert await accounts.authenticate_cached(key[1]) == principal
    billing = Billing(store, MemoryRateLimiter(clock), clock)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await billing.admit(principal, endpoint="/v1/speech", chars=1, request_id="r")
    clock.advance(10)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_replaced_key_is_known_to_the_end_of_its_overlap(accounts, key, clock):
    await accounts.rotate_key(key[0], overlap_s=3)
    await accounts.authenticate_cached(key[1])
    clock.advance(2.9)
    await accounts.authenticate_cached(key[1])
    clock.advance(0.1)
    with pytest.raises(AuthenticationFailed, match="expired"):
        await accounts.authenticate_cached(key[1])


async def test_plan_changed_here_counts_at_once_and_elsewhere_soon(store, accounts, key, clock):
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["free"]
    await accounts.set_plan("Ada", "growth")
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["growth"]
    await Accounts(store, PEPPER, clock).set_plan("Ada", "developer")
    clock.advance(10)
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["developer"]


async def test_answer_from_before_a_revocation_is_not_kept(store, accounts, key, monkeypatch):
    read = Store.read
    answered, go_on = anyio.Event(), anyio.Event()

    async def slow(self, work):
        row = await read(self, work)
        answered.set()
        await go_on.wait()
        return row

    async with anyio.create_task_group() as tasks:
        monkeypatch.setattr(CountedStore, "read", slow)
        tasks.start_soon(accounts.authenticate_cached, key[1])
        await answered.wait()
        monkeypatch.setattr(CountedStore, "read", read)
        await accounts.revoke_key(key[0])
        go_on.set()
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_memory_is_bounded(accounts, key, monkeypatch):
    monkeypatch.setattr("phemius_core.accounts._principal_cache._MOST", 2)
    owner = (await accounts.list_keys())[0].account_id
    for _ in range(5):
        _, secret = await accounts.create_key(owner)
        await accounts.authenticate_cached(secret)
        assert 1 <= len(accounts._principals._seen) <= 2
