"""Cached speech on a server that silently drops what it sends after a disconnect."""

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
async def open_gateway(tmp_path):
    synthesizer = Synthesizer(
        Scheduler([ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P())
    )
    gateway = Gateway(Settings(data_dir=tmp_path, engine="tone"), synthesizer=synthesizer)
    async with gateway:
        account = await gateway.services.accounts.create_account("a", plan="growth")
        _, gateway.key = await gateway.services.accounts.keys.create(account.id)
        gateway.account_id = account.id
        yield gateway
    synthesizer.close()


async def post(gateway, *, disconnect_after=None):
    """Post a speech request.

    Returns:
        The chunks that a client receives which disconnects after that many of them.
    """
    sent, disconnected = [], anyio.Event()
    requests = [{"type": "http.request", "body": json.dumps({"text": TEXT}).encode()}]

    async def receive():
        if requests:
            return requests.pop()
        if not disconnected.is_set():
            await disconnected.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if not disconnected.is_set():
            sent.append(message)
        if disconnect_after is not None and len(sent) > disconnect_after:
            disconnected.set()

    with anyio.fail_after(30):
        await create_app(gateway=gateway)(speech_scope(gateway.key), receive, send)
    assert sent[0]["status"] == 200
    return [message["body"] for message in sent[1:]]


async def usage(gateway):
    report = await gateway.services.billing.usage(gateway.account_id)
    return report.chars, report.reserved_chars


async def test_a_complete_reply_is_charged_in_full(tmp_path):
    async with open_gateway(tmp_path) as gateway:
        synthesised = await post(gateway)
        assert (gateway.state.cache_hits, gateway.state.cache_misses) == (0, 1)
        cached = await post(gateway)
        assert (gateway.state.cache_hits, gateway.state.cache_misses) == (1, 1)
        assert b"".join(cached) == b"".join(synthesised)
        assert len(cached) > 3
        assert await usage(gateway) == (2 * len(TEXT), 0)


@pytest.mark.parametrize("received", [0, 1])
async def test_a_client_that_disconnects_before_the_second_chunk_is_not_charged(tmp_path, received):
    async with open_gateway(tmp_path) as gateway:
        await post(gateway)
        assert len(await post(gateway, disconnect_after=received)) == received
        assert await usage(gateway) == (len(TEXT), 0)


async def test_a_client_that_disconnects_midway_is_charged_for_the_chunks_before(tmp_path):
    async with open_gateway(tmp_path) as gateway:
        chunks = [chunk for chunk in await post(gateway) if chunk]
        await post(gateway, disconnect_after=len(chunks) - 1)
        chars, reserved = await usage(gateway)
        assert len(TEXT) < chars < 2 * len(TEXT)
        assert reserved == 0


async def test_a_client_that_disconnects_with_the_last_chunk_is_not_charged_for_it(tmp_path):
    async with open_gateway(tmp_path) as gateway:
        chunks = [chunk for chunk in await post(gateway) if chunk]
        await post(gateway, disconnect_after=len(chunks))
        assert (await usage(gateway))[0] < 2 * len(TEXT)
