"""Usage and invoices of a month."""

import pytest
import sqlalchemy as sa
from billed_account import open_account

from phemius_core.billing import Billing, Plan
from phemius_core.billing._reservation_expiry import expire_reservations, prune_ended
from phemius_core.errors import NotFound
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Month

pytestmark = pytest.mark.anyio

NOVEMBER = Month(2026, 11)


async def use(billed, chars, **settled):
    admission = await billed.admit(chars, count_request=False)
    await admission.settle(chars=chars, **settled)


async def test_usage_is_summed_by_day_and_by_key(database_url, clock):
    async with open_account(database_url, clock) as billed:
        await use(billed, 100, audio_ms=7_000)
        await use(billed, 50, audio_ms=3_000, cached=True)
        clock.advance(86_400)
        _, key = await billed.accounts.keys.create(billed.account.id)
        first = billed.principal
        billed.principal = await billed.accounts.authenticate(key)
        await use(billed, 7)
        held = await billed.admit(30)
        usage = await billed.usage()
        await held.release()
    assert (usage.requests, usage.chars, usage.cached_chars) == (3, 157, 50)
    assert (usage.audio_ms, usage.reserved_chars, usage.remaining_chars) == (10_000, 30, 9_813)
    assert [(str(day.day), day.requests, day.chars) for day in usage.by_day] == [
        ("2026-11-13", 2, 150),
        ("2026-11-14", 1, 7),
    ]
    assert [(key.key_id, key.requests, key.chars) for key in usage.by_key] == [
        (first.key_id, 2, 150),
        (billed.principal.key_id, 1, 7),
    ]
    shown = usage.as_dict()
    assert shown["month"] == "2026-11"
    assert shown["by_day"][1] == {"day": "2026-11-14", "requests": 1, "chars": 7, "audio_ms": 0}
    assert shown["invoice"]["total_micros"] == 0


@pytest.mark.parametrize(
    ("plan", "chars", "total_micros"),
    [
        ("free", 10_000, 0),
        ("developer", 0, 10_000_000),
        ("developer", 500_000, 10_000_000),
        ("developer", 500_001, 10_000_008),
        ("developer", 1_500_000, 18_000_000),
        ("growth", 2_000_000, 25_000_000),
        ("growth", 2_000_001, 25_000_006),
        ("growth", 5_000_000, 43_000_000),
    ],
)
async def test_invoice_is_fee_and_overage(clock, plan, chars, total_micros):
    async with open_account("sqlite://", clock, plan=plan) as billed:
        await use(billed, chars)
        invoice = await billed.billing.invoice(billed.account.id)
    assert invoice.chars == chars
    assert invoice.total_micros == total_micros
    assert invoice.total_micros == invoice.fee_micros + invoice.overage_micros
    assert invoice.overage_chars == max(0, chars - invoice.included_chars)


@pytest.mark.parametrize(("chars", "micros"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (333, 167)])
async def test_overage_is_priced_once_a_month_and_rounded_half_up(clock, chars, micros):
    half = Plan(
        name="free",
        requests_per_minute=5,
        monthly_chars=None,
        included_chars=0,
        overage_micros_per_million=500_000,
    )
    async with open_account("sqlite://", clock) as billed:
        billed.billing = Billing(
            billed.store, MemoryRateLimiter(clock), clock, plans={"free": half}
        )
        # One by one: rounding each request would double the price.
        for _ in range(chars if chars < 10 else 0):
            await use(billed, 1)
        if chars >= 10:
            await use(billed, chars)
        assert (await billed.billing.invoice(billed.account.id)).total_micros == micros


async def test_a_month_is_billed_by_its_most_expensive_plan(clock):
    async with open_account("sqlite://", clock, plan="developer") as billed:
        await use(billed, 600_000)
        clock.advance(3_600)
        await billed.accounts.set_plan(billed.account.id, "free")
        assert (await billed.billing.invoice(billed.account.id)).total_micros == 10_800_000
        clock.advance(31 * 86_400)
        await use(billed, 10)
        december = await billed.billing.invoice(billed.account.id)
        assert (december.plan, december.total_micros) == ("free", 0)
        assert (await billed.billing.invoice(billed.account.id, NOVEMBER)).plan == "developer"


async def test_a_plan_that_ended_when_the_month_began_is_not_billed_in_it(clock):
    async with open_account("sqlite://", clock, plan="growth") as billed:
        clock.now = NOVEMBER.end_us / 1e6
        await billed.accounts.set_plan(billed.account.id, "free")
        assert (await billed.billing.invoice(billed.account.id)).total_micros == 0
        assert (await billed.billing.invoice(billed.account.id, NOVEMBER)).plan == "growth"


async def test_a_month_before_the_account_existed_costs_nothing(clock):
    async with open_account("sqlite://", clock, plan="growth") as billed:
        invoice = await billed.billing.invoice(billed.account.id, Month(2026, 10))
        assert (invoice.plan, invoice.total_micros) == ("", 0)


async def test_usage_of_an_unknown_account_is_not_found(clock):
    async with open_account("sqlite://", clock) as billed:
        with pytest.raises(NotFound):
            await billed.billing.usage("nobody")
        with pytest.raises(NotFound):
            await billed.billing.invoice("nobody")


async def test_the_sweep_uses_the_partial_indexes(clock):
    queries = []
    async with open_account("sqlite://", clock) as billed:

        def sweep(tx):
            sa.event.listen(
                tx, "before_cursor_execute", lambda _c, _k, query, *_: queries.append(query)
            )
            expire_reservations(tx, 1)
            expire_reservations(tx, 1, account_id="a")
            prune_ended(tx, 1)
            return [
                tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.replace('?', '1')}").first()[-1]
                for query in list(queries)
            ]

        plans = await billed.store.write(sweep)
    assert [plan.split("INDEX ")[1].split(" ")[0] for plan in (plans[0], plans[1])] == [
        "ix_reservations_lapsing",
        "ix_reservations_held",
    ]
    assert all("SCAN" not in plan for plan in plans)
