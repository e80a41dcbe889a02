"""An account is exported with all that is stored of it, and erased with all that it left."""

import json
import stat
import zipfile
from contextlib import asynccontextmanager
from types import SimpleNamespace

import anyio
import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import NewPack
from phemius_core.cache import Mark, Recording
from phemius_core.errors import (
    AuthenticationFailed,
    Conflict,
    NotFound,
    Overloaded,
    SetupError,
)
from phemius_core.files import FilesUnavailable
from phemius_core.jobs import ItemResult, JobFile, JobQueue, NewItem
from phemius_core.privacy import export_account
from phemius_core.services import open_services
from phemius_core.settings import Settings

pytestmark = pytest.mark.anyio

PEPPER = "p" * 32
TEXT = "my diagnosis is secret"
REFERENCE = b"fLaC the recording of my voice"
PACK = b"the voicepack of my voice"
AUDIO = b"RIFF the audio of my text"
PRIVATE = (TEXT.encode(), REFERENCE, PACK, AUDIO, b"Ann Example", b"My own voice")


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(data_dir=tmp_path / "data", database_url=database_url, pepper=PEPPER)


def recording():
    return Recording(b"\1\2" * 100, (Mark(100, len(TEXT)),))


class Customer:
    """An account that has something of everything."""

    def __init__(self, services, name):
        self.services, self.name = services, name

    async def arrive(self):
        services = self.services
        account = await services.accounts.create_account(self.name, plan="growth")
        self.id = account.id
        self.secret = (await services.accounts.keys.create(self.id))[1]
        self.other_secret = (await services.accounts.keys.create(self.id, live=True))[1]
        self.principal = await services.accounts.authenticate(self.secret)
        voice = await services.accounts.voices.create(
            self.id, name="My own voice", model="phemius-fast", spec="default"
        )
        await services.accounts.voices.replace_pack(
            self.id, voice.id, NewPack(PACK, "a", {"consent": True}, REFERENCE)
        )
        for _ in range(12):
            await services.accounts.voices.create(
                self.id, name="My own voice", model="phemius-fast", spec="default"
            )
        self.done = await self._job(2)
        queue = JobQueue(
            services.store, services.billing.ledger, services.job_files, services.billing.clock
        )
        for _ in range(2):
            item = await queue.claim("w", ["bulk_synthesis"])
            result = ItemResult(JobFile("audio/wav", AUDIO), audio_ms=1000)
            assert await queue.complete(item, result)
        self.queued = await self._job(1)
        self.running = await queue.claim("w", ["bulk_synthesis"])
        admission = await services.billing.admit(
            self.principal, endpoint="/v1/speech", chars=7, request_id="r"
        )
        await admission.settle(chars=7)
        await services.audio_cache.put(f"key of {self.name}", recording(), owner=self.id)
        return self

    async def _job(self, items):
        return await self.services.jobs.create(
            self.principal,
            type="bulk_synthesis",
            items=[NewItem({"text": TEXT}, len(TEXT))] * items,
            options={"format": "wav"},
            request_id="r",
        )


@asynccontextmanager
async def opened(settings, clock):
    async with open_services(settings, clock=clock) as services:
        ann = await Customer(services, "Ann Example").arrive()
        bob = await Customer(services, "Bob").arrive()
        yield SimpleNamespace(services=services, ann=ann, bob=bob)


async def count(services, table, account_id):
    query = sa.select(sa.func.count()).select_from(table).where(table.c.account_id == account_id)
    return await services.store.read(lambda tx: tx.execute(query).scalar_one())


async def stored_files(settings):
    return [path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]


