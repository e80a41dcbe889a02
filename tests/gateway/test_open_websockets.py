"""How many WebSockets may be open, and which of them makes room for another one."""

import anyio
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from phemius_core.errors import ConcurrencyExceeded, Overloaded
from phemius_core.gateway import run_stream_session
from phemius_core.gateway._open_websockets import OpenWebSockets
from tests.gateway.memory_socket import MemorySocket, add_account, connected, serving, until_idle

pytestmark = pytest.mark.anyio

LONG = "One little sentence to be spoken. " * 60


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


async def test_the_socket_that_has_been_idle_the_longest_makes_room(tmp_path):
    async with (
        serving(tmp_path, max_sockets=3) as gateway,
        connected(gateway) as oldest,
        connected(gateway) as older,
        connected(gateway) as busy,
    ):
        for socket in (older, busy, oldest, older):
            before = len(socket.messages)
            socket.says({"text": "Hi."})
            await socket.until(lambda: len(socket.messages) > before)  # noqa: B023 - awaited here
        busy.stop_after = len(busy.audio) + 1
        busy.says({"text": LONG})
        await busy.until(lambda: len(busy.audio) == busy.stop_after)
        async with connected(gateway) as new:
            await oldest.until(lambda: oldest.closed)
            assert oldest.closed == (1013, "idle while others wait: connect again")
            new.says({"text": "Hi."})
            await new.until(lambda: new.messages)
            assert new.messages[0]["done"]
            assert older.closed is busy.closed is None
        busy.resume.set()
        busy.stop_after = None
        await busy.until(lambda: "done" in busy.messages[-1])


async def test_a_new_socket_is_refused_if_none_is_idle(tmp_path):
    async with (
        serving(tmp_path, max_sockets=1) as gateway,
        connected(gateway, stop_after=1) as busy,
    ):
        busy.says({"text": LONG})
        await busy.until(lambda: busy.audio)
        async with connected(gateway) as second:
            await second.until(lambda: second.closed)
        assert second.closed[0] == 1013
        assert second.messages[0]["code"] == 5000
        assert second.messages[0]["retry_after"] == 5
        assert gateway.websockets == 1
        busy.resume.set()


async def test_idle_sockets_of_one_account_keep_no_other_account_out(tmp_path):
    async with serving(tmp_path, max_sockets=10) as gateway:
        _, other = await add_account(gateway, "b")
        async with anyio.create_task_group() as tasks:
            idle = [MemorySocket() for _ in range(10)]
            for socket in idle:
                socket.says({"api_key": gateway.key})
                tasks.start_soon(
                    lambda socket=socket: run_stream_session(gateway, socket, request_id="r")
                )
            await until_idle(gateway, len(idle))
            async with connected(gateway, key=other) as socket:
                socket.says({"text": "Hi."})
                await socket.until(lambda: socket.messages)
                assert socket.messages[0]["done"]
            assert [socket.closed is not None for socket in idle].count(True) == 1
            for socket in idle:
                socket.says(None)
        for socket in idle:
            socket.dispose()
        assert gateway.websockets == 0


async def test_sockets_of_an_account_are_bounded(tmp_path):
    async with (
        serving(tmp_path, max_sockets_per_account=1) as gateway,
        connected(gateway) as first,
    ):
        first.says({"text": "Hi."})
        await first.until(lambda: first.messages)
        async with connected(gateway) as second:
            await second.until(lambda: second.closed)
        assert (second.messages[0]["code"], second.closed[0]) == (4029, 4029)
        assert second.messages[0]["retry_after"] > 0
        _, other = await add_account(gateway, "b")
        async with connected(gateway, key=other) as third:
            third.says({"text": "Hi."})
            await third.until(lambda: third.messages)
            assert third.messages[0]["done"]


async def test_sockets_of_an_address_without_a_key_are_bounded(tmp_path):
    async with (
        serving(tmp_path, max_unauthenticated_sockets=1) as gateway,
        connected(gateway, key="", address="192.0.2.1") as first,
    ):
        await anyio.wait_all_tasks_blocked()
        for address, refused in (("192.0.2.1", True), ("192.0.2.2", False), ("", False)):
            async with connected(gateway, address=address) as socket:
                socket.says({"text": "Hi."})
                await socket.until(lambda: socket.messages)
                assert ("done" in socket.messages[0]) is not refused
            assert (socket.closed is not None) is refused
        assert first.closed is None
        first.says({"api_key": gateway.key}, {"text": "Hi."})
        await first.until(lambda: first.messages)
        async with connected(gateway, address="192.0.2.1") as socket:
            socket.says({"text": "Hi."})
            await socket.until(lambda: socket.messages)
            assert socket.messages[0]["done"]


