"""Speech that is at hand, handed to a server that drops silently what is sent to nobody."""

import json
from contextlib import asynccontextmanager

import anyio
import pytest
from benchmarks._asgi import speech_scope

from phemius_core.engine import Scheduler
from phemius_core.gateway import Gateway
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import TextPipeline
from phemius_server_fastapi import create_app

pytestmark = pytest.mark.anyio

TEXT = "A sentence that takes a while to be spoken, and then some more of it. " * 6


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@asynccontextmanager
async def serving(tmp_path):
    synthesizer = Synthesizer(
        Scheduler([ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P())
    )
    gateway = Gateway(Settings(data_dir=tmp_path, engine="tone"), synthesizer=synthesizer)
    async with gateway:
        account = await gateway._accounts.create_account("a", plan="growth")
        _, gateway.key = await gateway._accounts.create_key(account.id)
        gateway.account_id = account.id
        yield gateway
    synthesizer.close()


async def post(gateway, *, leave_after=None):
    """Parts of the body that a client took which left after so many of them."""
    sent, left = [], anyio.Event()
    requests = [{"type": "http.request", "body": json.dumps({"text": TEXT}).encode()}]

    async def receive():
        if requests:
            return requests.pop()
        if not left.is_set():
            await left.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if not left.is_set():
            sent.append(message)
        if leave_after is not None and len(sent) > leave_after:
            left.set()

    with anyio.fail_after(30):
        await create_app(gateway=gateway)(speech_scope(gateway.key), receive, send)
    assert sent[0]["status"] == 200
    return [message["body"] for message in sent[1:]]


async def usage(gateway):
    report = await gateway._billing.usage(gateway.account_id)
    return report.chars, report.reserved_chars


async def test_whole_is_charged_whole(tmp_path):
    async with serving(tmp_path) as gateway:
        made = await post(gateway)
        assert gateway.cache_counts == (0, 1)
        kept = await post(gateway)
        assert gateway.cache_counts == (1, 1)
        assert b"".join(kept) == b"".join(made)
        assert len(kept) > 3
        assert await usage(gateway) == (2 * len(TEXT), 0)


@pytest.mark.parametrize("taken", [0, 1])
async def test_who_leaves_before_the_second_part_pays_nothing(tmp_path, taken):
    async with serving(tmp_path) as gateway:
        await post(gateway)
        assert len(await post(gateway, leave_after=taken)) == taken
        assert await usage(gateway) == (len(TEXT), 0)


async def test_who_leaves_on_the_way_pays_for_what_came_before(tmp_path):
    async with serving(tmp_path) as gateway:
        parts = [part for part in await post(gateway) if part]
        await post(gateway, leave_after=len(parts) - 1)
        chars, reserved = await usage(gateway)
        assert len(TEXT) < chars < 2 * len(TEXT)
        assert reserved == 0


async def test_who_leaves_with_the_last_part_does_not_pay_for_it(tmp_path):
    async with serving(tmp_path) as gateway:
        parts = [part for part in await post(gateway) if part]
        await post(gateway, leave_after=len(parts))
        assert (await usage(gateway))[0] < 2 * len(TEXT)
