"""Admission, settlement and release of single requests."""

import anyio
import pytest
import sqlalchemy as sa
from billed_account import PEPPER, BilledAccount, open_account

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing, Idempotency
from phemius_core.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    QuotaExceeded,
    RateLimited,
)
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Month, Store

pytestmark = pytest.mark.anyio


async def test_settle_charges_delivered_characters_and_gives_the_rest_back(database_url, clock):
    async with open_account(database_url, clock) as billed:
        admission = await billed.admit(100)
        assert await billed.balance() == (0, 100)
        assert await admission.settle(chars=60, audio_ms=500) == 60
        assert await billed.balance() == (60, 0)
        usage = await billed.usage()
    assert (usage.chars, usage.requests, usage.audio_ms) == (60, 1, 500)


async def test_release_charges_nothing(database_url, clock):
    async with open_account(database_url, clock) as billed:
        admission = await billed.admit(100)
        await admission.release()
        assert await billed.balance() == (0, 0)
        assert (await billed.usage()).requests == 0


async def test_leaving_the_context_releases_an_unsettled_admission(clock):
    async with open_account("sqlite://", clock) as billed:
        with pytest.raises(ZeroDivisionError):
            async with await billed.admit(100):
                raise ZeroDivisionError
        assert await billed.balance() == (0, 0)
        async with await billed.admit(100) as admission:
            await admission.settle(chars=100)
        assert await billed.balance() == (100, 0)


async def test_the_first_call_of_settle_or_release_counts(database_url, clock):
    async with open_account(database_url, clock) as billed:
        settled, released = await billed.admit(10), await billed.admit(20)
        for _ in range(2):
            assert await settled.settle(chars=10) == 10
            await settled.release()
            await released.release()
            assert await released.settle(chars=20) == 0
        assert await billed.settle(settled.id, chars=3) == 10
        assert await billed.settle(released.id, chars=3) == 0
        await billed.release(settled.id)
        assert await billed.balance() == (10, 0)
        assert (await billed.usage()).requests == 1


async def test_concurrent_settlements_charge_once(database_url, clock):
    async with open_account(database_url, clock) as billed:
        admission = await billed.admit(10)
        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(lambda: billed.settle(admission.id, chars=10))
                tasks.start_soon(lambda: billed.release(admission.id))
        used, reserved = await billed.balance()
        assert reserved == 0
        assert used in {0, 10}
        assert used == (await billed.usage()).chars


async def test_settle_and_release_work_in_a_cancelled_scope(clock):
    async with open_account("sqlite://", clock) as billed:
        first, second = await billed.admit(10), await billed.admit(20)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await first.settle(chars=10)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await second.release()
        assert await billed.balance() == (10, 0)


async def test_more_than_reserved_cannot_be_settled(clock):
    async with open_account("sqlite://", clock) as billed:
        admission = await billed.admit(10)
        with pytest.raises(ValueError, match="11 characters settled, 10 reserved"):
            await admission.settle(chars=11)
        assert await billed.balance() == (0, 10)
        with pytest.raises(ValueError, match="-1"):
            await billed.admit(-1)


async def test_the_free_plan_has_a_hard_cap(database_url, clock):
    async with open_account(database_url, clock) as billed:
        await (await billed.admit(9_990)).settle(chars=9_990)
        with pytest.raises(QuotaExceeded) as caught:
            await billed.admit(11)
        assert await billed.balance() == (9_990, 0)
        await (await billed.admit(10)).settle(chars=10)
        with pytest.raises(QuotaExceeded):
            await billed.admit(1)
    headers = caught.value.headers
    assert headers["x-should-retry"] == "false"
    assert headers["x-ratelimit-limit-requests"] == "5"
    assert headers["Retry-After"] == str(caught.value.retry_after_s)


async def test_reserved_characters_count_against_the_cap(database_url, clock):
    async with open_account(database_url, clock) as billed:
        held = await billed.admit(10_000)
        with pytest.raises(QuotaExceeded):
            await billed.admit(1)
        await held.release()
        await billed.admit(1)


