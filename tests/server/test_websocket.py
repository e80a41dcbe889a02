"""`WebSocket /v1/speech/stream` of a real server process."""

import json
import logging
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

logger = logging.getLogger(__name__)
LONG = {"text": "One little sentence to be spoken. " * 140, "speed": 0.25}


@contextmanager
def open_session(server, key=None, **options):
    url = f"{server.url.replace('http', 'ws')}/v1/speech/stream"
    with connect(url, max_size=None, open_timeout=20, **options) as socket:
        socket.send(json.dumps({"api_key": key or server.key}))
        yield socket


def receive_reply(socket):
    """The audio, and the JSON message that follows it."""
    audio = b""
    while True:
        frame = socket.recv(timeout=30)
        if isinstance(frame, str):
            return audio, json.loads(frame)
        audio += frame


def receive_error_and_close(socket):
    """The JSON error, and the code and reason of the close that follows it."""
    _, error = receive_reply(socket)
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=10)
    return error, closed.value.rcvd.code, closed.value.rcvd.reason


def test_the_audio_is_that_of_the_http_endpoint(server, http):
    request = {"text": "Hello world", "voice": "nova", "model": "phemius-fast", "speed": 1}
    with open_session(server) as socket:
        for cached in (False, True):
            request["text"] += f" {random.random()}" if not cached else ""
            socket.send(json.dumps(request))
            audio, summary = receive_reply(socket)
            assert audio == http.post("/v1/speech", json=request).content
            ttfb_ms = summary.pop("ttfb_ms")
            assert isinstance(ttfb_ms, int)
            chars = len(request["text"])
            assert summary == {"done": True, "chars_billed": chars, "cached": cached}


def test_errors_have_the_close_codes_of_the_contract(server):
    with open_session(server, "sk_test_YOUR_KEY") as socket:
        error, code, reason = receive_error_and_close(socket)
        assert (error["code"], code) == (4001, 4001)
        assert error["error"] == reason
    for wrong in ("{", "{}", '{"text": ""}', '{"text": "a", "voice": "nobody"}', b"\0"):
        with open_session(server) as socket:
            socket.send(wrong)
            error, code, _ = receive_error_and_close(socket)
            assert (error["code"], code) == (4400, 4400)
    free = server.new_key("streamer", "free")
    with open_session(server, free) as socket:
        for _ in range(5):
            socket.send('{"text": "Hi."}')
            receive_reply(socket)
        socket.send('{"text": "Hi."}')
        error, code, _ = receive_error_and_close(socket)
        assert (error["code"], code) == (4029, 4029)
        assert 1 <= error["retry_after"] <= 60


def test_an_oversized_message_closes_the_websocket(server):
    with open_session(server) as socket:
        socket.send(json.dumps({"text": "x" * (200 << 10)}))
        assert receive_error_and_close(socket)[1] == 4400
    with open_session(server) as socket:
        with suppress(ConnectionClosed):
            socket.send("x" * (300 << 10))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        # The close frame may be lost behind what the server did not read.
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009


def test_text_in_pieces_then_cancel_then_another_request(server):
    with open_session(server) as socket:
        socket.send('{"input": "stream"}')
        for word in ["Hello", "there.", "How", "are", "you", "today?", ""]:
            socket.send(json.dumps({"type": "text", "text": word + " "}))
        audio, first = b"", socket.recv(timeout=10)
        assert isinstance(first, bytes)
        socket.send('{"type": "cancel"}')
        socket.send('{"text": "Stop."}')
        audio, summary = receive_reply(socket)
        assert summary["cancelled"] is True
        audio, summary = receive_reply(socket)
        assert audio
        assert summary["chars_billed"] == 5


def test_a_slow_reader_receives_all_audio(server):
    with open_session(server, max_queue=1) as socket:
        socket.send(json.dumps({**LONG, "speed": 0.5}))
        time.sleep(2)
        audio, summary = receive_reply(socket)
        assert summary["chars_billed"] == len(LONG["text"])
        assert len(audio) > 10_000_000


@pytest.mark.slow
def test_dropped_connections_leak_nothing(server):
    """Connections dropped at random points: memory, threads and reservations are as before."""
    drops = int(os.environ.get("PHEMIUS_TEST_DROPS", "150"))
    # Enough keys that the plan's 100 requests a minute are not the limit.
    keys = [server.new_key(f"dropper-{n}", "growth") for n in range(-(-drops // 90))]

    def drop(n):
        chance = random.Random(n)
        with (
            suppress(WebSocketException, OSError),
            open_session(server, keys[n % len(keys)]) as socket,
        ):
            if chance.random() < 0.1:
                return
            socket.send(json.dumps({**LONG, "text": f"{n} {LONG['text']}"[:4000]}))
            for _ in range(chance.randrange(4)):
                socket.recv(timeout=10)
            if chance.random() < 0.5:
                socket.socket.close()

    def drop_all(numbers):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(drop, numbers))
        deadline = time.monotonic() + 20
        while any(reserved_chars_of(server, key) for key in keys):
            assert time.monotonic() < deadline
            time.sleep(0.2)

    drop_all(range(drops // 3))
    memory, threads = memory_and_threads(server)
    drop_all(range(drops // 3, drops))
    memory_after, threads_after = memory_and_threads(server)
    logger.info("memory %d → %d MiB, threads %d → %d", memory, memory_after, threads, threads_after)
    assert threads_after <= threads + 2
    assert memory_after < memory * 1.15 + 20


def reserved_chars_of(server, key):
    with server.client(key) as http:
        return http.get("/v1/usage").json()["reserved_chars"]


def memory_and_threads(server):
    """Resident memory in MiB, and threads."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return int(status["VmRSS"].split()[0]) // 1024, int(status["Threads"])


def test_metrics_count_requests_and_audio(server, http):
    def read_metrics():
        lines = http.get("/metrics", headers={"Authorization": ""}).text.splitlines()
        return {
            name: float(value)
            for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] != "#")
        }

    before = read_metrics()
    text = f"To be counted {random.random()}."
    with open_session(server) as socket:
        for _ in range(2):
            socket.send(json.dumps({"text": text}))
            receive_reply(socket)
    assert http.post("/v1/speech", json={"text": "x", "voice": "nobody"}).status_code == 422
    deadline = time.monotonic() + 5
    while (after := read_metrics())["phemius_websockets"] and time.monotonic() < deadline:
        time.sleep(0.05)

    def increase(name):
        return after[name] - before.get(name, 0)

    stream = 'endpoint="/v1/speech/stream"'
    assert increase(f'phemius_requests_total{{{stream},outcome="ok"}}') == 2
    assert increase(f"phemius_charged_chars_total{{{stream}}}") == 2 * len(text)
    assert increase(f"phemius_audio_seconds_total{{{stream}}}") > 1
    assert increase('phemius_requests_total{endpoint="/v1/speech",outcome="voice_not_found"}') == 1
    assert increase("phemius_cache_hits_total") == 1
    assert increase("phemius_cache_misses_total") == 1
    assert increase("phemius_rendered_segments_total") == 1
    assert increase('phemius_first_audio_seconds_count{cached="true"}') == 1
    assert after["phemius_ready"] == 1
    assert after["phemius_queue_segments"] == after["phemius_websockets"] == 0
