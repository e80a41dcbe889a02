"""The contract of every audio cache, then what is special to each of them."""

import json
import time
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
from phemius_core.errors import Overloaded

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


def recording(samples=1000, chars=5):
    return Recording(
        b"\1\2" * samples,
        (Mark(samples // 2, 0, ((0, 2, 10, 90),)), Mark(samples, chars)),
    )


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis), "tiered"])
async def cache(request):
    if request.param == "memory":
        created = MemoryAudioCache(1 << 20)
    elif request.param == "redis":
        created = RedisAudioCache(request.getfixturevalue("redis_url"))
    else:
        created = TieredAudioCache(MemoryAudioCache(1 << 20), MemoryAudioCache(1 << 20))
    yield created
    await created.aclose()


async def test_get_returns_what_was_put(cache):
    key = uuid.uuid4().hex
    assert await cache.get(key) is None
    await cache.put(key, recording())
    assert await cache.get(key) == recording()
    await cache.put(key, recording(20, 7))
    assert await cache.get(key) == recording(20, 7)
    assert await cache.get(key + "x") is None


async def test_memory_is_bounded_and_drops_the_least_recently_used():
    cache = MemoryAudioCache(10_000)
    for name in "abc":
        await cache.put(name, recording(1000))
        await cache.get("a")
    await cache.put("d", recording(1000))
    await cache.put("huge", recording(10_000))
    assert cache.size_bytes <= 10_000
    assert await cache.get("a") is not None
    assert await cache.get("b") is None
    assert await cache.get("huge") is None


async def test_a_cache_of_size_zero_keeps_nothing():
    cache = MemoryAudioCache(0)
    await cache.put("a", recording())
    assert await cache.get("a") is None


async def test_a_hit_in_the_shared_cache_is_copied_into_the_local_one():
    local, shared = MemoryAudioCache(1 << 20), MemoryAudioCache(1 << 20)
    await shared.put("a", recording())
    assert await TieredAudioCache(local, shared).get("a") == recording()
    assert await local.get("a") == recording()


@pytest.mark.redis
async def test_an_unavailable_redis_is_a_miss_and_is_not_called_for_a_while(redis_server, clock):
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
async def test_data_that_is_not_a_recording_is_a_miss(redis_server):
    import redis

    cache = RedisAudioCache(redis_server.url)
    await cache.put("a", recording())
    with redis.Redis.from_url(redis_server.url) as raw:
        (name,) = raw.keys()
        for wrong in (b"", b"x" * 40, recording().to_bytes()[:-2]):
            raw.set(name, wrong)
            assert await cache.get("a") is None
    await cache.aclose()


async def test_erasing_an_owner_drops_its_recordings_and_keeps_none_afterwards(cache):
    ann, bob = uuid.uuid4().hex, uuid.uuid4().hex
    keys = [uuid.uuid4().hex for _ in range(5)]
    for key in keys[:3]:
        await cache.put(key, recording(), owner=ann)
    await cache.put(keys[3], recording(), owner=bob)
    await cache.put(keys[4], recording())
    await cache.erase(ann)
    assert [await cache.get(key) is None for key in keys] == [True] * 3 + [False] * 2
    # A synthesis that was in flight ends after the erasure.
    await cache.put(keys[0], recording(), owner=ann)
    assert await cache.get(keys[0]) is None
    await cache.erase(ann)
    await cache.erase(uuid.uuid4().hex)
    assert await cache.get(keys[3]) is not None


async def test_a_recording_copied_from_the_shared_cache_is_erased_with_its_owner():
    local, shared = MemoryAudioCache(1 << 20), MemoryAudioCache(1 << 20)
    await shared.put("a", recording(), owner="ann")
    cache = TieredAudioCache(local, shared)
    assert await cache.get("a") is not None
    await local.erase("ann")
    assert await local.get("a") is None
    assert await cache.get("a") is not None, "this process keeps no copy, the shared cache has one"
    assert await local.get("a") is None


@pytest.mark.redis
async def test_another_process_erases_what_is_in_redis(redis_server):
    import redis

    server = RedisAudioCache(redis_server.url, secret=b"pepper")
    tool = RedisAudioCache(redis_server.url, secret=b"pepper")
    for number in range(1200):
        await server.put(f"{number}", recording(2), owner="ann")
    await tool.erase("ann")
    with redis.Redis.from_url(redis_server.url) as raw:
        assert raw.keys() == []
    await server.aclose()
    await tool.aclose()


@pytest.mark.redis
async def test_the_set_of_an_owner_forgets_recordings_that_have_expired(redis_server, monkeypatch):
    import redis

    cache = RedisAudioCache(redis_server.url, ttl_s=3600)
    now = time.time()
    for hours in range(8):
        monkeypatch.setattr("time.time", lambda at=now + hours * 3600: at)
        await cache.put(f"{hours}", recording(), owner="ann")
    with redis.Redis.from_url(redis_server.url) as raw:
        (owned,) = raw.keys("phemius:audio-of:*")
        assert raw.zcard(owned) <= 3
        assert 0 < raw.ttl(owned) <= 2 * 3600
    await cache.aclose()


@pytest.mark.redis
async def test_redis_holds_no_text_no_account_and_no_key_that_can_be_guessed(redis_server):
    import redis

    cache = RedisAudioCache(redis_server.url, secret=b"pepper")
    spoken = Recording(b"\0\0", (Mark(1, 12, ((0, 2, 0, 1), (3, 12, 1, 2))),))
    await cache.put("digest-of-my-text", spoken, owner="ann")
    with redis.Redis.from_url(redis_server.url) as raw:
        names = b" ".join(raw.keys())
        assert b"digest-of-my-text" not in names
        assert b"ann" not in names
    stranger = RedisAudioCache(redis_server.url, secret=b"another pepper")
    assert await stranger.get("digest-of-my-text") is None
    await cache.aclose()
    await stranger.aclose()


@pytest.mark.redis
async def test_an_erasure_that_redis_cannot_carry_out_says_so(redis_server):
    cache = RedisAudioCache(redis_server.url, retry_s=0)
    await cache.put("a", recording(), owner="ann")
    redis_server.stop()
    with pytest.raises(Overloaded):
        await cache.erase("ann")
    redis_server.start()
    await cache.erase("ann")
    await cache.aclose()


word_lists = st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), max_size=3).map(tuple)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), word_lists), min_size=1, max_size=5)
)
def test_a_recording_survives_serialisation(pieces):
    samples = chars = 0
    marks = []
    for more_samples, more_chars, words in pieces:
        samples, chars = samples + more_samples, chars + more_chars
        marks.append(Mark(samples, chars, words))
    original = Recording(b"\0\1" * samples, tuple(marks))
    assert Recording.from_bytes(original.to_bytes()) == original


@given(st.binary(max_size=60) | st.binary(max_size=20).map(lambda b: b"PHA2\4\0\0\0" + b))
def test_any_bytes_are_a_recording_or_a_value_error(data):
    with suppress(ValueError):
        Recording.from_bytes(data)


def test_marks_of_any_shape_are_a_value_error():
    for marks in ("null", "[[1]]", '[["a", 1, []]]', "[]", "[[0, 0, [[1, 2]]]]", "{}", "[0]"):
        meta = json.dumps(["", json.loads(marks)]).encode()
        with pytest.raises(ValueError, match=r".*"):
            Recording.from_bytes(b"PHA2" + len(meta).to_bytes(4, "little") + meta)