async def test_quota_starts_anew_after_retry_after(clock):
    async with open_account("sqlite://", clock) as billed:
        await (await billed.admit(10_000)).settle(chars=10_000)
        with pytest.raises(QuotaExceeded) as caught:
            await billed.admit(10_000)
        wait = caught.value.retry_after_s
        clock.advance(wait - 1)
        with pytest.raises(QuotaExceeded):
            await billed.admit(1)
        clock.advance(1)
        await (await billed.admit(10_000)).settle(chars=10_000)


async def test_a_request_is_charged_to_the_month_of_its_admission(clock):
    async with open_account("sqlite://", clock) as billed:
        november = Month.of(db.now_us(clock))
        clock.now = november.end_us / 1e6 - 1
        admission = await billed.admit(10_000)
        clock.advance(2)
        other = await billed.admit(10_000)
        await admission.settle(chars=10_000)
        await other.settle(chars=4)
        assert (await billed.usage(november)).chars == 10_000
        december = await billed.usage(november.next)
        assert december.chars == 4
        assert [str(day.day) for day in december.by_day] == ["2026-12-01"]


@pytest.mark.parametrize("plan", ["developer", "growth"])
async def test_paid_plans_have_no_cap(clock, plan):
    async with open_account("sqlite://", clock, plan=plan) as billed:
        await (await billed.admit(10_000_000)).settle(chars=10_000_000)
        assert (await billed.usage()).remaining_chars is None


async def test_the_current_plan_decides_the_cap(clock):
    async with open_account("sqlite://", clock) as billed:
        await (await billed.admit(10_000)).settle(chars=10_000)
        await billed.accounts.set_plan(billed.account.id, "developer")
        # The principal still says free; the cap is read where it is enforced.
        await (await billed.admit(10)).settle(chars=10)
        await billed.accounts.set_plan(billed.account.id, "free")
        with pytest.raises(QuotaExceeded):
            await billed.admit(1)


async def test_the_reservation_of_a_crashed_process_expires(database_url, clock):
    async with open_account(database_url, clock) as billed:
        await billed.admit(10_000)
        clock.advance(899)
        assert await billed.billing.sweep() == 0
        assert await billed.balance() == (0, 10_000)
        clock.advance(1)
        assert await billed.billing.sweep() == 1
        assert await billed.billing.sweep() == 0
        assert await billed.balance() == (0, 0)


async def test_an_expired_reservation_frees_its_characters_before_the_sweep(database_url, clock):
    async with open_account(database_url, clock) as billed:
        await billed.admit(10_000)
        clock.advance(900)
        await (await billed.admit(10_000)).settle(chars=10_000)
        assert await billed.balance() == (10_000, 0)


async def test_a_late_settlement_never_exceeds_the_cap(database_url, clock):
    async with open_account(database_url, clock) as billed:
        late = await billed.admit(8_000)
        clock.advance(900)
        await (await billed.admit(7_000)).settle(chars=7_000)
        assert await late.settle(chars=8_000) == 3_000
        assert await billed.balance() == (10_000, 0)
        assert (await billed.usage()).chars == 10_000


async def test_a_late_settlement_without_a_cap_charges_all_delivered_characters(clock):
    async with open_account("sqlite://", clock, plan="growth") as billed:
        late = await billed.admit(8_000)
        clock.advance(900)
        await billed.billing.sweep()
        assert await late.settle(chars=8_000) == 8_000
        assert await billed.balance() == (8_000, 0)


async def test_extend_reserves_more_characters_and_renews(database_url, clock):
    async with open_account(database_url, clock) as billed:
        admission = await billed.admit(0)
        clock.advance(800)
        await admission.extend(6_000)
        clock.advance(800)
        assert await billed.billing.sweep() == 0
        with pytest.raises(QuotaExceeded):
            await admission.extend(4_001)
        await admission.extend(4_000)
        assert admission.chars == 10_000
        assert await billed.balance() == (0, 10_000)
        assert await admission.settle(chars=9_000) == 9_000
        with pytest.raises(Conflict):
            await admission.extend(1)


