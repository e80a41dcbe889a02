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

KILLS = int(os.environ.get("PHEMIUS_TEST_KILLS", "3"))
COMPLETE = {"text": "This one is delivered to its end."}
# More audio than sockets buffer, so that its synthesis is in progress when the server dies.
LONG = {"text": "The quick brown fox jumps over the lazy dog. " * 100}
PCM_BYTES_PER_MS = 48
MAX_SEGMENT_BYTES = 20_000 * PCM_BYTES_PER_MS


def account_totals(database):
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        used, reserved = db.execute("SELECT sum(used), sum(reserved) FROM balances").fetchone()
        ledger = [chars for (chars,) in db.execute("SELECT chars FROM ledger")]
    return used, reserved, ledger


def test_killed_servers_charge_the_segments_that_they_delivered(tmp_path, shipped):
    key = None
    heard = []
    for number in range(KILLS):
        server = Server(tmp_path, adapter=shipped, key=key, PHEMIUS_ENGINE="tone")
        key = server.key
        with server.client() as http:
            assert http.post("/v1/speech", json=COMPLETE).status_code == 200
            named = {"X-Request-Id": f"killed-{number}"}
            with http.stream("POST", "/v1/speech", json=LONG, headers=named) as reply:
                assert reply.status_code == 200
                remaining = random.randrange(1, 2 << 20)
                received = 0
                audio = reply.iter_bytes(4096)
                while received < remaining:
                    received += len(next(audio))
                server.kill()
                with pytest.raises(httpx2.HTTPError):
                    for part in audio:
                        received += len(part)
        heard.append(received)

    anyio.run(adopt, tmp_path)
    database = tmp_path / "phemius.db"
    used, reserved, ledger = account_totals(database)
    assert reserved == 0
    assert used == sum(ledger)
    assert ledger.count(len(COMPLETE["text"])) == KILLS
    with closing(sqlite3.connect(database)) as db:
        query = "SELECT request_id, chars, audio_ms FROM ledger"
        charged = {row[0]: row[1:] for row in db.execute(query)}
    for number, received in enumerate(heard):
        chars, audio_ms = charged.get(f"killed-{number}", (0, 0))
        assert audio_ms * PCM_BYTES_PER_MS > received - MAX_SEGMENT_BYTES
        assert chars < len(LONG["text"])


async def adopt(data_dir):
    """What the next process does with what the last one has left."""
    async with open_services(Settings(data_dir=data_dir)) as services:
        await services.billing.replay_journal()


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
