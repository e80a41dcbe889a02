"""The pump of a WebSocket, over a socket in memory, on asyncio and trio."""

import threading
import time

import anyio
import pytest

from phemius_core.gateway import run_stream_session
from phemius_core.testing import ToneEngine
from phemius_core.wire import _websocket_session
from tests.gateway.memory_socket import MemorySocket, add_account, connected, serving, usage

pytestmark = pytest.mark.anyio

LONG = "One little sentence to be spoken. " * 60


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


async def test_the_flow_of_the_contract(tmp_path):
    async with serving(tmp_path) as gateway:
        for cached in (False, True):
            async with connected(gateway) as socket:
                socket.says({"text": "Hello world", "voice": "nova", "speed": 1})
                await socket.until(lambda: socket.messages)
            [summary] = socket.messages
            assert summary.pop("ttfb_ms") >= 0
            assert summary == {"done": True, "chars_billed": 11, "cached": cached}
            assert all(len(frame) % 2 == 0 and len(frame) <= 32 << 10 for frame in socket.audio)
            assert sum(map(len, socket.audio)) > 10_000
        assert await usage(gateway) == (22, 0)


async def test_many_requests_one_after_another(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        for n in range(1, 4):
            socket.says({"text": "Hello " * n})
            await socket.until(lambda n=n: len(socket.messages) == n)
        assert [summary["chars_billed"] for summary in socket.messages] == [6, 12, 18]


async def test_a_cancelled_request_is_charged_for_what_was_sent_and_the_next_is_answered(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway, stop_after=12) as socket:
        socket.says({"text": LONG})
        await socket.until(lambda: len(socket.audio) == 12)
        socket.says({"type": "cancel"})
        socket.resume.set()
        socket.stop_after = None
        await socket.until(lambda: socket.messages)
        [summary] = socket.messages
        assert summary["cancelled"] is True
        assert 0 < summary["chars_billed"] < len(LONG) / 2
        assert await usage(gateway) == (summary["chars_billed"], 0)
        slowest = len(socket.audio)
        assert slowest <= 14
        socket.says({"text": "Hello."})
        await socket.until(lambda: len(socket.messages) == 2)
        assert socket.messages[1]["chars_billed"] == 6


async def test_cancel_stops_the_audio_within_100_ms(tmp_path):
    """While the engine is in the middle of a segment, and nothing comes out of it."""
    gate = threading.Event()
    gate.set()
    engine = ToneEngine(gate=gate)
    async with serving(tmp_path, engine=engine) as gateway, connected(gateway) as socket:
        await socket.until(lambda: True)
        await gateway._loader.wait()
        gate.clear()
        socket.says({"text": LONG})
        await anyio.sleep(0.1)
        started = time.monotonic()
        socket.says({"type": "cancel"})
        await socket.until(lambda: socket.messages)
        spent = time.monotonic() - started
        gate.set()
        assert spent < 0.1
        assert socket.messages[0]["chars_billed"] == 0
        assert not socket.audio


async def test_a_client_that_disconnects_is_charged_for_what_was_sent(tmp_path):
    async with serving(tmp_path) as gateway:
        async with connected(gateway, stop_after=3) as socket:
            socket.says({"text": LONG})
            await socket.until(lambda: len(socket.audio) == 3)
        charged, reserved = await usage(gateway)
        assert 0 <= charged < len(LONG) / 4
        assert reserved == 0
        assert gateway.websockets == 0


async def test_a_socket_that_breaks_is_charged_for_what_was_sent(tmp_path):
    async with serving(tmp_path) as gateway:
        async with connected(gateway) as socket:
            socket.broken = True
            socket.says({"text": LONG})
            await anyio.sleep(0.2)
        assert await usage(gateway) == (0, 0)


async def test_little_audio_is_buffered_for_a_slow_client(tmp_path):
    engine = ToneEngine()
    async with serving(tmp_path, engine=engine) as gateway:
        async with connected(gateway, stop_after=1) as socket:
            socket.says({"text": LONG * 2})
            await socket.until(lambda: socket.audio)
            await anyio.sleep(0.5)
            # A minute of audio, a segment of it on its way, and two more submitted.
            made = sum(len(call.phonemes) + 2 for call in engine.calls) * 0.05
            assert made < 60 + 4 * 20


async def test_text_in_pieces(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        socket.says({"input": "stream", "timestamps": True})
        for text in ("Hello there. ", "How ", "are you", "? Fine"):
            socket.says({"type": "text", "text": text})
        await socket.until(lambda: '"you"' in str(socket.sent))
        assert "Fine" not in str(socket.sent)
        socket.says({"type": "flush"}, {"type": "flush"})
        await socket.until(lambda: '"Fine"' in str(socket.sent))
        socket.says({"type": "text", "text": " thanks"}, {"type": "end"})
        await socket.until(lambda: "done" in socket.messages[-1])
        *words, summary = socket.messages
        spoken = [word["text"] for message in words for word in message["words"]]
        assert spoken == ["Hello", "there", "How", "are", "you", "Fine", "thanks"]
        assert summary["chars_billed"] == len("Hello there. How are you? Fine thanks")
        assert await usage(gateway) == (summary["chars_billed"], 0)


async def test_text_in_pieces_stops_when_the_quota_is_used_up(tmp_path):
    async with serving(tmp_path, plan="free") as gateway, connected(gateway) as socket:
        socket.says({"input": "stream"})
        for _ in range(3):
            socket.says({"type": "text", "text": "Hello there. " * 380})
        await socket.until(lambda: socket.closed)
        assert socket.messages[-1]["code"] == 4029
        assert socket.closed[0] == 4029
        charged, reserved = await usage(gateway)
        assert charged <= 10_000
        assert reserved == 0


async def test_cancel_of_text_in_pieces_and_late_pieces(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        socket.says({"input": "stream"}, {"type": "text", "text": "Never spoken"})
        socket.says({"type": "cancel"}, {"type": "text", "text": "late"}, {"type": "end"})
        socket.says({"text": "Hello."})
        await socket.until(lambda: len(socket.messages) == 2 or socket.closed)
        assert [summary["chars_billed"] for summary in socket.messages] == [0, 6]


@pytest.mark.parametrize(
    ("options", "said", "close"),
    [({"fail_at": 1}, 5002, 1011), ({"fail_at": 2}, 5002, 1011)],
)
async def test_a_failure_is_reported_before_the_close(tmp_path, options, said, close):
    # Call 0 is the warm-up.
    async with serving(tmp_path, engine=ToneEngine(**options)) as gateway:
        async with connected(gateway) as socket:
            socket.says({"text": LONG})
            await socket.until(lambda: socket.closed)
        assert socket.messages[-1]["code"] == said
        assert socket.closed[0] == close
        charged, reserved = await usage(gateway)
        assert reserved == 0
        assert charged < len(LONG) / 4
        assert bool(charged) == (options["fail_at"] == 2)


async def test_the_rate_limit_is_4029(tmp_path):
    async with serving(tmp_path, plan="free") as gateway, connected(gateway) as socket:
        for n in range(6):
            socket.says({"text": "Hi."})
            await socket.until(lambda n=n: len(socket.messages) == n + 1)
        assert socket.messages[-1]["code"] == 4029
        assert 1 <= socket.messages[-1]["retry_after"] <= 60
        await socket.until(lambda: socket.closed)
        assert socket.closed[0] == 4029


async def test_a_wrong_key_is_4001(tmp_path):
    async with serving(tmp_path) as gateway:
        gateway.key = "sk_test_ph_" + "a" * 38
        async with connected(gateway) as socket:
            await socket.until(lambda: socket.closed)
        assert socket.messages[0]["code"] == 4001
        assert socket.closed[0] == 4001


async def test_a_silent_client_is_disconnected(tmp_path, monkeypatch):
    monkeypatch.setattr(_websocket_session, "AUTH_TIMEOUT_S", 0.1)
    monkeypatch.setattr(_websocket_session, "IDLE_TIMEOUT_S", 0.3)
    async with serving(tmp_path) as gateway:
        silent = MemorySocket()
        with anyio.fail_after(5):
            await run_stream_session(gateway, silent, request_id="r")
        assert silent.closed[0] == 4001
        silent.dispose()
        async with connected(gateway) as socket:
            socket.says({"text": "Hi."})
            await socket.until(lambda: socket.closed)
        assert socket.messages[0]["done"]
        assert socket.closed[0] == 1000


async def test_an_upgrade_is_seen_by_an_open_socket(tmp_path):
    async with serving(tmp_path, plan="free") as gateway, connected(gateway) as socket:
        socket.says({"text": "Hi."})
        await socket.until(lambda: socket.messages)
        await gateway.services.accounts.set_plan(gateway.account_id, "growth")
        for n in range(2, 10):  # a free key has five requests a minute
            socket.says({"text": "Hi."})
            await socket.until(lambda n=n: len(socket.messages) == n)
        assert all("done" in message for message in socket.messages)


async def test_a_downgrade_is_seen_by_an_open_socket(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        await socket.until(lambda: True)
        await gateway.services.accounts.set_plan(gateway.account_id, "free")
        for n in range(1, 7):
            socket.says({"text": "Hi."})
            await socket.until(lambda n=n: len(socket.messages) == n)
        assert socket.messages[-1]["code"] == 4029


async def test_a_revoked_key_is_refused_on_an_open_socket(tmp_path):
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        socket.says({"text": "Hi."})
        await socket.until(lambda: socket.messages)
        [key] = await gateway.services.accounts.keys.list(gateway.account_id)
        await gateway.services.accounts.keys.revoke(key.id)
        socket.says({"text": "Hi."})
        await socket.until(lambda: socket.closed)
        assert socket.messages[-1]["code"] == socket.closed[0] == 4001


@pytest.mark.parametrize(("scope", "expected"), [("shared", True), ("account", False)])
async def test_the_cache_is_shared_between_accounts_or_not(tmp_path, scope, expected):
    async with serving(tmp_path, cache_scope=scope) as gateway:
        _, other = await add_account(gateway, "b")
        cached = []
        for key in (gateway.key, gateway.key, other, other):
            async with connected(gateway, key=key) as socket:
                socket.says({"text": "Hello."})
                await socket.until(lambda: socket.messages)
            cached.append(socket.messages[0]["cached"])
        assert cached == [False, True, expected, True]


async def test_text_in_pieces_has_one_budget_of_pauses(tmp_path):
    piece = "a" + "[pause:10s]" * 6 + "b. "
    async with serving(tmp_path) as gateway, connected(gateway) as socket:
        socket.says({"input": "stream"})
        for _ in range(11):
            socket.says({"type": "text", "text": piece}, {"type": "flush"})
        await socket.until(lambda: socket.closed)
        assert socket.messages[-1]["code"] == socket.closed[0] == 4400
        assert "600 s" in socket.messages[-1]["error"]
        assert sum(map(len, socket.audio)) < 620 * 48_000
