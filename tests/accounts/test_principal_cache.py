"""The principal cache: when a key is authenticated without a look-up, and when not."""

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
    """Counts its reads."""

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
    info, secret = await accounts.keys.create(owner.id)
    return info.id, secret


async def test_a_key_is_looked_up_once_in_ten_seconds(store, accounts, key, clock):
    first = await accounts.authenticate_cached(key[1])
    reads = store.reads
    for _ in range(5):
        clock.advance(1.9)
        assert await accounts.authenticate_cached(key[1]) == first
    assert store.reads == reads
    clock.advance(0.5)
    assert await accounts.authenticate_cached(key[1]) == first
    assert store.reads == reads + 1


async def test_a_clock_that_is_set_back_extends_no_entry(store, accounts, key, clock):
    await accounts.authenticate_cached(key[1])
    reads = store.reads
    clock.advance(-1)
    await accounts.authenticate_cached(key[1])
    assert store.reads == reads + 1


async def test_authenticate_always_reads_the_database(store, accounts, key):
    await accounts.authenticate_cached(key[1])
    reads = store.reads
    await accounts.authenticate(key[1])
    assert store.reads == reads + 1


@pytest.mark.parametrize("presented", ["", "sk_test_YOUR_KEY", "ключ"])
async def test_a_mistyped_key_is_refused(accounts, presented):
    with pytest.raises(AuthenticationFailed):
        await accounts.authenticate_cached(presented)


async def test_a_key_revoked_in_this_process_is_refused_at_once(accounts, key):
    await accounts.authenticate_cached(key[1])
    await accounts.keys.revoke(key[0])
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_a_key_revoked_by_another_process_is_not_admitted(store, accounts, key, clock):
    principal = await accounts.authenticate_cached(key[1])
    await Accounts(store, PEPPER, clock).keys.revoke(key[0])
    assert await accounts.authenticate_cached(key[1]) == principal
    billing = Billing(store, MemoryRateLimiter(clock), clock)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await billing.admit(principal, endpoint="/v1/speech", chars=1, request_id="r")
    clock.advance(10)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_a_rotated_key_is_cached_until_its_overlap_ends(accounts, key, clock):
    await accounts.keys.rotate(key[0], overlap_s=3)
    await accounts.authenticate_cached(key[1])
    clock.advance(2.9)
    await accounts.authenticate_cached(key[1])
    clock.advance(0.1)
    with pytest.raises(AuthenticationFailed, match="expired"):
        await accounts.authenticate_cached(key[1])


async def test_a_change_of_plan_applies_at_once_here_and_soon_elsewhere(
    store, accounts, key, clock
):
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["free"]
    await accounts.set_plan("Ada", "growth")
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["growth"]
    await Accounts(store, PEPPER, clock).set_plan("Ada", "developer")
    clock.advance(10)
    assert (await accounts.authenticate_cached(key[1])).plan is PLANS["developer"]


async def test_a_principal_is_authenticated_again_without_its_key(store, accounts, key, clock):
    principal = await accounts.authenticate(key[1])
    reads = store.reads
    assert await accounts.reauthenticate(principal) == principal
    assert store.reads == reads
    clock.advance(10)
    for _ in range(3):
        assert await accounts.reauthenticate(principal) == principal
    assert store.reads == reads + 1


async def test_a_principal_is_authenticated_again_as_it_is_by_then(store, accounts, key, clock):
    principal = await accounts.authenticate(key[1])
    elsewhere = Accounts(store, PEPPER, clock)
    for plan in ("growth", "developer"):
        await elsewhere.set_plan("Ada", plan)
        clock.advance(10)
        principal = await accounts.reauthenticate(principal)
        assert principal.plan is PLANS[plan]
    await accounts.keys.rotate(key[0], overlap_s=3)
    await accounts.reauthenticate(principal)
    clock.advance(3)
    with pytest.raises(AuthenticationFailed, match="expired"):
        await accounts.reauthenticate(principal)
    await elsewhere.keys.revoke(key[0])
    clock.advance(10)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.reauthenticate(principal)


async def test_a_look_up_from_before_a_revocation_is_not_cached(store, accounts, key, monkeypatch):
    read = Store.read
    looked_up, revoked = anyio.Event(), anyio.Event()

    async def slow_read(self, work):
        row = await read(self, work)
        looked_up.set()
        await revoked.wait()
        return row

    async with anyio.create_task_group() as tasks:
        monkeypatch.setattr(CountedStore, "read", slow_read)
        tasks.start_soon(accounts.authenticate_cached, key[1])
        await looked_up.wait()
        monkeypatch.setattr(CountedStore, "read", read)
        await accounts.keys.revoke(key[0])
        revoked.set()
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await accounts.authenticate_cached(key[1])


async def test_the_number_of_entries_is_bounded(accounts, key, monkeypatch):
    monkeypatch.setattr("phemius_core.accounts._principal_cache._MAX_ENTRIES", 2)
    owner = (await accounts.keys.list())[0].account_id
    for _ in range(5):
        _, secret = await accounts.keys.create(owner)
        await accounts.authenticate_cached(secret)
        assert 1 <= len(accounts._principals._entries) <= 2