async def test_a_socket_that_makes_room_and_does_not_read_is_left(tmp_path, monkeypatch):
    class Deaf(MemorySocket):
        async def close(self, code, reason):
            self.closed = (code, reason)
            await anyio.sleep_forever()

    monkeypatch.setattr("phemius_core.gateway._websocket_connection._EVICTION_TIMEOUT_S", 0.05)
    async with serving(tmp_path, max_sockets=1) as gateway, anyio.create_task_group() as tasks:
        deaf = Deaf()
        deaf.says({"api_key": gateway.key})
        tasks.start_soon(lambda: run_stream_session(gateway, deaf, request_id="r"))
        await until_idle(gateway, 1)
        async with connected(gateway) as socket:
            socket.says({"text": "Hi."})
            await socket.until(lambda: socket.messages)
        assert deaf.closed[0] == 1013
        deaf.dispose()


class Registry(RuleBasedStateMachine):
    """Any order of opening, authenticating, working and closing."""

    MAX_OPEN, PER_ACCOUNT, UNAUTHENTICATED = 5, 2, 2

    def __init__(self):
        super().__init__()
        self.registry = OpenWebSockets(
            max_open=self.MAX_OPEN,
            max_per_account=self.PER_ACCOUNT,
            max_unauthenticated=self.UNAUTHENTICATED,
        )
        self.open = []
        """Places, those that were of use most recently last."""
        self.closing = []
        self.idle = {}

    def pick(self, n):
        return self.open[n % len(self.open)] if self.open else None

    @rule(address=st.sampled_from(["", "a", "b"]))
    def connect(self, address):
        asked = []
        waiting = [p for p in self.open if p.address == address and p.account_id is None]
        idle = [place for place in self.open if self.idle[place]]
        try:
            place = self.registry.open(
                address, is_idle=lambda: self.idle[place], evict=lambda: asked.append(place)
            )
        except Overloaded:
            full = len(self.open) >= self.MAX_OPEN and (not idle or self.closing)
            assert full or (address and len(waiting) >= self.UNAUTHENTICATED)
            return
        evicted = [each for each in self.open if each not in self.registry._open]
        assert evicted == (idle[:1] if len(self.open) >= self.MAX_OPEN else [])
        self.open = [each for each in self.open if each not in evicted] + [place]
        self.closing += evicted
        self.idle[place] = True

    @rule(n=st.integers(0, 9), account=st.sampled_from(["one", "two"]))
    def authenticate(self, n, account):
        place = self.pick(n)
        if place is None or place.account_id is not None:
            return
        held = sum(each.account_id == account for each in self.open)
        if held >= self.PER_ACCOUNT:
            with pytest.raises(ConcurrencyExceeded):
                place.authenticated(account)
        else:
            place.authenticated(account)

    @rule(n=st.integers(0, 9), idle=st.booleans())
    def work(self, n, idle):
        if place := self.pick(n):
            self.idle[place] = idle
            self.open.remove(place)
            self.open.append(place)
            place.active()

    @rule(n=st.integers(0, 9))
    def disconnect(self, n):
        if place := self.pick(n):
            self.open.remove(place)
            place.close()
            place.close()

    @rule()
    def evicted_one_is_gone(self):
        if self.closing:
            self.closing.pop().close()

    @invariant()
    def counts_agree(self):
        assert list(self.registry._open) == self.open
        assert len(self.registry) == len(self.open) + len(self.closing)
        assert len(self.open) <= self.MAX_OPEN
        assert len(self.closing) <= 1
        assert sum(self.registry._per_account.values()) == sum(
            place.account_id is not None for place in self.open
        )
        assert sum(self.registry._unauthenticated.values()) == sum(
            place.account_id is None for place in self.open
        )


Registry.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestRegistry = Registry.TestCase
