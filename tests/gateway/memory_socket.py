"""A WebSocket in memory for the tests of the gateway, and a gateway that speaks in a hum."""

import json
from contextlib import asynccontextmanager

import anyio
import anyio.lowlevel

from phemius_core.engine import Scheduler
from phemius_core.gateway import Gateway, run_stream_session
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P, ToneEngine
from phemius_core.text import TextPipeline

__all__ = ["MemorySocket", "add_account", "connected", "serving", "until_idle", "usage"]


class MemorySocket:
    """Frames in memory. Reading pauses at `stop_after` frames of audio, as a slow client does.

    Every method suspends, as those of an adapter do.
    """

    def __init__(self, *, stop_after=None, suspend=2, close_s=0):
        self.incoming, self.frames = anyio.create_memory_object_stream(1000)
        self.sent = []
        self.closed = None
        self.stop_after = stop_after
        self.suspend = suspend
        self.close_s = close_s
        self.resume = anyio.Event()
        self.broken = False
        self.changed = anyio.Event()

    def says(self, *messages):
        for message in messages:
            text = message if isinstance(message, bytes | str | None) else json.dumps(message)
            self.incoming.send_nowait(text)

    async def receive(self):
        await self._suspend()
        return await self.frames.receive()

    async def send(self, data):
        await self._suspend()
        if self.broken:
            raise ConnectionError("gone")
        self.sent.append(data)
        self._notify()
        if self.stop_after is not None and len(self.audio) >= self.stop_after:
            await self.resume.wait()
        await self._suspend()

    async def close(self, code, reason):
        await self._suspend()
        assert self.closed is None
        await anyio.sleep(self.close_s)
        self.closed = (code, reason)
        self._notify()
        await self._suspend()

    async def _suspend(self):
        for _ in range(self.suspend):
            await anyio.lowlevel.checkpoint()

    def _notify(self):
        self.changed.set()
        self.changed = anyio.Event()

    @property
    def audio(self):
        return [frame for frame in self.sent if isinstance(frame, bytes)]

    @property
    def messages(self):
        return [json.loads(frame) for frame in self.sent if isinstance(frame, str)]

    async def until(self, condition):
        with anyio.fail_after(20):
            while not condition():
                await self.changed.wait()

    def dispose(self):
        self.incoming.close()
        self.frames.close()


@asynccontextmanager
async def serving(tmp_path, *, plan="growth", engine=None, **settings):
    """A gateway with one account, whose id and key it bears."""
    synthesizer = Synthesizer(
        Scheduler([engine or ToneEngine()]), text=TextPipeline(g2p=lambda _lang: LetterG2P())
    )
    chosen = Settings(data_dir=tmp_path, engine="tone", **settings)
    async with Gateway(chosen, synthesizer=synthesizer) as gateway:
        gateway.account_id, gateway.key = await add_account(gateway, "a", plan=plan)
        yield gateway
    synthesizer.close()


async def add_account(gateway, name, *, plan="growth"):
    """The id of a new account, and a key of it."""
    account = await gateway.services.accounts.create_account(name, plan=plan)
    _, key = await gateway.services.accounts.keys.create(account.id)
    return account.id, key


@asynccontextmanager
async def connected(gateway, *, key=None, address="", **options):
    """An open socket that has sent its key; it ends when the client is refused or disconnects."""
    socket = MemorySocket(**options)
    where = {"address": address} if address else {}
    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:

            async def serve():
                await run_stream_session(gateway, socket, request_id="r", **where)

            tasks.start_soon(serve)
            if key != "":
                socket.says({"api_key": key or gateway.key})
            yield socket
            socket.says(None)
    socket.dispose()


async def until_idle(gateway, count):
    """Waits until `count` WebSockets are authenticated and have nothing to do.

    A lookup in the database runs in a thread, which `wait_all_tasks_blocked` does not see.
    """
    with anyio.fail_after(20):
        while (
            sum(
                place.account_id is not None and place.is_idle()
                for place in gateway._websockets._open
            )
            < count
        ):
            await anyio.sleep(0.005)


async def usage(gateway, account_id=None):
    report = await gateway.services.billing.usage(account_id or gateway.account_id)
    return report.chars, report.reserved_chars
