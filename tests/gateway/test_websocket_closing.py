"""How a WebSocket ends: by an error message and one close, whoever is waiting for what."""

import anyio
import pytest

from phemius_core.billing import Admission
from phemius_core.errors import Overloaded
from phemius_core.gateway import run_stream_session
from phemius_core.store import Store
from tests.gateway.memory_socket import MemorySocket, connected, serving, usage

pytestmark = pytest.mark.anyio

LONG = "One little sentence to be spoken. " * 60


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.mark.parametrize("suspend", [0, 1, 20])
async def test_a_bad_message_while_audio_is_on_its_way(tmp_path, suspend, caplog):
    async with serving(tmp_path) as gateway:
        async with connected(gateway, suspend=suspend, close_s=0.1) as socket:
            socket.says({"text": LONG})
            await socket.until(lambda: socket.audio)
            socket.says("nonsense")
            await socket.until(lambda: socket.closed)
        assert socket.messages[-1]["code"] == socket.closed[0] == 4400
        assert (await usage(gateway))[1] == 0
    assert not caplog.records


@pytest.mark.parametrize("suspend", [0, 1, 20])
async def test_the_quota_ends_while_the_client_goes_on_sending_text(tmp_path, suspend, caplog):
    async with serving(tmp_path, plan="free") as gateway:
        async with connected(gateway, suspend=suspend) as socket:
            socket.says({"input": "stream"})
            for _ in range(3):
                socket.says({"type": "text", "text": "Hello there. " * 380})
                socket.says(*[{"type": "text", "text": "a "}] * 100)
            await socket.until(lambda: socket.closed)
            socket.says(*[{"type": "text", "text": "a "}] * 100)
        assert socket.messages[-1]["code"] == socket.closed[0] == 4029, socket.messages
        assert socket.messages[-1]["retry_after"] > 0
        assert (await usage(gateway))[1] == 0
    assert not caplog.records


@pytest.mark.parametrize("work", ["settle", "extend"])
@pytest.mark.parametrize(
    ("error", "retry_after"),
    [(RuntimeError("an error that nobody expects"), None), (Overloaded("away"), 1)],
)
async def test_an_error_of_the_database_is_reported_before_the_close(
    tmp_path, monkeypatch, caplog, work, error, retry_after
):
    async def fail(*_args, **_kwargs):
        await anyio.lowlevel.checkpoint()
        raise error

    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        with monkeypatch.context() as patch:
            patch.setattr(Admission, work, fail)
            socket.says({"input": "stream"}, {"type": "text", "text": "Hi."}, {"type": "end"})
            await socket.until(lambda: socket.closed)
        [sent] = socket.messages
        assert (sent["code"], sent.get("retry_after")) == (5000, retry_after)
        assert socket.closed[0] == 1011
        assert ("an error that nobody expects" in caplog.text) == (retry_after is None)


async def test_a_database_that_is_away_at_the_authentication(tmp_path, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise Overloaded("the database does not answer", retry_after_s=3)

    async with serving(tmp_path) as gateway:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "read", fail)
            async with connected(gateway) as socket:
                await socket.until(lambda: socket.closed)
        [sent] = socket.messages
        assert (sent["code"], sent["retry_after"]) == (5000, 3)
        assert socket.closed[0] == 1011
        assert gateway.websockets == 0


@pytest.mark.parametrize("method", ["receive", "send", "close"])
async def test_an_unexpected_error_of_the_adapter_ends_the_session(tmp_path, caplog, method):
    class Faulty(MemorySocket):
        async def receive(self):
            if method == "receive" and not self.frames.statistics().current_buffer_used:
                raise RuntimeError("unexpected")
            return await super().receive()

        async def send(self, data):
            if method == "send":
                raise RuntimeError("unexpected")
            await super().send(data)

        async def close(self, code, reason):
            await super().close(code, reason)
            if method == "close":
                raise RuntimeError("unexpected")

    async with serving(tmp_path) as gateway:
        socket = Faulty()
        socket.says({"api_key": gateway.key}, {"text": LONG}, *["nonsense"] * (method == "close"))
        with anyio.fail_after(20):
            await run_stream_session(gateway, socket, request_id="r")
        socket.dispose()
        if method == "receive":
            assert socket.messages[-1]["code"] == 5000
            assert socket.closed[0] == 1011
        assert (await usage(gateway))[1] == 0
        assert gateway.websockets == 0
    assert "RuntimeError: unexpected" in caplog.text


async def test_a_server_that_stops_while_it_authenticates(tmp_path, monkeypatch):
    reading = anyio.Event()

    async def hang(*_args, **_kwargs):
        reading.set()
        await anyio.sleep_forever()

    async with serving(tmp_path) as gateway:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "read", hang)
            async with connected(gateway) as socket:
                with anyio.fail_after(10):
                    await reading.wait()
                gateway.stopping.set()
                await socket.until(lambda: socket.closed)
        assert socket.closed[0] == 1012
        assert not socket.messages


async def test_a_client_that_leaves_while_it_is_authenticated(tmp_path, monkeypatch):
    async def hang(*_args, **_kwargs):
        await anyio.sleep_forever()

    async with serving(tmp_path) as gateway:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "read", hang)
            async with connected(gateway) as socket:
                socket.says({"text": "Hello."})
                await anyio.wait_all_tasks_blocked()
        assert not socket.sent
        assert gateway.websockets == 0
