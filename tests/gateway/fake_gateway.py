"""A gateway that suspends, and fails where a test says so: no thread, no model, no database."""

from contextlib import contextmanager
from types import SimpleNamespace

import anyio
import anyio.lowlevel

from phemius_core.gateway._audio_source import AudioPart
from phemius_core.gateway._open_websockets import OpenWebSockets
from phemius_core.wire import StreamSummary

__all__ = ["FakeGateway"]


class FakeGateway:
    """What `run_stream_session` calls of a gateway.

    Args:
        suspend: How often each of its methods suspends.
        fail_in: Name of the method that fails.
        fail_at: At which of its calls.
        error: With which error.
    """

    def __init__(self, *, suspend=1, fail_in=None, fail_at=0, error=None):
        self.settings = SimpleNamespace(send_timeout_s=60)
        self.stopping = anyio.Event()
        self.sockets = OpenWebSockets(max_open=9, max_per_account=9, max_unauthenticated=9)
        self.authenticated = False
        self.replies = []
        self.requests = 0
        self.failed = False
        self._suspend = suspend
        self._fail_in, self._fail_at, self._error = fail_in, fail_at, error
        self._calls = 0

    async def step(self, name):
        for _ in range(self._suspend):
            await anyio.lowlevel.checkpoint()
        if name == self._fail_in:
            self._calls += 1
            if self._calls > self._fail_at:
                self.failed = True
                raise self._error

    @contextmanager
    def open_websocket(self, address, *, is_idle, evict):
        place = self.sockets.open(address, is_idle=is_idle, evict=evict)
        try:
            yield place
        finally:
            place.close()

    async def authenticate(self, _authorization, **_address):
        await self.step("authenticate")
        self.authenticated = True
        return SimpleNamespace(account_id="a")

    async def reauthenticate(self, principal):
        self.requests += 1
        await self.step("reauthenticate")
        return principal

    async def speak(self, _principal, request, *, request_id, incoming=None):
        await self.step("speak")
        reply = FakeReply(self, request, incoming)
        self.replies.append(reply)
        return reply


class FakeReply:
    """Five parts of audio, or one for each piece of text that arrives."""

    summary = StreamSummary(chars_billed=0, ttfb_ms=0, cached=False)

    def __init__(self, gateway, request, incoming):
        self._gateway = gateway
        self._request = request
        self._incoming = incoming
        self._first = None
        self._parts = 0
        self.closed = 0

    async def begin(self):
        await self._gateway.step("begin")
        self._first = await self._make()

    async def grow(self, _chars):
        await self._gateway.step("grow")

    async def next(self):
        await self._gateway.step("next")
        part, self._first = self._first, None
        return part or await self._make()

    async def _make(self):
        if self._incoming is None:
            self._parts += 1
            return AudioPart(bytes(4800), self._parts) if self._parts <= 5 else None
        async for text in self._incoming:
            if text is not None:
                self._parts += len(text)
                return AudioPart(bytes(4800), self._parts, ((text, 0, 1, 0, 1),))
        return None

    def deliver_all(self):
        pass

    async def aclose(self):
        self.closed += 1
        with anyio.CancelScope(shield=True):
            await self._gateway.step("aclose")