async def test_ended_reservations_are_pruned_and_stay_charged(clock):
    async with open_account("sqlite://", clock) as billed:
        admission = await billed.admit(10, idempotency=Idempotency("a", b""))
        await admission.settle(chars=10)
        await (await billed.admit(10)).release()
        clock.advance(3 * 86_400)
        await billed.billing.sweep()
        for table in (db.reservations, db.idempotency):
            assert await billed.count_rows(table) == 0
        assert await billed.settle(admission.id, chars=10) == 10
        assert await billed.balance() == (10, 0)


async def test_a_rate_limited_request_has_an_exact_retry_after(clock):
    async with open_account("sqlite://", clock) as billed:
        for remaining in (4, 3, 2, 1, 0):
            admission = await billed.admit(1)
            assert admission.headers["RateLimit-Remaining"] == str(remaining)
            assert admission.headers["x-ratelimit-remaining-requests"] == str(remaining)
            clock.advance(1.25)
        with pytest.raises(RateLimited) as caught:
            await billed.admit(1)
        assert caught.value.headers["RateLimit-Policy"] == "5;w=60"
        assert caught.value.headers["x-ratelimit-remaining-requests"] == "0"
        assert caught.value.headers["Retry-After"] == "54"
        clock.advance(53)
        with pytest.raises(RateLimited):
            await billed.admit(1)
        clock.advance(1)
        await billed.admit(1)


async def test_a_rate_limited_request_reserves_nothing(clock):
    async with open_account("sqlite://", clock) as billed:
        for _ in range(5):
            await (await billed.admit(1)).release()
        with pytest.raises(RateLimited):
            await billed.admit(1)
        assert await billed.balance() == (0, 0)


async def test_items_of_a_job_are_not_counted_as_requests(clock):
    async with open_account("sqlite://", clock) as billed:
        for _ in range(20):
            admission = await billed.admit(10, count_request=False)
            assert admission.headers == {}
        assert await billed.balance() == (0, 200)


async def test_a_key_revoked_after_its_look_up_is_not_admitted(clock):
    async with open_account("sqlite://", clock) as billed:
        await billed.accounts.keys.revoke(billed.principal.key_id)
        with pytest.raises(AuthenticationFailed):
            await billed.admit(1)


async def test_the_last_use_of_a_key_is_stored_to_the_minute(clock):
    async with open_account("sqlite://", clock) as billed:
        first = clock.now
        await billed.admit(1)
        clock.advance(30)
        await billed.admit(1)
        assert (await billed.accounts.keys.list())[0].last_used_at.timestamp() == first
        clock.advance(30)
        await billed.admit(1)
        assert (await billed.accounts.keys.list())[0].last_used_at.timestamp() == clock.now


async def test_requests_with_the_same_idempotency_key_and_body_are_charged_once(
    database_url, clock
):
    async with open_account(database_url, clock) as billed:
        first = await billed.admit(100, idempotency=Idempotency("key", b"body"))
        assert await first.settle(chars=100) == 100
        clock.advance(86_399)
        second = await billed.admit(100, idempotency=Idempotency("key", b"body"))
        assert (second.chars, second.prior_chars) == (0, 100)
        assert await second.settle(chars=100) == 0
        assert (await billed.usage()).chars == 100
        clock.advance(1)
        third = await billed.admit(100, idempotency=Idempotency("key", b"body"))
        assert await third.settle(chars=100) == 100


async def test_a_repeated_request_is_charged_only_what_was_not_charged_before(clock):
    async with open_account("sqlite://", clock) as billed:
        for delivered, charged in ((30, 30), (20, 0), (100, 70), (100, 0)):
            admission = await billed.admit(100, idempotency=Idempotency("key", b"body"))
            assert await admission.settle(chars=delivered) == charged
        assert await billed.balance() == (100, 0)


