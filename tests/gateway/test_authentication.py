"""Floods before authentication, and the window of each key."""

from contextlib import asynccontextmanager

import anyio
import pytest

from phemius_core.accounts import Accounts, Principal
from phemius_core.accounts._api_keys import generate_key
from phemius_core.billing import PLANS
from phemius_core.errors import AuthenticationFailed, Overloaded, RateLimited
from phemius_core.gateway._authentication import BoundedAuthentication
from phemius_core.store import Store
from tests.services import FakeClock

pytestmark = pytest.mark.anyio

HOME, ELSEWHERE = "198.51.100.1", "198.51.100.2"


class Door:
    """A bounded authentication over real accounts, which counts look-ups."""

    def __init__(self, accounts, **bounds):
        self.clock = FakeClock()
        self.accounts = accounts
        self.look_ups = 0
        self.failure = None
        self.authentication = BoundedAuthentication(
            **{"max_failures": 5, "max_requests": 1000, "clock": self.clock, **bounds}
        )

    async def __call__(self, key, address=HOME):
        header = None if key is None else f"Bearer {key}"
        return await self.authentication.authenticate(self.accounts, self._look_up, header, address)

    async def _look_up(self, key):
        self.look_ups += 1
        if self.failure is not None:
            raise self.failure
        return await self.accounts.authenticate(key)

    async def fail(self, key, times=1, address=HOME):
        for _ in range(times):
            with pytest.raises(AuthenticationFailed):
                await self(key, address)


@asynccontextmanager
async def a_door(**bounds):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, b"p" * 32)
        owner = await accounts.create_account("owner", plan="growth")
        door = Door(accounts, **bounds)
        door.owner = owner
        _, door.key = await accounts.keys.create(owner.id)
        yield door


async def test_an_address_that_fails_too_often_is_refused_without_a_look_up():
    async with a_door() as door:
        await door.fail(generate_key(), 5)
        look_ups = door.look_ups
        for key in (generate_key(), "nonsense", None, door.key):
            with pytest.raises(RateLimited) as refused:
                await door(key)
            assert refused.value.headers["Retry-After"] == "60"
        assert door.look_ups == look_ups
        await door.fail(generate_key(), address=ELSEWHERE)
        door.clock.advance(60)
        await door.fail(generate_key())
        assert (await door(door.key)).account_id == door.owner.id


@pytest.mark.parametrize("key", [None, "nonsense", "sk_test_ph_x"])
async def test_a_missing_or_mistyped_key_counts_too(key):
    async with a_door() as door:
        await door.fail(key, 5)
        with pytest.raises(RateLimited):
            await door(key)


async def test_a_known_key_is_served_from_an_address_that_is_refused():
    async with a_door() as door:
        await door(door.key)
        await door.fail(generate_key(), 5)
        assert (await door(door.key)).account_id == door.owner.id


async def test_a_revoked_key_is_known_no_longer():
    async with a_door() as door:
        await door(door.key)
        key_id = (await door(door.key)).key_id
        await door.accounts.keys.revoke(key_id)
        await door.fail(door.key, 5)
        with pytest.raises(RateLimited):
            await door(door.key)


async def test_look_ups_that_are_under_way_at_once_are_bounded_too():
    async with a_door() as door:

        async def attempt():
            with pytest.raises((AuthenticationFailed, RateLimited)):
                await door(generate_key())

        async with anyio.create_task_group() as tasks:
            for _ in range(50):
                tasks.start_soon(attempt)
        assert door.look_ups == 5


async def test_valid_keys_and_outages_are_no_failures():
    async with a_door(max_failures=1) as door:
        for _ in range(5):
            _, key = await door.accounts.keys.create(door.owner.id)
            await door(key)
        door.failure = Overloaded("the database does not answer")
        _, key = await door.accounts.keys.create(door.owner.id)
        for _ in range(5):
            with pytest.raises(Overloaded):
                await door(key)
        door.failure = None
        await door.fail(generate_key())


async def test_a_client_without_an_address_is_not_counted():
    async with a_door() as door:
        await door.fail(generate_key(), 20, address="")


async def test_each_key_has_a_window_that_costs_no_look_up():
    async with a_door(max_requests=3) as door:
        _, other = await door.accounts.keys.create(door.owner.id)
        for _ in range(3):
            await door(door.key)
        look_ups = door.look_ups
        with pytest.raises(RateLimited) as refused:
            await door(door.key)
        assert refused.value.code == "rate_limit_exceeded"
        assert refused.value.headers["Retry-After"] == "60"
        assert door.look_ups == look_ups
        assert isinstance(await door(other), Principal)
        door.clock.advance(60)
        assert (await door(door.key)).plan is PLANS["growth"]
