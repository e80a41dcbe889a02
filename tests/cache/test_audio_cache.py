"""One contract for every audio cache; what is special to each after it."""

import json
import uuid
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.cache import (
    Mark,
    MemoryAudioCache,
    Recording,
    RedisAudioCache,
    TieredAudioCache,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


def recording(samples=1000, chars=5):
    return Recording(
        b"\1\2" * samples,
        (Mark(samples // 2, 0, (("Hé", 0, 2, 10, 90),)), Mark(samples, chars)),
    )


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis), "tiered"])
async def cache(request):
    if request.param == "memory":
        made = MemoryAudioCache(1 << 20)
    elif request.param == "redis":
        made = RedisAudioCache(request.getfixturevalue("redis_url"))
    else:
        made = TieredAudioCache(MemoryAudioCache(1 << 20), MemoryAudioCache(1 << 20))
    yield made
    await made.aclose()


async def test_what_was_put_comes_back(cache):
    key = uuid.uuid4().hex
    assert await cache.get(key) is None
    await cache.put(key, recording())
    assert await cache.get(key) == recording()
    await cache.put(key, recording(20, 7))
    assert await cache.get(key) == recording(20, 7)
    assert await cache.get(key + "x") is None


async def test_memory_is_bounded_and_forgets_the_least_recently_used():
    cache = MemoryAudioCache(10_000)
    for name in "abc":
        await cache.put(name, recording(1000))
        await cache.get("a")
    await cache.put("d", recording(1000))
    await cache.put("huge", recording(10_000))
    assert cache.bytes_kept <= 10_000
    assert await cache.get("a") is not None
    assert await cache.get("b") is None
    assert await cache.get("huge") is None


async def test_a_cache_of_no_size_keeps_nothing():
    cache = MemoryAudioCache(0)
    await cache.put("a", recording())
    assert await cache.get("a") is None


async def test_what_the_far_cache_knows_comes_near():
    near, far = MemoryAudioCache(1 << 20), MemoryAudioCache(1 << 20)
    await far.put("a", recording())
    assert await TieredAudioCache(near, far).get("a") == recording()
    assert await near.get("a") == recording()


@pytest.mark.redis
async def test_a_redis_that_is_away_is_a_miss_and_is_left_alone(redis_server, clock):
    cache = RedisAudioCache(redis_server.url, clock=clock)
    await cache.put("a", recording())
    redis_server.stop()
    clock.advance(10)
    assert await cache.get("a") is None
    redis_server.start()
    await cache.put("a", recording())
    assert await cache.get("a") is None
    clock.advance(10)
    await cache.put("a", recording())
    assert await cache.get("a") == recording()
    await cache.aclose()


@pytest.mark.redis
async def test_what_is_no_recording_is_a_miss(redis_url):
    import redis

    cache, key = RedisAudioCache(redis_url), uuid.uuid4().hex
    with redis.Redis.from_url(redis_url) as raw:
        for wrong in (b"", b"x" * 40, recording().to_bytes()[:-2]):
            raw.set(f"phemius:audio:{key}", wrong)
            assert await cache.get(key) is None
    await cache.aclose()


words = st.lists(st.tuples(st.text(max_size=5), *[st.integers(0, 10**6)] * 4), max_size=3).map(
    tuple
)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), words), min_size=1, max_size=5))
def test_bytes_and_back(pieces):
    samples = chars = 0
    marks = []
    for more, spoken, known in pieces:
        samples, chars = samples + more, chars + spoken
        marks.append(Mark(samples, chars, known))
    whole = Recording(b"\0\1" * samples, tuple(marks))
    assert Recording.from_bytes(whole.to_bytes()) == whole


@given(st.binary(max_size=60) | st.binary(max_size=20).map(lambda b: b"PHA1\4\0\0\0" + b))
def test_any_bytes_are_a_recording_or_a_value_error(data):
    with suppress(ValueError):
        Recording.from_bytes(data)


def test_marks_of_any_shape_are_a_value_error():
    for marks in ("null", "[[1]]", '[["a", 1, []]]', "[]", "[[0, 0, [[1, 2]]]]", "{}", "[0]"):
        meta = json.dumps(json.loads(marks)).encode()
        with pytest.raises(ValueError, match=r".*"):
            Recording.from_bytes(b"PHA1" + len(meta).to_bytes(4, "little") + meta)
