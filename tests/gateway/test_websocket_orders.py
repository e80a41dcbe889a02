"""Any order of what a client, the synthesis and the server do, with any error: one clean end."""

import json

import anyio
import anyio.lowlevel
import pytest
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.errors import (
    AuthenticationFailed,
    Overloaded,
    QuotaExceeded,
    SynthesisFailed,
)
from phemius_core.gateway import run_stream_session
from tests.gateway.fake_gateway import FakeGateway
from tests.gateway.memory_socket import MemorySocket

KEY = json.dumps({"api_key": "sk_test_key"})
REQUEST = json.dumps({"text": "Hello.", "timestamps": True})
STREAM = json.dumps({"input": "stream", "timestamps": True})
TEXT = json.dumps({"type": "text", "text": "Hello. "})
FLUSH, END, CANCEL = (json.dumps({"type": kind}) for kind in ("flush", "end", "cancel"))
EMPTY = json.dumps({"type": "text", "text": ""})

messages = st.sampled_from([REQUEST, REQUEST, STREAM, STREAM, TEXT, TEXT, FLUSH, END, CANCEL])
events = st.lists(
    st.one_of(
        messages,
        messages,
        st.sampled_from([KEY, "nonsense", b"binary", "", "leave", "stop", "evict", "break"]),
        st.integers(1, 30),
    ),
    max_size=25,
)
failures = st.fixed_dictionaries(
    {
        "fail_in": st.sampled_from(
            [None, "authenticate", "reauthenticate", "speak", "begin", "grow", "next", "aclose"]
        ),
        "fail_at": st.sampled_from([0, 0, 0, 1, 3]),
        "error": st.sampled_from(
            [
                Overloaded("away"),
                QuotaExceeded("used up", retry_after_s=9),
                AuthenticationFailed("revoked"),
                SynthesisFailed("broken"),
                RuntimeError("unexpected"),
            ]
        ),
    }
)


class Socket(MemorySocket):
    async def send(self, data):
        assert self.closed is None
        await super().send(data)


async def wait(checkpoints):
    for _ in range(checkpoints):
        await anyio.lowlevel.checkpoint()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@given(
    first=st.sampled_from([[], [REQUEST], [REQUEST], [STREAM, TEXT], [STREAM, TEXT, END]]),
    events=events,
    failure=failures,
    suspend=st.integers(0, 4),
    slow=st.integers(0, 4),
)
@settings(max_examples=150, deadline=None)
def test_every_session_ends_cleanly(backend, first, events, failure, suspend, slow):
    async def main():
        gateway, socket = FakeGateway(suspend=slow, **failure), Socket(suspend=suspend)
        ended = False

        async def serve():
            nonlocal ended
            await run_stream_session(gateway, socket, request_id="r")
            ended = True

        with anyio.fail_after(10):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(serve)
                socket.says(KEY, *first)
                for event in events:
                    if isinstance(event, int):
                        await wait(event)
                    elif event == "stop":
                        gateway.stopping.set()
                    elif event == "break":
                        socket.broken = True
                    elif event == "evict":
                        for place in list(gateway.sockets._open):
                            place.evict()
                    else:
                        socket.says(None if event == "leave" else event)
                await wait(400)
                closed_by_server, failed = ended, gateway.failed
                socket.says(None)
        socket.dispose()
        assert len(gateway.sockets) == 0
        assert all(reply.closed == 1 for reply in gateway.replies)
        assert gateway.authenticated or not socket.audio
        if failed and not {"leave", "break"}.intersection(map(str, events)):
            assert closed_by_server
        dones = sum("done" in message for message in socket.messages)
        errors = [message for message in socket.messages if "error" in message]
        if closed_by_server and socket.closed is not None and not socket.broken:
            code = socket.closed[0]
            if gateway.requests > dones or code not in {1012, 1013}:
                # Also after a request that has begun and is not done.
                assert len(errors) == 1
                assert socket.messages[-1] == errors[0]
                assert code in {4001, 4029, 4400, 1011}
            else:
                assert not errors
        assert dones <= gateway.requests

    anyio.run(main, backend=backend)


def run_on_mock_clock(main):
    """Time passes at once when nothing else happens."""
    clock = trio.testing.MockClock(autojump_threshold=0)
    return anyio.run(main, backend="trio", backend_options={"clock": clock})


async def serve_for(script, *, limit_s=10_000):
    """Sends messages at their times; returns the socket and when it was closed."""
    gateway, socket = FakeGateway(), MemorySocket()
    closed_at = None

    async def serve():
        nonlocal closed_at
        await run_stream_session(gateway, socket, request_id="r")
        closed_at = anyio.current_time() - started_at

    started_at = anyio.current_time()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(serve)
        for at_s, message in script:
            await anyio.sleep_until(started_at + at_s)
            socket.says(message)
        await anyio.sleep_until(started_at + limit_s)
        socket.says(None)
    socket.dispose()
    return socket, closed_at


@pytest.mark.parametrize("start", [[], [REQUEST]])
def test_cancels_do_not_keep_an_idle_socket_open(start):
    script = [(0, KEY), *((0, message) for message in start)]
    script += [(at_s, CANCEL) for at_s in range(1, 600, 1)]
    socket, closed_at = run_on_mock_clock(lambda: serve_for(script))
    assert closed_at == pytest.approx(60, abs=1)
    assert socket.closed[0] == 1000


def test_empty_texts_and_flushes_do_not_keep_a_request_open():
    script = [(0, KEY), (1, STREAM), (2, TEXT), (2, FLUSH)]
    script += [(at_s, message) for at_s in range(5, 600, 20) for message in (EMPTY, FLUSH)]
    socket, closed_at = run_on_mock_clock(lambda: serve_for(script))
    assert closed_at == pytest.approx(62, abs=1)
    assert socket.closed[0] == 4400


def test_text_and_requests_keep_a_socket_open():
    script = [(0, KEY), (0, STREAM)]
    script += [(at_s, TEXT) for at_s in range(50, 500, 50)]
    script += [(490, END), (540, REQUEST), (590, REQUEST)]
    _, closed_at = run_on_mock_clock(lambda: serve_for(script))
    assert closed_at == pytest.approx(650, abs=1)


def test_messages_that_never_stop_do_not_keep_a_socket_open():
    class Flooding(MemorySocket):
        async def receive(self):
            message = KEY if not self.sent and not self.seen else CANCEL
            self.seen = True
            # Time stands still otherwise: the clock moves only when all tasks sleep.
            await anyio.sleep(0.01)
            return message

    async def main():
        gateway, socket = FakeGateway(), Flooding(suspend=0)
        socket.seen = False
        with anyio.fail_after(100):
            await run_stream_session(gateway, socket, request_id="r")
        socket.dispose()
        return socket.closed[0], anyio.current_time()

    assert run_on_mock_clock(main)[0] == 1000


def test_a_client_that_takes_nothing_is_gone_after_the_send_timeout():
    async def main():
        gateway, socket = FakeGateway(), MemorySocket(stop_after=1)
        gateway.settings.send_timeout_s = 7
        socket.says(KEY, REQUEST)
        started_at = anyio.current_time()
        await run_stream_session(gateway, socket, request_id="r")
        socket.dispose()
        assert [reply.closed for reply in gateway.replies] == [1]
        return anyio.current_time() - started_at

    assert run_on_mock_clock(main) == pytest.approx(7)
