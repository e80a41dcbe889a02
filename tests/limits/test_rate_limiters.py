"""Rate limiters: exactly the limit in any 60 seconds, and an exact Retry-After."""

import time
from itertools import pairwise

import anyio
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

import limits
from phemius_core.billing import PLANS
from phemius_core.errors import Overloaded
from phemius_core.limits import MemoryRateLimiter, RedisRateLimiter
from services import FakeClock

WINDOW = 60
LIMITS = [plan.requests_per_minute for plan in PLANS.values()]

gaps = st.lists(
    st.one_of(st.just(0), st.integers(1, 2_000), st.integers(0, 70_000), st.just(60_000)),
    min_size=1,
    max_size=300,
)
"""Milliseconds between requests: bursts, trickles, and the edge of the window."""


def admitted_times(limiter, clock, milliseconds, limit):
    """Times of the admitted requests, in ms; checks each refusal's Retry-After."""

    async def run():
        admitted, now = [], 0
        for gap in milliseconds:
            now += gap
            clock.now = now / 1000
            decision = await limiter.hit("k", limit=limit)
            in_window = sum(time > now - WINDOW * 1000 for time in admitted)
            assert decision.allowed == (in_window < limit)
            if decision.allowed:
                admitted.append(now)
                in_window += 1
            else:
                frees = admitted[-limit] + WINDOW * 1000
                assert decision.reset_s == -(-(frees - now) // 1000)
            assert decision.remaining == limit - in_window
        return admitted

    return anyio.run(run)


@given(gaps, st.sampled_from(LIMITS))
def test_any_window_admits_at_most_the_limit(milliseconds, limit):
    clock = FakeClock(0)
    admitted = admitted_times(MemoryRateLimiter(clock), clock, milliseconds, limit)
    for first, last in zip(admitted, admitted[limit:], strict=False):
        assert last - first >= WINDOW * 1000


@given(gaps, st.sampled_from([5, 20]))
def test_the_limiter_agrees_with_the_limits_package(milliseconds, limit):
    times, now = [], 0
    for gap in milliseconds:
        now += gap
        times.append(now)
    # At the edge of the window the oracle still refuses; elsewhere the two must agree.
    arrivals = set(times)
    assume(not any(time + WINDOW * 1000 in arrivals for time in times))
    ours_clock, theirs_clock = FakeClock(0), FakeClock(0)
    ours = MemoryRateLimiter(ours_clock)
    with pytest.MonkeyPatch.context() as patch:
        # The oracle takes no clock, and its timer thread races with its own window.
        patch.setattr("limits.storage.memory.time.time", theirs_clock)
        patch.setattr(MemoryStorage, "_MemoryStorage__schedule_expiry", lambda self: None)
        storage = MemoryStorage()
        storage.timer.cancel()
        oracle = MovingWindowRateLimiter(storage)
        item = limits.RateLimitItemPerMinute(limit)

        async def compare():
            for moment in times:
                ours_clock.now = theirs_clock.now = moment / 1000
                assert (await ours.hit("k", limit=limit)).allowed == oracle.hit(item, "k")

        anyio.run(compare)


@given(gaps, st.sampled_from(LIMITS))
def test_a_retry_succeeds_after_retry_after_and_not_a_second_before(milliseconds, limit):
    clock = FakeClock(0)
    limiter = MemoryRateLimiter(clock)

    async def run():
        for gap in milliseconds:
            clock.advance(gap / 1000)
            decision = await limiter.hit("k", limit=limit)
            if not decision.allowed:
                clock.advance(decision.reset_s - 1)
                if decision.reset_s > 1:
                    assert not (await limiter.hit("k", limit=limit)).allowed
                clock.advance(1)
                assert (await limiter.hit("k", limit=limit)).allowed

    anyio.run(run)


@pytest.mark.anyio
async def test_keys_do_not_share_a_window():
    limiter = MemoryRateLimiter(FakeClock())
    for key in ("a", "b"):
        assert [(await limiter.hit(key, limit=2)).allowed for _ in range(3)] == [True, True, False]


@pytest.mark.anyio
async def test_a_smaller_limit_counts_what_a_larger_one_admitted():
    clock = FakeClock(0)
    limiter = MemoryRateLimiter(clock)
    for _ in range(20):
        assert (await limiter.hit("k", limit=20)).allowed
        clock.advance(1)
    refused = await limiter.hit("k", limit=5)
    assert not refused.allowed
    clock.advance(refused.reset_s)
    assert (await limiter.hit("k", limit=5)).allowed


@pytest.mark.anyio
async def test_a_clock_that_steps_back_frees_no_request():
    clock = FakeClock(1000)
    limiter = MemoryRateLimiter(clock)
    for _ in range(5):
        await limiter.hit("k", limit=5)
    clock.advance(-500)
    refused = await limiter.hit("k", limit=5)
    assert not refused.allowed
    assert refused.reset_s == 60


@pytest.mark.anyio
async def test_idle_keys_are_pruned():
    clock = FakeClock()
    limiter = MemoryRateLimiter(clock, prune_every=10)
    for index in range(1000):
        await limiter.hit(str(index), limit=5)
        clock.advance(60)
    assert len(limiter._hits) <= 10


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def create_limiter(request):
    """Return a function that creates a limiter on the real clock."""
    if request.param == "memory":
        return lambda window_s: MemoryRateLimiter(window_s=window_s)
    url = request.getfixturevalue("redis_url")
    return lambda window_s: RedisRateLimiter(url, window_s=window_s)


@pytest.mark.anyio
async def test_the_window_rolls_in_real_time(create_limiter, request):
    limiter = create_limiter(1)
    key = f"{request.node.name}-{time.monotonic_ns()}"
    first = await limiter.hit(key, limit=3)
    assert (first.allowed, first.limit, first.remaining, first.window_s) == (True, 3, 2, 1)
    await anyio.sleep(0.5)
    decisions = [await limiter.hit(key, limit=3) for _ in range(3)]
    assert [decision.allowed for decision in decisions] == [True, True, False]
    assert [decision.remaining for decision in decisions] == [1, 0, 0]
    assert decisions[-1].reset_s == 1
    await anyio.sleep(0.55)
    # Only the first request has left the window.
    decisions = [await limiter.hit(key, limit=3) for _ in range(2)]
    assert [decision.allowed for decision in decisions] == [True, False]
    # The window holds more requests than a smaller limit allows.
    assert not (await limiter.hit(key, limit=1)).allowed
    await limiter.aclose()


@pytest.mark.anyio
async def test_concurrent_requests_are_admitted_up_to_the_limit(create_limiter, request):
    limiter = create_limiter(60)
    key = f"{request.node.name}-{time.monotonic_ns()}"
    admitted = []

    async def hit():
        if (await limiter.hit(key, limit=20)).allowed:
            admitted.append(1)

    async with anyio.create_task_group() as tasks:
        for _ in range(100):
            tasks.start_soon(hit)
    assert len(admitted) == 20
    await limiter.aclose()


@pytest.mark.redis
@pytest.mark.anyio
async def test_without_redis_the_limiter_fails_closed_and_recovers(redis_server):
    clock = FakeClock()
    limiter = RedisRateLimiter(redis_server.url, on_failure="fail_closed", clock=clock)
    assert (await limiter.hit("k", limit=5)).allowed
    redis_server.stop()
    for _ in range(2):
        with pytest.raises(Overloaded) as caught:
            await limiter.hit("k", limit=5)
        assert caught.value.http_status == 503
    redis_server.start()
    with pytest.raises(Overloaded):
        await limiter.hit("k", limit=5)
    clock.advance(1)
    assert (await limiter.hit("k", limit=5)).allowed
    await limiter.aclose()


@pytest.mark.redis
@pytest.mark.anyio
async def test_without_redis_the_limiter_fails_open_and_counts_in_process(redis_server, caplog):
    limiter = RedisRateLimiter(redis_server.url, on_failure="fail_open")
    for _ in range(5):
        assert (await limiter.hit("k", limit=5)).allowed
    redis_server.stop()
    assert [(await limiter.hit("k", limit=5)).allowed for _ in range(6)] == [True] * 5 + [False]
    assert "fail_open" in caplog.text
    await limiter.aclose()


@pytest.mark.redis
@pytest.mark.anyio
async def test_an_outage_costs_only_one_request_the_timeout(redis_server):
    limiter = RedisRateLimiter(redis_server.url, on_failure="fail_open", retry_s=60)
    redis_server.stop()
    await limiter.hit("k", limit=1)
    started = time.perf_counter()
    for _ in range(200):
        await limiter.hit("k", limit=1)
    assert time.perf_counter() - started < 0.2
    await limiter.aclose()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.redis
def test_a_free_key_for_a_minute_of_real_time(redis_url):
    """In memory and in Redis at the same time."""

    async def admit_ten(limiter, outcomes):
        key = f"minute-{time.monotonic_ns()}"
        admitted = []
        while len(admitted) < 10:
            before = time.monotonic()
            decision = await limiter.hit(key, limit=5)
            if decision.allowed:
                admitted.append((before, time.monotonic()))
                await anyio.sleep(0.2)
            else:
                await anyio.sleep(decision.reset_s)
                assert (await limiter.hit(key, limit=5)).allowed
                admitted.append((before + decision.reset_s, time.monotonic()))
        await limiter.aclose()
        outcomes.append(admitted)

    async def run():
        outcomes = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(admit_ten, MemoryRateLimiter(), outcomes)
            tasks.start_soon(admit_ten, RedisRateLimiter(redis_url), outcomes)
        return outcomes

    for admitted in anyio.run(run):
        for (before, _), (_, after) in zip(admitted, admitted[5:], strict=False):
            assert 60 <= after - before < 62
        assert all(early[0] <= late[0] for early, late in pairwise(admitted))
