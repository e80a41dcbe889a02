"""Previews, usage reports and HEAD: expensive work is bounded, and nothing is made for nobody."""

import threading

import anyio
import pytest

from phemius_core.errors import ConcurrencyExceeded, Overloaded
from phemius_core.gateway._usage_reports import UsageReports
from phemius_core.http import Exchange
from phemius_core.limits import BoundedQueue
from tests.gateway.test_websocket import serving
from tests.services import FakeClock

pytestmark = pytest.mark.anyio


async def test_a_queue_is_bounded_per_owner_and_in_all():
    queue = BoundedQueue(1, max_waiting=3, max_per_owner=2, what="previews")
    release = anyio.Event()

    async def work(owner):
        async with queue.slot(owner):
            await release.wait()

    async with anyio.create_task_group() as tasks:
        for owner in ("a", "a", "b"):
            tasks.start_soon(work, owner)
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(ConcurrencyExceeded) as own:
            await work("a")
        assert own.value.headers["Retry-After"] == "1"
        tasks.start_soon(work, "b")
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(Overloaded):
            await work("c")
        release.set()
    await work("a")


async def test_who_leaves_the_queue_makes_room_at_once():
    queue = BoundedQueue(1, max_waiting=1, max_per_owner=1, what="previews")
    reached = []

    async def wait():
        async with queue.slot("waiting"):
            reached.append(True)

    async with queue.slot("working"):
        for _ in range(3):  # the account's only place in the queue
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(wait)
                await anyio.wait_all_tasks_blocked()
                tasks.cancel_scope.cancel()
    assert not reached
    await wait()
    assert reached


class SlowBilling:
    """A ledger whose report takes some seconds of an injected clock."""

    def __init__(self, clock, seconds):
        self.clock, self.seconds, self.reports = clock, seconds, 0

    async def usage(self, account_id, month):
        self.reports += 1
        await anyio.lowlevel.checkpoint()
        self.clock.advance(self.seconds)
        return object()


@pytest.mark.parametrize(("seconds", "reports"), [(0.01, 10), (0.5, 1)])
async def test_a_report_that_is_expensive_is_kept_for_a_while(seconds, reports):
    clock = FakeClock()
    billing, usage = SlowBilling(clock, seconds), UsageReports(clock)
    for _ in range(10):
        await usage.read(billing, "a", None)
    assert billing.reports == reports
    clock.advance(11)
    await usage.read(billing, "a", None)
    await usage.read(billing, "b", None)
    assert billing.reports == reports + 2


async def test_requests_that_wait_for_the_same_report_share_it():
    clock = FakeClock()
    billing, usage = SlowBilling(clock, 5), UsageReports(clock)
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(usage.read, billing, "a", None)
    assert billing.reports <= 2


one_backend = pytest.mark.parametrize("anyio_backend", ["asyncio"])


def an_exchange(gateway, method, path, **headers):
    every = {"authorization": f"Bearer {gateway.key}", **headers}
    return Exchange(gateway, None, method=method, path=path, headers=every, query="")


class NoBody:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


class Chunks:
    def __init__(self, *chunks):
        self._chunks = iter(chunks)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


@one_backend
async def test_a_preview_whose_client_has_left_is_not_made(tmp_path, monkeypatch):
    async with serving(tmp_path) as gateway:
        synthesizer = await gateway._ready_synthesizer()
        made, go_on = [], threading.Event()

        def explain(text, **_):
            made.append(text)
            go_on.wait(20)
            raise Overloaded("enough")

        monkeypatch.setattr(synthesizer, "explain", explain)
        left = anyio.Event()
        replies = []

        async def preview(text, wait_for_disconnect):
            exchange = an_exchange(
                gateway, "POST", "/v1/speech/preview", **{"content-type": "application/json"}
            )
            body = Chunks(b'{"text": "%s"}' % text.encode())
            replies.append((await exchange.respond(body, wait_for_disconnect)).status)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(preview, "first", anyio.sleep_forever)
            with anyio.fail_after(10):
                while not made:
                    await anyio.sleep(0.01)
            tasks.start_soon(preview, "second", left.wait)
            await anyio.sleep(0.1)
            left.set()
            with anyio.fail_after(10):
                while not replies:
                    await anyio.sleep(0.01)
            go_on.set()
        assert replies == [499, 503]
        assert made == ["first"]


@one_backend
@pytest.mark.parametrize("path", ["/v1/models", "/v1/usage", "/healthz"])
async def test_head_is_answered_as_get(tmp_path, path):
    async with serving(tmp_path) as gateway:
        head = await an_exchange(gateway, "HEAD", path).respond(NoBody())
        get = await an_exchange(gateway, "GET", path).respond(NoBody())
        assert (head.status, head.headers.keys()) == (get.status, get.headers.keys())


@one_backend
async def test_head_of_an_archive_builds_nothing(tmp_path, monkeypatch):
    async with serving(tmp_path) as gateway:
        principal = await gateway.authenticate(f"Bearer {gateway.key}")
        exchange = an_exchange(gateway, "POST", "/v1/jobs", **{"content-type": "application/json"})
        created = await exchange.respond(
            Chunks(b'{"type": "bulk_synthesis", "items": [{"text": "Hello."}]}')
        )
        job_id = created.headers["Location"].rpartition("/")[2]
        with anyio.fail_after(20):
            while (await gateway.jobs.get(principal.account_id, job_id)).ended_at is None:
                await anyio.sleep(0.05)
        read = []
        output = gateway.jobs.open_output

        async def counted(*arguments):
            read.append(arguments)
            return await output(*arguments)

        monkeypatch.setattr(gateway.jobs, "open_output", counted)
        path = f"/v1/jobs/{job_id}/audio.zip"
        reply = await an_exchange(gateway, "HEAD", path).respond(NoBody())
        assert (reply.status, reply.headers["Content-Type"]) == (200, "application/zip")
        assert [chunk async for chunk in reply.body.body()] == []
        await reply.body.aclose()
        assert len(read) <= 1  # the first file is opened, to see that the storage answers