async def test_an_idempotency_key_with_another_body_is_refused(clock):
    async with open_account("sqlite://", clock) as billed:
        await (await billed.admit(1, idempotency=Idempotency("key", b"a"))).settle(chars=1)
        with pytest.raises(InvalidRequest, match="another body") as caught:
            await billed.admit(1, idempotency=Idempotency("key", b"b"))
        assert caught.value.param == "Idempotency-Key"
        assert await billed.balance() == (1, 0)


async def test_an_idempotency_key_may_be_reused_after_a_release(clock):
    async with open_account("sqlite://", clock) as billed:
        await (await billed.admit(1, idempotency=Idempotency("key", b"a"))).release()
        await (await billed.admit(1, idempotency=Idempotency("key", b"b"))).settle(chars=1)


async def test_an_idempotency_key_may_be_reused_after_its_reservation_expired(clock):
    async with open_account("sqlite://", clock) as billed:
        lost = await billed.admit(1, idempotency=Idempotency("key", b"a"))
        clock.advance(900)
        again = await billed.admit(1, idempotency=Idempotency("key", b"a"))
        assert await again.settle(chars=1) == 1
        await billed.billing.sweep()
        assert await billed.balance() == (1, 0)
        third = await billed.admit(1, idempotency=Idempotency("key", b"a"))
        assert await third.settle(chars=1) == 0
        assert lost.id != again.id


async def test_an_expired_request_and_its_repetition_are_charged_once(database_url, clock):
    async with open_account(database_url, clock) as billed:
        for late_first in (True, False):
            key = Idempotency(f"k{late_first}", b"b")
            late = await billed.admit(100, idempotency=key)
            clock.advance(900)
            again = await billed.admit(100, idempotency=key)
            pair = [late, again] if late_first else [again, late]
            assert [await each.settle(chars=100) for each in pair] == [100, 0]
        assert await billed.balance() == (200, 0)


async def test_a_late_settlement_does_not_count_for_the_same_key_of_the_next_day(clock):
    async with open_account("sqlite://", clock, plan="growth") as billed:
        key = Idempotency("k", b"b")
        late = await billed.admit(100, idempotency=key)
        clock.advance(86_400)
        today = await billed.admit(100, idempotency=key)
        assert await late.settle(chars=100) == 100
        assert await today.settle(chars=100) == 100


async def test_an_idempotency_key_in_flight_conflicts(database_url, clock):
    outcomes, refusals = [], []
    async with open_account(database_url, clock, plan="growth") as billed:

        async def one():
            try:
                async with await billed.admit(5, idempotency=Idempotency("k", b"b")) as admission:
                    await anyio.sleep(0.05)
                    outcomes.append(await admission.settle(chars=5))
            except Conflict as error:
                refusals.append(error.headers["Retry-After"])

        async with anyio.create_task_group() as tasks:
            for _ in range(10):
                tasks.start_soon(one)
        assert await billed.balance() == (5, 0)
    assert sum(outcomes) == 5
    assert set(refusals) <= {"1"}
    assert len(outcomes) + len(refusals) == 10


async def test_idempotency_keys_belong_to_their_account(clock):
    async with open_account("sqlite://", clock) as billed:
        other = await billed.create_second()
        for each in (billed, other):
            admission = await each.admit(5, idempotency=Idempotency("k", b"b"))
            assert await admission.settle(chars=5) == 5


@pytest.mark.parametrize("key", ["", "x" * 256, "clé", "a\nb"])
def test_an_idempotency_key_of_a_wrong_format_is_refused(key):
    with pytest.raises(InvalidRequest):
        Idempotency(key, b"")


async def test_a_cancelled_admission_reserves_nothing(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        billing = Billing(store, MemoryRateLimiter(clock), clock)
        billed = await BilledAccount.create(store, accounts, billing, plan="growth")

        async def one(index):
            with anyio.move_on_after(index * 0.0007):
                async with await billed.admit(1):
                    await anyio.sleep_forever()

        async with anyio.create_task_group() as tasks:
            for index in range(60):
                tasks.start_soon(one, index)
        assert await billed.balance() in {(0, 0), None}
        query = sa.select(db.reservations.c.id).where(db.reservations.c.state == "held")
        assert await store.read(lambda tx: tx.execute(query).all()) == []
