"""Speech requests of one account at once: bounded, and free again whatever ends them."""

import threading
from contextlib import asynccontextmanager

import anyio
import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.engine import Scheduler
from phemius_core.errors import ConcurrencyExceeded, InvalidRequest, Overloaded, SynthesisFailed
from phemius_core.gateway import Gateway
from phemius_core.gateway._speech_slots import SpeechSlots
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import TextPipeline
from phemius_core.wire import SpeechRequest

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@asynccontextmanager
async def serving(tmp_path, engine=None):
    synthesizer = Synthesizer(
        Scheduler([engine or ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P())
    )
    settings = Settings(data_dir=tmp_path, engine="tone", max_speeches_per_account=2)
    async with Gateway(settings, synthesizer=synthesizer) as gateway:
        accounts = gateway.services.accounts
        gateway.principals = []
        for name in ("Ada", "Bob"):
            account = await accounts.create_account(name, plan="growth")
            _, key = await accounts.keys.create(account.id)
            gateway.principals.append(await accounts.authenticate(key))
        yield gateway
    synthesizer.close()


async def speak(gateway, text="One little sentence.", *, who=0):
    request = SpeechRequest(text=text)
    return await gateway.speak(gateway.principals[who], request, request_id="r")


async def used(gateway, who=0):
    usage = await gateway.services.billing.usage(gateway.principals[who].account_id)
    return usage.chars, usage.reserved_chars


async def test_further_requests_are_refused_before_anything_is_reserved_or_counted(tmp_path):
    async with serving(tmp_path) as gateway:
        replies = [await speak(gateway) for _ in range(2)]
        held = await used(gateway)
        with pytest.raises(ConcurrencyExceeded) as caught:
            await speak(gateway)
        assert caught.value.http_status == 429
        assert caught.value.headers["Retry-After"] == "1"
        assert await used(gateway) == held
        other = await speak(gateway, who=1)
        await replies[0].aclose()
        await replies[0].aclose()
        replies.append(await speak(gateway))
        with pytest.raises(ConcurrencyExceeded):
            await speak(gateway)
        for reply in (*replies, other):
            await reply.aclose()
        assert await used(gateway) == (0, 0)
        limit = gateway.principals[0].plan.requests_per_minute
        decision = await gateway.services.billing.count_request(gateway.principals[0])
        assert decision.remaining == limit - 4


async def test_failed_refused_and_cancelled_requests_give_their_slot_back(tmp_path):
    gate = threading.Event()
    gate.set()
    async with serving(tmp_path, ToneEngine(gate=gate)) as gateway:
        for _ in range(3):
            with pytest.raises(InvalidRequest):
                await speak(gateway, "…")
        first = await speak(gateway)
        gate.clear()
        with anyio.move_on_after(0.2):
            await speak(gateway, "This waits for the engine.")
        gate.set()
        reply = await speak(gateway, "This one is spoken.")
        with pytest.raises(ConcurrencyExceeded):
            await speak(gateway)
        await first.aclose()
        await reply.aclose()

    async with serving(tmp_path / "failing", ToneEngine(fail_at=1)) as gateway:
        for _ in range(4):
            with pytest.raises(SynthesisFailed):
                await speak(gateway)


async def test_the_body_of_a_whole_reply_gives_the_slot_back(tmp_path):
    async with serving(tmp_path) as gateway:
        for _ in range(5):
            reply = await speak(gateway)
            assert [frame async for frame in reply.body()]
        assert (await used(gateway))[1] == 0


def test_a_slot_is_given_back_once():
    slots = SpeechSlots(1)
    give_back = slots.take("a")
    give_back()
    slots.take("a")
    give_back()
    with pytest.raises(ConcurrencyExceeded):
        slots.take("a")


async def test_the_gateway_looks_after_its_replies(tmp_path):
    """A reply whose reservation another server has let expire is cut, charged and gone."""
    async with serving(tmp_path) as gateway:
        store = gateway.services.store
        reply = await speak(gateway, "One little sentence to be spoken. " * 60)
        while not reply.summary.chars_billed:
            await reply.next()
        await gateway._replies.renew()
        assert await reply.next()
        expire = sa.update(db.reservations).values(expires_at=db.reservations.c.created_at)
        await store.write(lambda tx: tx.execute(expire))
        await gateway.services.billing.sweep()
        await gateway._replies.renew()
        with pytest.raises(Overloaded, match="was lost"):
            async for _ in reply.body():
                pass
        await reply.aclose()
        charged, reserved = await used(gateway)
        assert charged == reply.summary.chars_billed > 0
        assert reserved == 0
        assert len(gateway._replies) == 0
