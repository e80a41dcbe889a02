"""Servers that are killed, and several servers on one database."""

import os
import random
import sqlite3
import time
from contextlib import ExitStack, closing

import anyio
import httpx2
import pytest

from phemius_core.services import open_services
from phemius_core.settings import Settings
from tests.server.conftest import ADAPTERS, Server, running

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("PHEMIUS_TEST_KILLS", "5"))
COMPLETE = {"text": "This one is delivered to its end."}
# More audio than sockets buffer, so that its synthesis is in progress when the server dies.
LONG = {"text": "The quick brown fox jumps over the lazy dog. " * 100, "speed": 0.25}


def account_totals(database):
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        used, reserved = db.execute("SELECT sum(used), sum(reserved) FROM balances").fetchone()
        ledger = [chars for (chars,) in db.execute("SELECT chars FROM ledger")]
    return used, reserved, ledger


def test_killed_servers_charge_only_delivered_speech_and_reservations_expire(tmp_path, shipped):
    key = None
    for _ in range(KILLS):
        server = Server(tmp_path, adapter=shipped, key=key, PHEMIUS_ENGINE="tone")
        key = server.key
        with server.client() as http:
            assert http.post("/v1/speech", json=COMPLETE).status_code == 200
            with http.stream("POST", "/v1/speech", json=LONG) as reply:
                assert reply.status_code == 200
                remaining = random.randrange(1, 2 << 20)
                audio = reply.iter_bytes(4096)
                while remaining > 0:
                    remaining -= len(next(audio))
                server.kill()
                with pytest.raises(httpx2.HTTPError):
                    list(audio)

    database = tmp_path / "phemius.db"
    used, reserved, ledger = account_totals(database)
    assert ledger == [len(COMPLETE["text"])] * KILLS
    assert used == sum(ledger)
    assert reserved == KILLS * len(LONG["text"])

    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE reservations SET expires_at = expires_at - 900000000")
    # A server lets nothing expire in its first minute: this is what it does then.
    anyio.run(sweep, tmp_path)
    assert account_totals(database) == (used, 0, ledger)


async def sweep(data_dir):
    async with open_services(Settings(data_dir=data_dir)) as services:
        assert await services.billing.sweep() == KILLS


@pytest.mark.redis
def test_two_servers_share_one_rate_limit(tmp_path, redis_url):
    env = {"PHEMIUS_ENGINE": "tone", "PHEMIUS_REDIS_URL": redis_url}
    with ExitStack() as stack:
        one = stack.enter_context(running(tmp_path, adapter="fastapi", **env))
        two = stack.enter_context(running(tmp_path, adapter=ADAPTERS[-1], key=one.key, **env))
        key = one.run("keys", "create", "--plan", "free", "--account", "busy")
        clients = [stack.enter_context(server.client(key)) for server in (one, two)]
        admitted, refusals = [], []
        started = time.monotonic()
        while time.monotonic() < started + 65:
            for http in clients:
                sent_at = time.monotonic()
                reply = http.post("/v1/speech", json={"text": "Hi."})
                if reply.status_code == 200:
                    admitted.append((sent_at, time.monotonic()))
                else:
                    assert reply.status_code == 429
                    refusals.append((sent_at, int(reply.headers["retry-after"])))
            time.sleep(0.25)
    # Redis decided at some time between the two of each request.
    for (before, _), (_, after) in zip(admitted, admitted[5:], strict=False):
        assert after - before >= 60
    assert len(admitted) == 10
    for sent_at, wait in refusals:
        assert any(sent_at <= after <= sent_at + wait + 1 for _, after in admitted) or (
            sent_at + wait > started + 65
        )