async def test_an_erased_account_leaves_nothing_but_the_books(settings, clock):
    async with opened(settings, clock) as world:
        services, ann, bob = world.services, world.ann, world.bob
        used = await services.billing.usage(ann.id)
        erased = await services.erasures.erase("Ann Example")
        assert (erased.account_id, erased.jobs, erased.voices) == (ann.id, 2, 13)
        for secret in (ann.secret, ann.other_secret):
            with pytest.raises(AuthenticationFailed):
                await services.accounts.authenticate(secret)
        for table in (db.jobs, db.voices, db.file_usage):
            assert await count(services, table, ann.id) == 0
        assert await services.audio_cache.get("key of Ann Example") is None
        # The books.
        after = await services.billing.usage(ann.id)
        assert (after.chars, after.reserved_chars) == (used.chars, 0)
        assert after.invoice == used.invoice
        assert {(key.prefix, key.last_four) for key in after.by_key} == {("sk_test_", "")}
        account = await services.accounts.find_account(ann.id)
        assert account.name == f"erased-{ann.id}"
        with pytest.raises(NotFound):
            await services.accounts.find_account("Ann Example")
        with pytest.raises(Conflict, match="erased"):
            await services.accounts.keys.create(ann.id)
        # Others.
        assert (await services.accounts.authenticate(bob.secret)).account_id == bob.id
        assert await count(services, db.jobs, bob.id) == 2
        assert await services.audio_cache.get("key of Bob") is not None
        assert len(await stored_files(settings)) == 2
        # The name is free.
        await services.accounts.create_account("Ann Example")


async def test_the_files_of_the_database_hold_nothing_of_an_erased_account(tmp_path, clock):
    settings = Settings(data_dir=tmp_path / "data", pepper=PEPPER)
    async with open_services(settings, clock=clock) as services:
        ann = await Customer(services, "Ann Example").arrive()
        await services.erasures.erase("Ann Example")
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for private in (*PRIVATE, ann.secret[:15].encode(), ann.secret[-4:].encode()):
                assert private not in data, path


async def test_an_erasure_that_failed_goes_on_and_may_be_repeated(settings, clock, monkeypatch):
    async with opened(settings, clock) as world:
        services, ann = world.services, world.ann

        async def fail(*_):
            raise FilesUnavailable

        with monkeypatch.context() as broken:
            broken.setattr("phemius_core.files._local_directory.LocalDirectory.delete", fail)
            with pytest.raises(Overloaded):
                await services.erasures.erase("Ann Example")
        # Nothing is admitted any more, and no new key is made meanwhile.
        with pytest.raises(AuthenticationFailed):
            await services.billing.admit(
                ann.principal, endpoint="/v1/speech", chars=1, request_id="r"
            )
        with pytest.raises(Conflict):
            await services.accounts.keys.create(ann.id)
        await services.erasures.erase("Ann Example")
        assert await count(services, db.jobs, ann.id) == 0
        again = await services.erasures.erase(ann.id)
        assert (again.jobs, again.voices) == (0, 0)
        with pytest.raises(NotFound):
            await services.erasures.erase("nobody")


async def test_an_item_that_is_being_worked_on_is_cancelled(settings, clock):
    async with opened(settings, clock) as world:
        services, ann = world.services, world.ann
        await services.erasures.erase(ann.id)
        queue = JobQueue(services.store, services.billing.ledger, services.job_files, clock)
        result = ItemResult(JobFile("audio/wav", AUDIO), audio_ms=1000)
        assert not await queue.complete(ann.running, result)
        assert len(await stored_files(settings)) == 2, "those of the other account"


async def test_another_process_drops_what_it_keeps_in_memory(settings, clock):
    async with opened(settings, clock) as world, open_services(settings, clock=clock) as other:
        ann = world.ann
        cleared = []
        other.erasures.on_erasure(lambda: cleared.append(True))
        await other.accounts.authenticate_cached(ann.secret)
        await other.audio_cache.put("a", recording(), owner=ann.id)
        await other.audio_cache.put("b", recording(), owner=world.bob.id)
        await world.services.erasures.erase(ann.id)
        await other.erasures.look()
        assert cleared == [True]
        assert await other.audio_cache.get("a") is None
        assert await other.audio_cache.get("b") is not None
        with pytest.raises(AuthenticationFailed):
            await other.accounts.authenticate_cached(ann.secret)
        # A synthesis that was in flight.
        await other.audio_cache.put("a", recording(), owner=ann.id)
        assert await other.audio_cache.get("a") is None
        await other.erasures.look()
        assert cleared == [True]


