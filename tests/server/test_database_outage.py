"""Speech that is delivered while PostgreSQL is stopped is charged once, whoever is alive later."""

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest
from websockets.sync.client import connect

from tests.server.conftest import Server, running
from tests.services import PostgresServer

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

# More audio than sockets buffer, so that it is in delivery when the database stops.
LONG = {"text": "The quick brown fox jumps over the lazy dog. " * 20, "speed": 0.25}


@contextmanager
def working(server):
    """A process of `phemius worker` beside no server."""
    log = server.log.with_name("worker.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "phemius_core.cli", "worker"],
            env=server.env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def totals(url):
    """Characters and entries of the ledger, and the characters that are used and reserved."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        ledger = connection.execute("SELECT sum(chars), count(*) FROM ledger").fetchone()
        balance = connection.execute("SELECT sum(used), sum(reserved) FROM balances").fetchone()
    return tuple(int(value or 0) for value in (*ledger, *balance))


@pytest.mark.parametrize(("adapter", "heir"), [("fastapi", "worker"), ("flask", "fastapi")])
def test_speech_delivered_during_an_outage_is_charged_once(tmp_path, adapter, heir):
    with PostgresServer.running() as postgres:
        env = {"PHEMIUS_ENGINE": "tone", "PHEMIUS_DATABASE_URL": postgres.url}
        server = Server(tmp_path, adapter=adapter, **env)
        stream = server.url.replace("http", "ws") + "/v1/speech/stream"
        try:
            with (
                server.client() as http,
                http.stream("POST", "/v1/speech", json=LONG) as reply,
                connect(stream, ping_interval=None) as socket,
            ):
                socket.send(json.dumps({"api_key": server.key}))
                socket.send(json.dumps(LONG))
                assert isinstance(socket.recv(30), bytes)
                assert reply.status_code == 200
                postgres.stop(immediately=True)
                # Both are told the end, as if the database were there.
                assert sum(len(chunk) for chunk in reply.iter_bytes()) > 1 << 20
                while isinstance(frame := socket.recv(30), bytes):
                    pass
                assert json.loads(frame)["chars_billed"] == len(LONG["text"])
        finally:
            server.kill()
        journals = list((tmp_path / "journal").glob("*.journal"))
        assert journals
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in journals)

        postgres.start()
        assert totals(postgres.url) == (0, 0, 0, 2 * len(LONG["text"]))
        heirs = {
            "worker": lambda: working(server),
            "fastapi": lambda: running(tmp_path, adapter="fastapi", key=server.key, **env),
        }
        with heirs[heir]():
            deadline = time.monotonic() + 60
            while totals(postgres.url)[1] < 2 and time.monotonic() < deadline:
                time.sleep(0.2)
        charged = 2 * len(LONG["text"])
        assert totals(postgres.url) == (charged, 2, charged, 0)
        assert list((tmp_path / "journal").iterdir()) == []
