"""Custom voices: their owner, their limit and their voicepacks."""

import threading
import uuid

import anyio
import numpy as np
import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts, NewPack
from phemius_core.errors import NotFound, PermissionDenied
from phemius_core.store import Store, upgrade_database
from phemius_core.voices import VoiceCatalogue, compress_pack

pytestmark = pytest.mark.anyio

PEPPER = b"p" * 32
BLEND = {"model": "phemius-fast", "spec": "af_bella(2)+af_sky(1)"}


async def test_a_voice_is_created_renamed_and_deleted(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        created = await accounts.voices.create(owner, name="Alice", **BLEND)
        assert created.created_at.timestamp() == clock()
        assert await accounts.voices.get(owner, created.id) == created
        clock.advance(1)
        second = await accounts.voices.create(owner, name="Alice", **BLEND)
        assert await accounts.voices.list(owner) == [created, second]
        renamed = await accounts.voices.rename(owner, created.id, "Zoë")
        assert (renamed.name, renamed.spec, renamed.id) == ("Zoë", BLEND["spec"], created.id)
        await accounts.voices.delete(owner, created.id)
        assert await accounts.voices.list(owner) == [second]


async def test_another_accounts_voice_is_not_found(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        other = (await accounts.create_account("Bob")).id
        created = await accounts.voices.create(owner, name="Alice", **BLEND)
        for voice_id in (created.id, str(uuid.uuid4())):
            for call in (
                accounts.voices.get(other, voice_id),
                accounts.voices.rename(other, voice_id, "Mine"),
                accounts.voices.delete(other, voice_id),
            ):
                with pytest.raises(NotFound, match="no custom voice"):
                    await call
        assert await accounts.voices.list(other) == []
        assert await accounts.voices.get(owner, created.id) == created


@pytest.mark.parametrize(("plan", "limit"), [("free", 2), ("developer", 10)])
async def test_the_plan_limits_the_voices_and_a_deletion_makes_room(
    database_url, clock, plan, limit
):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada", plan=plan)).id
        created = [await accounts.voices.create(owner, name="A", **BLEND) for _ in range(limit)]
        with pytest.raises(PermissionDenied, match=f"limited to {limit} voices"):
            await accounts.voices.create(owner, name="A", **BLEND)
        await accounts.voices.delete(owner, created[0].id)
        await accounts.voices.create(owner, name="A", **BLEND)
        await accounts.set_plan(owner, "growth")
        for _ in range(11):
            await accounts.voices.create(owner, name="A", **BLEND)


def test_the_limit_holds_for_concurrent_creations(database_url, clock):
    if database_url.startswith("postgresql"):
        upgrade_database(database_url)
    outcomes = []

    async def prepare():
        async with Store(database_url) as store:
            return (await Accounts(store, PEPPER, clock).create_account("Ada")).id

    owner = anyio.run(prepare)
    start = threading.Barrier(6)

    async def create():
        async with Store(database_url) as store:  # each thread has a store, as a process would
            voices = Accounts(store, PEPPER, clock).voices
            start.wait()
            for _ in range(3):
                try:
                    await voices.create(owner, name="A", **BLEND)
                    outcomes.append("created")
                except PermissionDenied:
                    outcomes.append("refused")

    threads = [threading.Thread(target=anyio.run, args=(create,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["created"] * 2 + ["refused"] * 16


async def test_a_cloned_voice_has_its_own_voicepack(database_url, clock):
    catalogue = VoiceCatalogue()
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        other = (await accounts.create_account("Bob")).id
        voices = accounts.voices
        created = await voices.create(owner, name="Alice", **BLEND)

        async def style():
            return (await voices.resolve(owner, None, uuid.UUID(created.id), catalogue)).style(3)

        blend = await style()
        for value in (1.0, 2.0):
            matrix = np.full((510, 256), value, np.float32)
            pack = NewPack(compress_pack(matrix), "b", {"method": "test", "value": value})
            with pytest.raises(NotFound):
                await voices.replace_pack(other, created.id, pack)
            await voices.replace_pack(owner, created.id, pack)
            found = await voices.resolve(owner, None, uuid.UUID(created.id), catalogue)
            assert (found.lang, found.digest) != (None, None)
            assert (await style() == value).all()
            assert not (await style() == blend).all()
        (listed,) = await voices.list(owner)
        assert listed.provenance == {"method": "test", "value": 2.0}
        await voices.delete(owner, created.id)
        with pytest.raises(NotFound):
            await style()
        query = sa.select(sa.func.count()).select_from(db.voice_packs)
        assert await store.read(lambda tx: tx.execute(query).scalar_one()) == 0
