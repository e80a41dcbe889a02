"""Lexicons of accounts: kept, replaced, cached and erased."""

import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.store import Store
from phemius_core.text import NO_LEXICON, Lexicon, Pronunciation

pytestmark = pytest.mark.anyio

PEPPER = b"p" * 32
ONE = Lexicon([Pronunciation("ACME", spelling="ack me", lang="a")])
TWO = Lexicon([*ONE.entries, Pronunciation("猫", phonemes="nˈɛkO")])


async def test_a_lexicon_is_replaced_whole(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner, other = [(await accounts.create_account(name)).id for name in ("Ada", "Bob")]
        assert (await accounts.lexicons.get(owner)).entries == ()
        for lexicon in (TWO, ONE):
            await accounts.lexicons.replace(owner, lexicon)
            found = await accounts.lexicons.get(owner)
            assert (found.entries, found.digest) == (lexicon.entries, lexicon.digest)
        assert (await accounts.lexicons.get(other)).entries == ()
        await accounts.lexicons.replace(owner, NO_LEXICON)
        assert (await accounts.lexicons.get(owner)).entries == ()
        await accounts.lexicons.delete(owner)


async def test_the_principal_knows_which_lexicon_its_account_has(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        _, key = await accounts.keys.create(owner)
        assert (await accounts.authenticate_cached(key)).lexicon is None
        await accounts.lexicons.replace(owner, ONE)
        principal = await accounts.authenticate_cached(key)
        assert principal.lexicon == ONE.digest
        assert (await accounts.reauthenticate(principal)).lexicon == ONE.digest
        elsewhere = Accounts(store, PEPPER, clock)
        await elsewhere.lexicons.replace(owner, TWO)
        assert (await accounts.authenticate_cached(key)).lexicon == ONE.digest
        clock.advance(10)
        assert (await accounts.authenticate_cached(key)).lexicon == TWO.digest


async def test_a_lexicon_that_was_read_is_not_read_again(database_url, clock, monkeypatch):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        await accounts.lexicons.replace(owner, ONE)
        read = await accounts.lexicons.of_digest(owner, ONE.digest)
        assert read.entries == ONE.entries
        with monkeypatch.context() as patch:
            patch.setattr(store, "read", None)
            assert await accounts.lexicons.of_digest(owner, ONE.digest) is read
            assert await accounts.lexicons.of_digest(owner, None) is NO_LEXICON
        accounts.forget(owner)
        assert await accounts.lexicons.of_digest(owner, ONE.digest) is not read
        await accounts.lexicons.replace(owner, TWO)
        newer = await accounts.lexicons.of_digest(owner, "0" * 64)
        assert newer.digest == TWO.digest


async def test_no_lexicon_is_left_of_another_account(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = (await accounts.create_account("Ada")).id
        await accounts.lexicons.replace(owner, ONE)
        await accounts.lexicons.delete(owner)
        count = sa.select(sa.func.count()).select_from(db.lexicons)
        assert await store.read(lambda tx: tx.execute(count).scalar_one()) == 0
