"""Settlements while the database does not answer: journalled, and applied once."""

import logging
from contextlib import asynccontextmanager

import anyio
import pytest
import sqlalchemy as sa
from billed_account import PEPPER, BilledAccount

from failing_store import FailingStore
from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing, Idempotency, SettlementJournal
from phemius_core.billing._settlement_journal import JournalledSettlement
from phemius_core.errors import Overloaded, QuotaExceeded
from phemius_core.limits import MemoryRateLimiter

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "journal"


def start_process(store, clock, folder):
    """What a server process has in memory, and its journal."""
    journal = SettlementJournal(folder, "db")
    return Billing(store, MemoryRateLimiter(clock), clock, journal=journal), journal


@asynccontextmanager
async def opened(clock, folder, *, plan="free"):
    async with FailingStore("sqlite://") as store:
        accounts = Accounts(store, PEPPER, clock)
        billing, journal = start_process(store, clock, folder)
        yield await BilledAccount.create(store, accounts, billing, plan=plan)
        journal.close()


def settlements_in(folder):
    """The files in the journal, without those of deliveries in flight."""
    return [path for path in folder.iterdir() if "-z" not in path.name]


@asynccontextmanager
async def replaying(billing):
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(billing.replay_journal_forever)
        await anyio.wait_all_tasks_blocked()
        yield
        tasks.cancel_scope.cancel()


async def test_a_settlement_is_charged_once_when_the_database_is_back(clock, folder):
    async with opened(clock, folder) as billed:
        spoken, failed = await billed.admit(100), await billed.admit(50)
        billed.store.away = True
        assert await spoken.settle(chars=60, audio_ms=500) == 60
        assert await spoken.settle(chars=60) == spoken.billed_chars == 60
        await failed.release()
        billed.store.away = False
        assert await billed.balance() == (0, 150)
        assert await billed.billing.replay_journal() == 2
        assert await billed.billing.replay_journal() == 0
        assert await billed.balance() == (60, 0)
        usage = await billed.usage()
        assert (usage.requests, usage.chars, usage.audio_ms) == (1, 60, 500)
        assert settlements_in(folder) == []


async def test_the_charge_is_known_before_the_database_is_asked(clock, folder):
    async with opened(clock, folder) as billed:
        key = Idempotency("k", b"b")
        await (await billed.admit(100, idempotency=key)).settle(chars=30)
        again = await billed.admit(100, idempotency=key)
        billed.store.away = True
        assert await again.settle(chars=100) == 70
        billed.store.away = False
        await billed.billing.replay_journal()
        assert await billed.balance() == (100, 0)


async def test_the_journal_of_a_process_that_has_ended_is_applied_by_another(clock, folder):
    async with opened(clock, folder) as billed:
        first, journal = start_process(billed.store, clock, folder)
        billed.billing, other = first, billed.billing
        admission = await billed.admit(100)
        billed.store.away = True
        await admission.settle(chars=100)
        billed.store.away = False
        assert await other.replay_journal() == 0
        journal.close()  # as the end of its process does
        assert await other.replay_journal() == 1
        assert await billed.balance() == (100, 0)


async def test_a_committed_settlement_whose_answer_was_lost_is_not_charged_again(clock, folder):
    async with opened(clock, folder) as billed:
        admission = await billed.admit(100)
        await billed.settle(admission.id, chars=100)
        billed.store.away = True
        assert await admission.settle(chars=100) == 100
        billed.store.away = False
        clock.advance(3 * 86_400)
        await billed.billing.sweep()  # applies the journal, then prunes the reservation
        assert await billed.count_rows(db.reservations) == 0
        assert await billed.balance() == (100, 0)
        again, journal = start_process(billed.store, clock, folder)
        journal.append(
            JournalledSettlement(reservation_id=admission.id, chars=100, charge=100, at=0)
        )
        assert await again.replay_journal() == 1
        assert await billed.balance() == (100, 0)
        assert settlements_in(folder) == []


async def test_a_hanging_database_does_not_keep_the_client_waiting(clock, folder):
    async with opened(clock, folder, plan="growth") as billed:
        billed.billing._writer._timeout_s = 0.05
        async with replaying(billed.billing):
            admissions = [await billed.admit(100) for _ in range(5)]
            billed.store.hangs_until = anyio.Event()
            with anyio.fail_after(4):
                for admission in admissions:
                    assert await admission.settle(chars=100) == 100
            assert await billed.balance() == (0, 500)
            billed.store.hangs_until.set()
            # The settlement that hung is written now, and all five come from the journal.
            await billed.billing.replay_journal()
        assert await billed.balance() == (500, 0)
        assert (await billed.usage()).requests == 5


async def test_the_background_task_applies_the_journal(clock, folder):
    async with opened(clock, folder) as billed, replaying(billed.billing):
        admission = await billed.admit(100)
        billed.store.away = True
        await admission.settle(chars=100)
        await anyio.sleep(0.1)
        billed.store.away = False
        with anyio.fail_after(10):
            while await billed.balance() != (100, 0):
                await anyio.sleep(0.05)
        # Settlements go to the database again, without the journal.
        assert await (await billed.admit(7)).settle(chars=7) == 7
        assert await billed.balance() == (107, 0)


async def test_what_neither_takes_is_logged_and_kept_in_memory(clock, folder, monkeypatch, caplog):
    def fail(_journal, _settlement):
        raise OSError("read-only file system")

    async with opened(clock, folder) as billed:
        admission = await billed.admit(100)
        billed.store.away = True
        with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
            patch.setattr(SettlementJournal, "append", fail)
            assert await admission.settle(chars=60) == 60
        assert admission.id in caplog.text
        assert "60 characters" in caplog.text
        assert billed.account.id not in caplog.text
        billed.store.away = False
        await billed.billing.replay_journal()
        assert await billed.balance() == (60, 0)


