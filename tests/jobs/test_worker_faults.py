"""A worker through errors of the database, the file storage and its handlers."""

import time
from dataclasses import replace

import anyio
import pytest
import sqlalchemy as sa
from database import AUDIO, opened

from phemius_core import store as db
from phemius_core.errors import Overloaded
from phemius_core.files import FilesUnavailable
from phemius_core.jobs import BulkHandler, ClaimedItem, Worker, _bulk, _worker, dispatcher_for
from phemius_core.text import NO_LEXICON

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


ITEM = ClaimedItem("j", 0, "bulk_synthesis", "a", {}, {}, 1, 1, "w", "r")


def read_only(*_args, **_kwargs):
    """What psycopg raises after a failover to a standby, which is no OperationalError."""
    raise sa.exc.InternalError("UPDATE", {}, Exception("cannot execute in a read-only transaction"))


class Queue:
    """A queue with one item, in which the calls named in `failing` fail a number of times."""

    lease_s = 0.06

    def __init__(self, error=read_only, **failing):
        self.error = error
        self.failing = failing
        self.calls = []
        self.taken = False
        self.idle = anyio.Event()
        self.released = anyio.Event()

    def _called(self, name):
        self.calls.append(name)
        if self.failing.get(name, 0) > 0:
            self.failing[name] -= 1
            self.error()

    async def claim(self, _worker, _types):
        self._called("claim")
        if self.taken:
            self.idle.set()
            await anyio.sleep_forever()
        self.taken = True
        return ITEM

    async def heartbeat(self, _item, _progress):
        self._called("heartbeat")
        return True

    async def store_output(self, _item, _result):
        self._called("store_output")

    async def complete(self, _item, _result, _stored):
        self._called("complete")
        return True

    async def fail(self, _item, message):
        self._called("fail")
        self.message = message
        return True

    async def release(self, _item, **options):
        self._called("release")
        self.options = options
        return True

    async def release_within(self, _item, _timeout_s):
        self._called("release_within")
        self.released.set()


class Dispatcher:
    async def wait(self, timeout_s):
        await anyio.sleep(timeout_s)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(_worker, "_FIRST_BACKOFF_S", 0.01)
    monkeypatch.setattr(_worker, "_MAX_BACKOFF_S", 0.02)


async def work(_item, report):
    report(0.5)
    await anyio.sleep(0.1)
    return AUDIO


async def run_until_idle(queue, handler=work):
    """Runs a worker until its item has ended and it asks for the next one."""
    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(Worker(queue, Dispatcher(), {"bulk_synthesis": handler}).run)
            await queue.idle.wait()
            tasks.cancel_scope.cancel()


@pytest.mark.parametrize("name", ["claim", "heartbeat", "store_output", "complete"])
@pytest.mark.parametrize("error", [read_only, None])
async def test_no_error_of_the_database_ends_the_worker(name, error, caplog):
    def overloaded():
        raise Overloaded("the database does not answer")

    queue = Queue(error or overloaded, **{name: 5})
    await run_until_idle(queue)
    assert queue.calls.count(name) >= 2
    assert "complete" in queue.calls
    assert not {"release", "release_within", "fail"} & set(queue.calls)
    complaints = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert len(complaints) == 1, [record.message for record in complaints]


async def test_a_failure_that_cannot_be_recorded_is_recorded_later():
    async def refuse(_item, _report):
        raise FilesUnavailable

    queue = Queue(release=3)
    await run_until_idle(queue, refuse)
    assert queue.calls.count("release") == 4
    assert not queue.options.get("count_attempt")  # the storage is to blame, not the item


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
async def test_a_result_that_can_never_be_recorded_fails_its_item(error):
    def permanent():
        raise error

    async def break_down(_item, _report):
        permanent()

    queue = Queue(permanent if error is ZeroDivisionError else read_only, complete=1)
    await run_until_idle(queue, work if error is ZeroDivisionError else break_down)
    assert queue.options["count_attempt"]


async def test_a_database_that_hangs_does_not_hold_the_end_of_a_worker(monkeypatch):
    monkeypatch.setattr(_worker, "_STOP_TIMEOUT_S", 0.3)
    async with opened("sqlite://", time.time) as database:
        await database.create_job("one")
        begun = anyio.Event()

        async def begin(_item, _report):
            begun.set()
            await anyio.sleep_forever()

        worker = Worker(database.queue, dispatcher_for(database.store), {"bulk_synthesis": begin})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(worker.run)
            await begun.wait()
            monkeypatch.setattr(database.store, "write_sync", lambda _work: time.sleep(3))
            before = anyio.current_time()
            tasks.cancel_scope.cancel()
        assert anyio.current_time() - before < 2


async def test_a_result_is_kept_while_the_database_is_read_only_and_charged_once(
    postgres_url, monkeypatch
):
    async with opened(postgres_url, time.time, lease_s=3) as database:
        job = await database.create_job("one", "two")
        spoken = anyio.Event()

        async def speak(item, _report):
            if item.position == 0:
                await set_read_only(postgres_url, "on")
                spoken.set()
            return AUDIO

        worker = Worker(database.queue, dispatcher_for(database.store), {"bulk_synthesis": speak})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(worker.run)
            with anyio.fail_after(30):
                await spoken.wait()
                await anyio.sleep(1)
                assert (await database.state(job)).succeeded == 0
                await set_read_only(postgres_url, "off")
                while (await database.state(job)).status != "succeeded":
                    await anyio.sleep(0.05)
            tasks.cancel_scope.cancel()
        assert await database.ledger() == [3, 3]
        assert await database.balance() == (6, 0)
        attempts = sa.select(db.job_items.c.attempts)
        found = await database.store.read(lambda tx: tx.execute(attempts).scalars().all())
        assert found == [1, 1]


async def set_read_only(url, value):
    """Makes all connections of a database read-only, or writable again."""
    import psycopg

    plain = sa.make_url(url).set(drivername="postgresql")

    def change():
        with psycopg.connect(plain.render_as_string(False), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(
                f'ALTER DATABASE "{plain.database}" SET default_transaction_read_only = {value}'
            )
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    await anyio.to_thread.run_sync(change)


async def test_an_item_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(_bulk, "_LONGEST_BASE_S", 0.1)
    monkeypatch.setattr(_bulk, "_LONGEST_PER_CHAR_S", 0.05)

    class Synthesizer:
        voices = None
        cancelled = False

        async def stream(self, *_args, **_options):
            try:
                await anyio.sleep_forever()
            finally:
                Synthesizer.cancelled = True
            yield

    class Voices:
        async def get(self, _account_id):
            return NO_LEXICON

        async def resolve(self, *_args):
            return None

    class Accounts:
        voices = Voices()
        lexicons = Voices()

    handler = BulkHandler(Synthesizer(), Accounts())
    item = replace(ITEM, request={"text": "One."}, options={"format": "wav"})
    with pytest.raises(Exception, match="not spoken within") as caught:
        with anyio.fail_after(5):
            await handler(item, lambda _progress: None)
    assert caught.value.retryable
    assert Synthesizer.cancelled
