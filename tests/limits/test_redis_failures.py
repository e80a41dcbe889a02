"""A Redis that refuses writes or hangs: told apart from one that is away, and soon answered."""

import time

import anyio
import pytest

from phemius_core.cache import Mark, Recording, RedisAudioCache
from phemius_core.errors import Overloaded
from phemius_core.limits import RedisRateLimiter

pytestmark = [pytest.mark.anyio, pytest.mark.redis]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def raw(redis_server):
    import redis

    with redis.Redis.from_url(redis_server.url) as client:
        yield client


def fill(raw):
    """Lets the Redis refuse all writes for want of memory, as with the default policy."""
    raw.config_set("maxmemory-policy", "noeviction")
    raw.config_set("maxmemory", "1")


async def test_a_full_redis_refuses_and_the_log_says_what_to_do(redis_server, raw, caplog):
    limiter = RedisRateLimiter(redis_server.url, on_failure="fail_closed")
    await limiter.hit("k", limit=9)
    fill(raw)
    for _ in range(3):
        with pytest.raises(Overloaded):
            await limiter.hit("k", limit=9)
    raw.config_set("maxmemory", "0")
    # Redis answers: it is asked again at once.
    assert (await limiter.hit("k", limit=9)).allowed
    began, over = caplog.messages
    assert "has no memory left for writes" in began
    assert "volatile-lru" in began
    assert "PHEMIUS_CACHE_REDIS_URL" in began
    assert "works again" in over
    await limiter.aclose()


async def test_with_a_full_redis_each_process_counts_for_itself_where_it_fails_open(
    redis_server, raw
):
    limiter = RedisRateLimiter(redis_server.url, on_failure="fail_open")
    fill(raw)
    assert [(await limiter.hit("k", limit=2)).allowed for _ in range(3)] == [True, True, False]
    await limiter.aclose()


async def test_a_redis_that_became_a_replica_refuses(redis_server, raw, caplog):
    limiter = RedisRateLimiter(redis_server.url)
    await limiter.hit("k", limit=9)
    raw.replicaof("127.0.0.1", 1)
    with pytest.raises(Overloaded):
        await limiter.hit("k", limit=9)
    raw.replicaof("NO", "ONE")
    assert (await limiter.hit("k", limit=9)).allowed
    assert "takes no writes" in caplog.messages[0]
    await limiter.aclose()


async def test_a_redis_that_has_lost_its_scripts_is_given_them_again(redis_server, raw):
    limiter = RedisRateLimiter(redis_server.url)
    await limiter.hit("k", limit=9)
    raw.script_flush()
    assert (await limiter.hit("k", limit=9)).remaining == 7
    await limiter.aclose()


async def test_cached_audio_leaves_room_for_the_counts(redis_server, raw):
    raw.config_set("maxmemory", "4mb")
    raw.config_set("maxmemory-policy", "noeviction")
    now = 0.0
    cache = RedisAudioCache(redis_server.url, clock=lambda: now)
    limiter = RedisRateLimiter(redis_server.url)
    recording = Recording(b"\1\2" * 50_000, (Mark(50_000, 5),))
    for index in range(100):
        await cache.put(str(index), recording)
        now += 10
        assert (await limiter.hit(str(index), limit=5)).allowed
    assert await cache.get("0") == recording
    assert await cache.get("99") is None
    await cache.aclose()
    await limiter.aclose()


async def test_a_recording_that_is_refused_is_a_miss_and_reads_go_on(redis_server, raw, caplog):
    cache = RedisAudioCache(redis_server.url)
    recording = Recording(b"\1\2" * 50_000, (Mark(50_000, 5),))
    await cache.put("kept", recording)
    fill(raw)
    for _ in range(3):
        await cache.put("refused", recording)
        assert await cache.get("refused") is None
        assert await cache.get("kept") == recording
    assert len(caplog.messages) == 1
    assert "has no memory left" in caplog.messages[0]
    await cache.aclose()


async def test_a_redis_that_hangs_costs_one_request_the_timeout_and_the_others_nothing(
    redis_server,
):
    limiter = RedisRateLimiter(redis_server.url, timeout_s=0.3, retry_s=60)
    await limiter.hit("k", limit=1000)
    redis_server.hang()
    took_s = []

    async def hit():
        began = time.monotonic()
        with pytest.raises(Overloaded):
            await limiter.hit("k", limit=1000)
        took_s.append(time.monotonic() - began)

    async with anyio.create_task_group() as tasks:
        for _ in range(100):
            tasks.start_soon(hit)
    # More than there are threads; those that waited for one are not tried in their turn.
    assert max(took_s) < 1.5
    took_s.clear()
    for _ in range(20):
        await hit()
    assert sum(took_s) < 0.2
    await limiter.aclose()


async def test_after_a_pause_one_request_tries_a_redis_that_hangs(redis_server):
    now = 0.0
    limiter = RedisRateLimiter(redis_server.url, timeout_s=0.3, retry_s=1, clock=lambda: now)
    redis_server.hang()
    with pytest.raises(Overloaded):
        await limiter.hit("k", limit=1000)
    now += 2
    took_s = []

    async def hit():
        began = time.monotonic()
        with pytest.raises(Overloaded):
            await limiter.hit("k", limit=1000)
        took_s.append(time.monotonic() - began)

    async with anyio.create_task_group() as tasks:
        for _ in range(10):
            tasks.start_soon(hit)
    assert sorted(took_s)[-2] < 0.2 < max(took_s)
    redis_server.go_on()
    now += 2
    assert (await limiter.hit("k", limit=1000)).allowed
    await limiter.aclose()