async def test_a_settlement_without_its_reservation_is_set_aside(clock, folder, caplog):
    async with opened(clock, folder) as billed:
        billing, journal = start_process(billed.store, clock, folder)
        good = await billed.admit(10)
        for entry in (
            JournalledSettlement(reservation_id="lost", chars=123, charge=123, at=0),
            JournalledSettlement(reservation_id="nothing", released=True, at=0),
            JournalledSettlement(reservation_id=good.id, chars=10, charge=10, at=0),
        ):
            journal.append(entry)
        with caplog.at_level(logging.ERROR):
            await billing.replay_journal()
        assert "lost" in caplog.text
        assert "123" in caplog.text
        [aside] = settlements_in(folder)
        assert b'"reservation_id":"lost"' in aside.read_bytes()
        assert len(aside.read_bytes().splitlines()) == 1
        assert await billed.balance() == (10, 0)


async def test_a_reservation_that_is_gone_when_it_is_settled_is_set_aside(clock, folder, caplog):
    async with opened(clock, folder) as billed:
        admission = await billed.admit(100)
        clock.advance(3 * 86_400)
        await billed.billing.sweep()  # expires and prunes it
        with caplog.at_level(logging.ERROR):
            assert await admission.settle(chars=100) == 0
        assert admission.id in caplog.text
        [aside] = settlements_in(folder)
        assert aside.name == "not-applied.jsonl"


async def test_a_settlement_that_cannot_be_applied_does_not_block_the_others(clock, folder, caplog):
    async with opened(clock, folder) as billed:
        billing, journal = start_process(billed.store, clock, folder)
        bad, good = await billed.admit(10), await billed.admit(10)
        for admission, chars in ((bad, 11), (good, 10)):
            journal.append(
                JournalledSettlement(reservation_id=admission.id, chars=chars, charge=chars, at=0)
            )
        with caplog.at_level(logging.ERROR):
            await billing.replay_journal()
        assert bad.id in caplog.text
        assert await billed.balance() == (10, 10)


async def test_nothing_expires_before_journalled_settlements_are_applied(clock, folder):
    """Else the characters would be spent twice and the late settlement not fit under the cap."""
    async with opened(clock, folder) as billed:
        delivered = await billed.admit(8_000)
        billed.store.away = True
        await delivered.settle(chars=8_000)
        clock.advance(1_000)
        billed.store.away = False
        with pytest.raises(QuotaExceeded):
            await billed.admit(7_000)
        assert await billed.billing.sweep() == 0
        assert await billed.balance() == (8_000, 0)
        await billed.admit(2_000)


async def test_a_process_that_saw_an_outage_lets_the_others_settle_first(clock, folder):
    async with opened(clock, folder) as billed:
        await billed.admit(8_000)
        clock.advance(1_000)
        billed.store.away = True
        with pytest.raises(Overloaded):
            await billed.billing.sweep_unless_held()
        billed.store.away = False
        clock.advance(59)
        await billed.billing.sweep_unless_held()
        with pytest.raises(QuotaExceeded):
            await billed.admit(7_000)
        assert await billed.balance() == (0, 8_000)
        clock.advance(1)
        await billed.billing.sweep_unless_held()
        assert await billed.balance() == (0, 0)


async def test_a_process_that_has_just_started_lets_nothing_expire(clock, folder):
    async with opened(clock, folder) as billed:
        await billed.admit(8_000)
        clock.advance(1_000)
        restarted, _ = start_process(billed.store, clock, folder)
        await restarted.sweep_unless_held()
        assert await billed.balance() == (0, 8_000)
        clock.advance(60)
        await restarted.sweep_unless_held()
        assert await billed.balance() == (0, 0)


async def test_many_reservations_are_renewed_in_one_transaction(clock, folder):
    async with opened(clock, folder, plan="growth") as billed:
        admissions = [await billed.admit(1, count_request=False) for _ in range(1_100)]
        settled, expired = admissions[0], admissions[1]
        await settled.settle(chars=1)
        await billed.store.write(
            lambda tx: tx.execute(
                sa.update(db.reservations)
                .where(db.reservations.c.id == expired.id)
                .values(state="expired")
            )
        )
        clock.advance(890)
        writes = billed.store.writes
        assert await billed.billing.renew(admissions) == {settled, expired}
        assert billed.store.writes == writes + 1
        clock.advance(890)
        assert await billed.billing.sweep() == 0
        assert admissions[2].held_until == round((clock.now + 10) * 1_000_000)
        assert await billed.billing.renew([]) == set()


@pytest.mark.postgres
async def test_renewal_on_postgresql(clock, folder, postgres_url):
    async with FailingStore(postgres_url) as store:
        billing, _ = start_process(store, clock, folder)
        billed = await BilledAccount.create(store, Accounts(store, PEPPER, clock), billing)
        held, released = await billed.admit(10), await billed.admit(20)
        await released.release()
        clock.advance(800)
        assert await billing.renew([held, released]) == {released}
        clock.advance(800)
        assert await billing.sweep() == 0
        assert await billed.balance() == (0, 10)


async def test_an_outage_is_logged_once_by_the_sweep(clock, folder, caplog):
    async with opened(clock, folder) as billed, anyio.create_task_group() as tasks:
        billed.store.away = True
        tasks.start_soon(billed.billing.sweep_forever, 0.01)
        await anyio.sleep(0.2)
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "does not answer" in caplog.text
        billed.store.away = False
        with anyio.fail_after(5):
            while "works again" not in caplog.text:
                await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()