async def test_what_was_written_while_the_account_was_erased_is_deleted_by_a_second_look(
    settings, clock
):
    async with opened(settings, clock) as world:
        services, ann = world.services, world.ann
        await services.erasures.erase(ann.id)
        voice = {"id": db.new_id(), "account_id": ann.id, "name": "late", "spec": "default"}
        late = sa.insert(db.voices).values(**voice, model="phemius-fast", created_at=1)
        await services.store.write(lambda tx: tx.execute(late).rowcount)
        await services.erasures.look()
        assert await count(services, db.voices, ann.id) == 1
        clock.advance(100)
        await services.erasures.look()
        assert await count(services, db.voices, ann.id) == 0


async def test_the_watch_looks_twice_a_minute_and_goes_on_after_failures(
    settings, clock, monkeypatch
):
    async with open_services(settings, clock=clock) as services:
        looks, pauses = [], []

        async def look():
            looks.append(True)
            if len(looks) == 2:
                raise Overloaded("the database does not answer")

        async def sleep(seconds):
            pauses.append(seconds)
            if len(looks) == 4:
                await anyio.sleep_forever()
            await anyio.lowlevel.checkpoint()

        monkeypatch.setattr(services.erasures, "look", look)
        with anyio.move_on_after(0.5):
            await services.erasures.watch(sleep=sleep)
        assert len(looks) == 4
        assert pauses.count(30) == 5


@pytest.mark.redis
async def test_audio_in_redis_is_erased(tmp_path, clock, redis_server):
    import redis

    settings = Settings(data_dir=tmp_path / "data", pepper=PEPPER, redis_url=redis_server.url)
    async with opened(settings, clock) as world:
        services = world.services
        with redis.Redis.from_url(redis_server.url) as raw:
            assert len(raw.keys("phemius:audio:*")) == 2
            await services.erasures.erase(world.ann.id)
            assert len(raw.keys("phemius:audio:*")) == 1
        assert await services.audio_cache.get("key of Bob") is not None
        redis_server.stop()
        with pytest.raises(Overloaded, match="Redis"):
            await services.erasures.erase(world.bob.id)
        account = await services.accounts.find_account("Bob")
        assert account.id == world.bob.id, "its name stays until it is erased, for the next try"


async def test_an_export_holds_all_that_is_stored_and_no_secret(settings, clock, tmp_path):
    target = tmp_path / "ann.zip"
    target.write_text("an older one")
    async with opened(settings, clock) as world:
        services, ann = world.services, world.ann
        await export_account(
            services.store, services.accounts, services.jobs, "Ann Example", target
        )
        voices = await services.accounts.voices.list(ann.id)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(files["account.json"])["name"] == "Ann Example"
    keys = json.loads(files["keys.json"])
    assert {key["last_four"] for key in keys} == {ann.secret[-4:], ann.other_secret[-4:]}
    assert [line["chars"] for line in map(json.loads, files["ledger.jsonl"].splitlines())] == [
        len(TEXT),
        len(TEXT),
        7,
    ]
    assert json.loads(files["balances.json"])[0]["used"] == 2 * len(TEXT) + 7
    assert json.loads(files["plans.json"])[0]["plan"] == "growth"
    cloned = next(voice for voice in voices if voice.digest is not None)
    assert files[f"voices/{cloned.id}/pack"] == PACK
    assert files[f"voices/{cloned.id}/reference.flac"] == REFERENCE
    assert len([name for name in files if name.endswith("/voice.json")]) == 13
    assert files[f"jobs/{ann.done.id}/0.wav"] == AUDIO
    items = files[f"jobs/{ann.done.id}/items.jsonl"].splitlines()
    assert [json.loads(item)["request"] for item in items] == [{"text": TEXT}] * 2
    assert json.loads(files[f"jobs/{ann.queued.id}/job.json"])["status"] == "running"
    everything = b"".join(files.values())
    assert ann.secret.encode() not in everything
    assert b"Bob" not in everything


async def test_an_export_that_cannot_be_written_leaves_nothing(settings, clock, tmp_path):
    async with open_services(settings, clock=clock) as services:
        account = await services.accounts.create_account("ann")
        arguments = services.store, services.accounts, services.jobs
        with pytest.raises(SetupError, match="cannot be written"):
            await export_account(*arguments, account.id, tmp_path / "missing" / "x.zip")
        with pytest.raises(NotFound):
            await export_account(*arguments, "nobody", tmp_path / "x.zip")
    assert not list(tmp_path.glob("*.zip"))
