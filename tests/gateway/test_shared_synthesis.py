"""One synthesis for many listeners, and the cache behind it."""

from types import SimpleNamespace

import anyio
import numpy as np
import pytest

from phemius_core.audio import WordTiming
from phemius_core.cache import MemoryAudioCache
from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed
from phemius_core.gateway._shared_synthesis import SharedSyntheses
from phemius_core.synthesis import SpeechChunk
from phemius_core.text import Segment

pytestmark = pytest.mark.anyio

SECOND = np.full(24_000, 0.5, np.float32)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


class Source:
    """A synthesis that advances when the test says so."""

    def __init__(self, chunks=3, *, fail_at=None, seconds=1):
        self.chunks, self.fail_at, self.seconds = chunks, fail_at, seconds
        self.made = self.started = 0
        self.closed = False
        self.gate = anyio.Event()

    def __call__(self):
        self.started += 1
        return self.stream()

    async def stream(self):
        try:
            for n in range(self.chunks):
                if n:
                    await self.gate.wait()
                await anyio.lowlevel.checkpoint()
                if n == self.fail_at:
                    raise SynthesisFailed("broken", headers={"x": "1"})
                self.made += 1
                segment = Segment(n, "", "", (), 10 * n, 10 * n + 10)
                yield SpeechChunk(np.tile(SECOND, self.seconds), segment, last=True)
        finally:
            self.closed = True


@pytest.fixture
async def syntheses():
    async with anyio.create_task_group() as tasks:
        cache = MemoryAudioCache(50_000_000)
        yield SimpleNamespace(
            open=(made := SharedSyntheses(tasks, cache)).open, cache=cache, tasks=tasks, made=made
        )
        tasks.cancel_scope.cancel()


async def slowest(subscriber):
    parts = []
    while (part := await subscriber.next()) is not None:
        parts.append(part)
    await subscriber.aclose()
    return parts


async def test_the_cache_holds_no_text_and_a_replay_has_the_words_of_the_first_request(syntheses):
    text = "Grüße, Ann."

    async def source():
        segment = Segment(0, text, "", (), 0, len(text))
        words = (WordTiming("Grüße", 0, 5, 10, 400), WordTiming("Ann", 7, 10, 500, 900))
        yield SpeechChunk(SECOND, segment, last=True, words=words)

    first = await slowest(await syntheses.open("k", source, text=text, owner="ann"))
    with anyio.fail_after(5):
        while (kept := await syntheses.cache.get("k")) is None:
            await anyio.lowlevel.checkpoint()
    assert kept.owner == "ann"
    assert b"Ann" not in kept.to_bytes()
    assert "Ann" not in f"{kept.marks[0].words}"
    again = await syntheses.open("k", source, text=text, owner="bob")
    assert again.cached
    assert [part.words for part in await slowest(again)] == [part.words for part in first]
    assert first[0].words[1] == ("Ann", 7, 10, 500, 900)


async def test_two_requests_at_once_share_one_synthesis(syntheses):
    source = Source()
    one = await syntheses.open("k", source)
    two = await syntheses.open("k", source)
    first = await one.next()
    assert (await two.next()) == first
    source.gate.set()
    assert [part.chars for part in await slowest(one)] == [20, 30]
    assert [part.chars for part in await slowest(two)] == [20, 30]
    assert source.started == 1
    assert not one.cached
    assert not two.cached


async def test_a_later_request_gets_the_recording(syntheses):
    source = Source()
    source.gate.set()
    parts = await slowest(await syntheses.open("k", source))
    await anyio.wait_all_tasks_blocked()
    again = await syntheses.open("k", source)
    assert again.cached
    assert await slowest(again) == parts
    assert source.started == 1
    assert (syntheses.made.hits, syntheses.made.misses) == (1, 1)


async def test_a_subscriber_outlives_the_one_that_started_the_synthesis(syntheses):
    source = Source()
    leader, follower = await syntheses.open("k", source), await syntheses.open("k", source)
    await leader.next()
    await leader.aclose()
    source.gate.set()
    assert len(await slowest(follower)) == 3


async def test_the_last_subscriber_to_leave_stops_the_synthesis_and_nothing_is_cached(syntheses):
    source = Source()
    for subscriber in [await syntheses.open("k", source), await syntheses.open("k", source)]:
        await subscriber.next()
        await subscriber.aclose()
    await anyio.wait_all_tasks_blocked()
    assert source.closed
    assert source.made == 1
    assert await syntheses.cache.get("k") is None
    fresh = await syntheses.open("k", Source(1))
    assert len(await slowest(fresh)) == 1


async def test_a_subscriber_that_leaves_before_the_start_stops_it(syntheses):
    source = Source()
    await (await syntheses.open("k", source)).aclose()
    await anyio.wait_all_tasks_blocked()
    assert source.made == 0


