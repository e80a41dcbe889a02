"""Replies that are open for long: renewed, ended in time, and charged for what was delivered."""

import anyio
import pytest

from phemius_core.errors import Overloaded, QuotaExceeded
from tests.gateway.replies_harness import (
    FailingStore,
    Process,
    Source,
    balance,
    create_principal,
    ledger_chars,
    parts_of,
)
from tests.services import clock

__all__ = ["clock"]

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture
async def process(anyio_backend, clock, tmp_path):
    async with FailingStore("sqlite://") as store:
        process = Process(store, clock, tmp_path / "journal")
        process.store = store
        process.principal = await create_principal(store, clock, "Ada")
        yield process
        process.journal.close()


async def wait(process, clock, seconds, step=30):
    """Let time pass, with what the background tasks do meanwhile."""
    for _ in range(seconds // step):
        clock.advance(step)
        await process.tick()


async def test_reading_slowly_does_not_exceed_the_cap(process, clock):
    """Two texts of 5,000 characters at a quarter of the speed: 24 minutes of audio each."""
    slow = [await process.speak(process.principal, 5_000) for _ in range(2)]
    for _ in range(300):
        clock.advance(5)
        await process.tick()
        for reader in slow:
            await reader.read()
    with pytest.raises(QuotaExceeded):
        await process.speak(process.principal, 5_000)
    for reader in slow:
        while reader.open:
            await reader.read()
    assert await ledger_chars(process.store, process.principal) == 10_000
    assert await balance(process.store, process.principal) == (10_000, 0)


async def test_a_reply_ends_when_its_renewal_is_refused(process, clock):
    reader = await process.speak(process.principal, 500)
    for _ in range(7):
        await reader.read()
    clock.advance(901)
    await process.billing.sweep()  # another replica, to which this one was unreachable
    await process.replies.renew()
    with pytest.raises(Overloaded, match="reservation of this request was lost") as caught:
        await reader.read()
    assert caught.value.retryable
    assert caught.value.ws_error_code == 5000
    assert await ledger_chars(process.store, process.principal) == reader.delivered == 100
    assert len(process.replies) == 0


async def test_a_reply_ends_before_its_reservation_may_expire(process, clock):
    reader = await process.speak(process.principal, 500)
    process.store.away = True
    for _ in range(27):
        clock.advance(31)
        await process.tick()
        assert await reader.read()
    clock.advance(3)  # a minute is left
    with pytest.raises(Overloaded, match="did not answer for too long"):
        await reader.read()
    assert reader.reply.summary.chars_billed == reader.delivered == 27 // 3 * 50
    process.store.away = False
    await process.tick()
    assert await balance(process.store, process.principal) == (450, 0)


async def test_a_stalled_reply_is_closed_before_its_reservation_may_expire(process, clock):
    reader = await process.speak(process.principal, 500)
    for _ in range(4):
        await reader.read()
    process.store.away = True
    await wait(process, clock, 870)
    assert len(process.replies) == 0
    process.store.away = False
    await process.tick()
    assert await balance(process.store, process.principal) == (50, 0)
    with pytest.raises(Overloaded):
        await reader.read()
    assert await balance(process.store, process.principal) == (50, 0)


async def test_a_reply_that_waits_for_audio_ends_as_well(process, clock):
    class Stuck(Source):
        async def next(self):
            await anyio.sleep_forever()

    reader = await process.speak(process.principal, 500, source=Stuck([]))
    process.store.away = True
    async with anyio.create_task_group() as tasks:

        async def read():
            with pytest.raises(Overloaded):
                await reader.read()

        tasks.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        await wait(process, clock, 840)
    process.store.away = False
    await process.tick()
    assert await balance(process.store, process.principal) == (0, 0)


async def test_an_outage_that_is_shorter_than_the_reservation_ends_no_reply(process, clock):
    reader = await process.speak(process.principal, 5_000)
    for away in (True, False, True, False):
        process.store.away = away
        for _ in range(16):
            await wait(process, clock, 30)
            await reader.read()
    while reader.open:
        await reader.read()
    assert await balance(process.store, process.principal) == (5_000, 0)


async def test_a_reply_has_a_longest_life(clock, tmp_path):
    async with FailingStore("sqlite://") as store:
        process = Process(store, clock, tmp_path / "journal", max_reply_s=3600)
        principal = await create_principal(store, clock, "Ada")
        reader, stalled = [await process.speak(principal, 5_000) for _ in range(2)]
        await stalled.read()
        for _ in range(119):
            await wait(process, clock, 30)
            await reader.read()
        await wait(process, clock, 30)
        with pytest.raises(Overloaded, match="open for 3600 s"):
            await reader.read()
        await wait(process, clock, 60)
        assert len(process.replies) == 0
        assert await balance(store, principal) == (reader.delivered, 0)
        assert reader.delivered == 119 // 3 * 50
        process.journal.close()


async def test_the_body_of_an_ended_reply_is_cut_in_the_middle_of_a_part(process, clock):
    [part, *_] = parts_of(10)
    long_part = type(part)(bytes(1 << 20), 10)
    reader = await process.speak(process.principal, 10, source=Source([long_part]))
    received = 0
    with pytest.raises(Overloaded):
        async for frame in reader.reply.body():
            received += len(frame)
            process.store.away = True
            clock.advance(300)
    await reader.reply.aclose()
    process.store.away = False
    await process.tick()
    assert 0 < received < 1 << 20
    assert await balance(process.store, process.principal) == (0, 0)


async def test_background_tasks_survive_errors_and_end_overdue_replies(clock, tmp_path):
    async with FailingStore("sqlite://") as store:
        process = Process(store, clock, tmp_path / "journal")
        principal = await create_principal(store, clock, "Ada")
        replies = process.replies
        replies._tick_s = 0.01
        failures = iter([RuntimeError("once")])
        renew = process.billing.renew

        async def fail_once(admissions):
            for failure in failures:
                raise failure
            return await renew(admissions)

        process.billing.renew = fail_once
        reader = await process.speak(principal, 500)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(replies.run)
            clock.advance(600)
            with anyio.fail_after(10):
                while reader.reply.admission.held_until < (clock.now + 800) * 1e6:
                    await anyio.sleep(0.01)
            store.away = True
            clock.advance(850)
            with anyio.fail_after(10):
                while reader.reply._ended_by is None:
                    await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
        await reader.leave()
        process.journal.close()
