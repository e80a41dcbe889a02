"""Accounts and API keys: creation, authentication, revocation, rotation, and secrecy."""

import io
import logging
import threading
import traceback

import anyio
import pytest
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts, generate_key
from phemius_core.billing import PLANS
from phemius_core.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    NotFound,
    Overloaded,
    PhemiusError,
    SetupError,
)
from phemius_core.store import Store

pytestmark = pytest.mark.anyio

PEPPER = b"p" * 32


async def test_a_key_authenticates_as_its_account(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada", plan="developer")
        info, secret = await accounts.keys.create(owner.id, live=True)
        principal = await accounts.authenticate(secret)
    assert principal.account_id == owner.id
    assert principal.key_id == info.id
    assert principal.plan is PLANS["developer"]
    assert principal.live
    assert secret.startswith("sk_live_ph_")


async def test_unknown_mistyped_and_foreign_keys_are_refused(clock):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        _, secret = await accounts.keys.create(owner.id)
        other = Accounts(store, b"q" * 32, clock)
        for accounts_, presented in [
            (accounts, generate_key()),
            (accounts, secret[:-1] + ("0" if secret[-1] != "0" else "1")),
            (accounts, ""),
            (accounts, "sk_test_YOUR_KEY"),
            (accounts, "ключ"),
            (other, secret),
        ]:
            with pytest.raises(AuthenticationFailed):
                await accounts_.authenticate(presented)


async def test_a_mistyped_key_is_refused_without_a_look_up(clock):
    # A look-up in a store that is not open raises Overloaded.
    accounts = Accounts(Store("sqlite://"), PEPPER, clock)
    with pytest.raises(AuthenticationFailed):
        await accounts.authenticate(generate_key()[:-1] + "!")
    with pytest.raises(Overloaded):
        await accounts.authenticate(generate_key())


async def test_a_revocation_applies_on_every_replica_at_once(database_url, clock):
    async with Store(database_url) as store, Store(database_url) as replica:
        accounts, on_replica = Accounts(store, PEPPER, clock), Accounts(replica, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        info, secret = await accounts.keys.create(owner.id)
        await on_replica.authenticate(secret)
        clock.advance(5)
        revoked = await accounts.keys.revoke(info.id)
        assert revoked.state == "revoked"
        for each in (accounts, on_replica):
            with pytest.raises(AuthenticationFailed, match="revoked"):
                await each.authenticate(secret)
        clock.advance(5)
        assert (await on_replica.keys.revoke(info.id)).revoked_at == revoked.revoked_at


async def test_a_rotated_key_stays_valid_for_the_overlap(clock):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada", plan="growth")
        old, old_secret = await accounts.keys.create(owner.id, live=True)
        new, new_secret = await accounts.keys.rotate(old.id, overlap_s=100)
        assert new.live
        assert (await accounts.keys.list(owner.id))[0].state == "active"
        clock.advance(99)
        assert (await accounts.authenticate(old_secret)).key_id == old.id
        assert (await accounts.authenticate(new_secret)).key_id == new.id
        clock.advance(1)
        with pytest.raises(AuthenticationFailed, match="expired"):
            await accounts.authenticate(old_secret)
        assert (await accounts.authenticate(new_secret)).key_id == new.id
        states = {key.id: (key.state, key.rotated_to) for key in await accounts.keys.list()}
        assert states == {old.id: ("expired", new.id), new.id: ("active", None)}


async def test_concurrent_rotations_replace_a_key_once(database_url, clock):
    outcomes = []
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        info, _ = await accounts.keys.create(owner.id)

        async def rotate():
            try:
                outcomes.append(await accounts.keys.rotate(info.id))
            except Conflict:
                outcomes.append(None)

        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(rotate)
        assert len(await accounts.keys.list()) == 2
    assert sum(outcome is not None for outcome in outcomes) == 1


async def test_a_revoked_key_cannot_be_rotated(clock):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        info, _ = await accounts.keys.create(owner.id)
        await accounts.keys.revoke(info.id)
        with pytest.raises(Conflict, match="revoked"):
            await accounts.keys.rotate(info.id)
        with pytest.raises(InvalidRequest):
            await accounts.keys.rotate(info.id, overlap_s=-1)


async def test_a_change_of_plan_applies_to_the_next_authentication(clock):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        _, secret = await accounts.keys.create(owner.id)
        assert (await accounts.authenticate(secret)).plan is PLANS["free"]
        await accounts.set_plan("Ada", "growth")
        assert (await accounts.authenticate(secret)).plan is PLANS["growth"]
        assert (await accounts.find_account(owner.id)).plan is PLANS["growth"]


async def test_errors_name_what_was_wrong(clock):
    async with Store("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        await accounts.create_account("Ada")
        with pytest.raises(Conflict, match="Ada"):
            await accounts.create_account("Ada")
        with pytest.raises(InvalidRequest, match="free, developer, growth"):
            await accounts.create_account("Bob", plan="gold")
        with pytest.raises(InvalidRequest, match="free, developer, growth"):
            await accounts.set_plan("Ada", "gold")
        for name in ("", " ", "x" * 101, "a\nb"):
            with pytest.raises(InvalidRequest, match="1 to 100"):
                await accounts.create_account(name)
        for call in (
            accounts.find_account("Bob"),
            accounts.keys.create("Bob"),
            accounts.set_plan("Bob", "free"),
            accounts.keys.revoke("Bob"),
            accounts.keys.rotate("Bob"),
        ):
            with pytest.raises(NotFound, match="Bob"):
                await call
        assert [account.name for account in await accounts.list_accounts()] == ["Ada"]
        with pytest.raises(SetupError, match="32"):
            Accounts(store, b"short", clock)


async def test_the_first_key_is_created_once(database_url, clock):
    async with Store(database_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        key = await accounts.create_first_key("default", plan="growth")
        assert (await accounts.authenticate(key)).plan is PLANS["growth"]
        assert await accounts.create_first_key("default", plan="growth") is None


@pytest.mark.postgres
async def test_a_first_key_that_another_process_creates_at_the_same_time_is_none(
    postgres_url, clock
):
    engine = sa.create_engine(postgres_url)
    async with Store(postgres_url) as store:
        accounts = Accounts(store, PEPPER, clock)
        keys = []

        async def create():
            keys.append(await accounts.create_first_key("default", plan="growth"))

        async with anyio.create_task_group() as tasks:
            with engine.begin() as other:
                row = {"id": db.new_id(), "name": "default", "plan": "free", "created_at": 1}
                other.execute(sa.insert(db.accounts).values(row))
                tasks.start_soon(create)
                waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                while not other.execute(waiting).scalar_one():
                    await anyio.sleep(0.01)
        assert keys == [None]
        assert len(await accounts.list_accounts()) == 1
        assert await accounts.keys.list() == []
    engine.dispose()


async def test_the_database_files_hold_no_key(tmp_path, clock):
    async with Store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        accounts = Accounts(store, PEPPER, clock)
        owner = await accounts.create_account("Ada")
        _, secret = await accounts.keys.create(owner.id)
        await accounts.authenticate(secret)
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret[:15].encode() in files
    assert secret[:19].encode() not in files
    assert secret[15:].encode() not in files


async def test_a_key_is_in_no_log_error_or_traceback(clock):
    captured = io.StringIO()
    handler = logging.StreamHandler(captured)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    engine_log = logging.getLogger("sqlalchemy.engine")
    engine_log.setLevel(logging.DEBUG)
    secrets = []
    try:
        async with Store("sqlite://") as store:
            accounts = Accounts(store, PEPPER, clock)
            owner = await accounts.create_account("Ada")
            info, secret = await accounts.keys.create(owner.id)
            mistyped = secret[:-1] + "!"
            secrets += [secret, mistyped]
            await accounts.authenticate(secret)
            await accounts.keys.revoke(info.id)
            await store.write(lambda tx: tx.execute(sa.text("DROP TABLE idempotency")))
            for presented in secrets:
                await _authenticate_in_vain(accounts, presented, captured)
            await store.write(lambda tx: tx.execute(sa.text("ALTER TABLE api_keys RENAME TO k")))
            await _authenticate_in_vain(accounts, secret, captured)
            print(repr(info), repr(accounts), file=captured)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        engine_log.setLevel(logging.NOTSET)
    text = captured.getvalue()
    assert "SELECT" in text
    assert "Traceback" in text
    for secret in secrets:
        # The prefix and the last four characters may be shown, nothing in between.
        assert secret[15:30] not in text


async def _authenticate_in_vain(accounts, presented, captured):
    holder = [presented]
    del presented
    try:
        await accounts.authenticate(holder.pop())
    except (PhemiusError, sa.exc.DBAPIError) as exc:
        shown = traceback.TracebackException.from_exception(exc, capture_locals=True)
        print("".join(shown.format()), file=captured)
        logging.getLogger("test").exception("refused")
    else:
        pytest.fail("the key was not refused")


async def test_a_failed_statement_shows_no_values(clock):
    async with Store("sqlite://") as store:
        with pytest.raises(sa.exc.IntegrityError) as caught:
            await store.write(
                lambda tx: tx.execute(
                    sa.insert(db.api_keys).values(
                        id="k",
                        account_id="nobody",
                        digest=b"DIGEST",
                        prefix="p",
                        last_four="f",
                        live=False,
                        created_at=0,
                    )
                )
            )
    assert "DIGEST" not in str(caught.value)


async def test_of_two_servers_on_one_empty_store_one_creates_the_first_key(postgres_url):
    """Both have seen that there is no account before either has created one."""
    both = threading.Barrier(2)

    class SlowAccounts(Accounts):
        def _create(self, tx, name, plan):
            both.wait(10)
            return super()._create(tx, name, plan)

    keys = []
    async with Store(postgres_url) as store:

        async def start():
            accounts = SlowAccounts(store, b"p" * 32)
            keys.append(await accounts.create_first_key("default", plan="growth"))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(start)
            tasks.start_soon(start)
    assert sorted(key is None for key in keys) == [False, True]