async def test_each_subscriber_gets_a_copy_of_the_error_and_nothing_is_cached(syntheses):
    source = Source(fail_at=1)
    source.gate.set()
    listeners = [await syntheses.open("k", source) for _ in range(2)]
    errors = []
    for subscriber in listeners:
        assert (await subscriber.next()).chars == 10
        with pytest.raises(SynthesisFailed, match="broken") as caught:
            await subscriber.next()
        errors.append(caught.value)
        await subscriber.aclose()
    errors[0].headers["mine"] = "1"
    assert errors[1].headers == {"x": "1"}
    assert await syntheses.cache.get("k") is None
    assert not (await syntheses.open("k", Source(1))).cached


async def test_an_unexpected_error_is_an_internal_error(syntheses, caplog):
    async def broken():
        raise ZeroDivisionError
        yield

    with pytest.raises(PhemiusError, match="internal error"):
        await (await syntheses.open("k", broken)).next()
    assert "ZeroDivisionError" in caplog.text


async def test_audio_without_a_key_is_not_shared(syntheses):
    source = Source()
    source.gate.set()
    for _ in range(2):
        assert len(await slowest(await syntheses.open(None, source))) == 3
    assert source.started == 2


async def test_a_minute_or_more_is_neither_cached_nor_shared_and_does_not_run_ahead(syntheses):
    source = Source(chunks=30, seconds=10)
    source.gate.set()
    subscriber = await syntheses.open("k", source)
    await subscriber.next()
    await anyio.wait_all_tasks_blocked()
    assert source.made <= 7
    other = Source(1)
    assert len(await slowest(await syntheses.open("k", other))) == 1
    assert other.started == 1
    assert len(await slowest(subscriber)) == 29
    await anyio.wait_all_tasks_blocked()


async def test_a_slow_subscriber_does_not_hold_up_a_fast_one(syntheses):
    """And has all of the audio in the end, from a synthesis of its own."""
    source = Source(chunks=300)
    source.gate.set()
    fast, slow = await syntheses.open("k", source), await syntheses.open("k", source)
    received = [await slow.next()]
    with anyio.fail_after(20):
        expected = await slowest(fast)
    assert [part.chars for part in expected] == list(range(10, 3010, 10))
    received += await slowest(slow)
    assert received == expected
    assert source.started == 2


async def test_a_subscriber_that_is_a_little_slower_keeps_the_shared_synthesis(syntheses):
    source = Source(chunks=300)
    source.gate.set()
    fast, slow = await syntheses.open("k", source), await syntheses.open("k", source)
    for _ in range(29):
        await fast.next()
    for n in range(271):
        assert (await fast.next()).chars == 10 * n + 300
        assert (await slow.next()).chars == 10 * n + 10
    assert len(await slowest(slow)) == 29
    assert source.started == 1


async def test_a_slow_subscriber_of_short_audio_keeps_the_shared_synthesis(syntheses):
    source = Source(chunks=59)
    source.gate.set()
    fast, slow = await syntheses.open("k", source), await syntheses.open("k", source)
    assert len(await slowest(fast)) == len(await slowest(slow)) == 59
    assert source.started == 1


async def test_nothing_starts_after_the_stop(syntheses):
    source = Source(chunks=300)
    source.gate.set()
    fast, slow = await syntheses.open("k", source), await syntheses.open("k", source)
    await slow.next()
    for _ in range(200):
        await fast.next()
    syntheses.made.stop()
    for subscriber in (slow, await syntheses.open("k", source), await syntheses.open(None, source)):
        with pytest.raises(Overloaded):
            await subscriber.next()
        await subscriber.aclose()
    await fast.aclose()
    await anyio.wait_all_tasks_blocked()
    assert not syntheses.made._running


async def test_a_cache_that_fails_ends_nothing(syntheses, caplog, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(syntheses.cache, "put", fail)
    for _ in range(2):
        assert len(await slowest(await syntheses.open("k", Source(1)))) == 1
        await anyio.wait_all_tasks_blocked()
    assert "a recording could not be cached" in caplog.text
    assert syntheses.made.misses == 2


async def test_a_recording_is_kept_for_the_account_that_asked_first(syntheses, monkeypatch):
    owners = []
    put = syntheses.cache.put

    async def note(*args, owner):
        owners.append(owner)
        await put(*args, owner=owner)

    monkeypatch.setattr(syntheses.cache, "put", note)
    source = Source(1)
    for owner in ("one", "two"):
        await slowest(await syntheses.open("k", source, owner=owner))
        await anyio.wait_all_tasks_blocked()
    assert owners == ["one"]


async def test_a_shutdown_reaches_all_subscribers():
    async with anyio.create_task_group() as tasks:
        subscriber = await SharedSyntheses(tasks, MemoryAudioCache(0)).open("k", Source())
        await subscriber.next()
        tasks.cancel_scope.cancel()
        with anyio.CancelScope(shield=True), anyio.fail_after(5), pytest.raises(Overloaded):
            await subscriber.next()
