"""What a process that is killed has delivered is charged by another one."""

import logging
from contextlib import asynccontextmanager

import pytest
from billed_account import open_account

from phemius_core.billing import Billing, SettlementJournal
from phemius_core.limits import MemoryRateLimiter

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def two_processes(clock, folder):
    """An account, and the billing of two processes on its database."""
    async with open_account("sqlite://", clock) as account:

        def process():
            journal = SettlementJournal(folder, "db")
            return journal, Billing(account.store, MemoryRateLimiter(clock), clock, journal=journal)

        yield account, process(), process()


async def admit(billing, account, chars):
    return await billing.admit(
        account.principal, endpoint="/v1/speech", chars=chars, request_id="r", count_request=False
    )


def kill(journal, billing):
    """What the end of a process does: its files are closed, and nothing else."""
    billing.close()
    journal.close()


async def test_a_killed_process_charges_the_segments_that_it_delivered(clock, tmp_path):
    async with two_processes(clock, tmp_path / "journal") as (account, (journal, one), (_, other)):
        spoken = await admit(one, account, 100)
        await admit(one, account, 50)
        spoken.record_delivery(chars=30, audio_ms=2_000)
        spoken.record_delivery(chars=60, audio_ms=4_000)
        assert await other.replay_journal() == 0  # it is alive
        assert await account.balance() == (0, 150)
        kill(journal, one)
        assert await other.replay_journal() == 2
        assert await account.balance() == (60, 0)
        usage = await account.usage()
        assert (usage.chars, usage.requests, usage.audio_ms) == (60, 1, 4_000)
        assert list((tmp_path / "journal").iterdir()) == []


async def test_records_are_used_again_and_the_file_goes_with_its_process(clock, tmp_path):
    folder = tmp_path / "journal"
    async with two_processes(clock, folder) as (account, (journal, one), _):
        for number in range(1, 21):
            admission = await admit(one, account, 10)
            admission.record_delivery(chars=5)
            await (admission.settle(chars=10) if number % 2 else admission.release())
        [file] = folder.iterdir()
        assert file.stat().st_size == 256
        assert file.stat().st_mode & 0o777 == 0o600
        kill(journal, one)
        assert list(folder.iterdir()) == []
        assert await account.balance() == (100, 0)


async def test_a_settlement_counts_more_than_the_record_of_its_delivery(clock, tmp_path):
    async with two_processes(clock, tmp_path / "journal") as (account, (journal, one), (_, other)):
        admission = await admit(one, account, 100)
        admission.record_delivery(chars=60)
        # The process is killed when the whole settlement is in the journal, but not yet the end.
        journal.append(admission._settlement(100, released=False))
        kill(journal, one)
        await other.replay_journal()
        assert await account.balance() == (100, 0)


async def test_requests_are_served_where_deliveries_cannot_be_recorded(clock, tmp_path, caplog):
    (tmp_path / "journal").write_text("a file where the directory should be")
    async with two_processes(clock, tmp_path / "journal") as (account, (_, one), _):
        with caplog.at_level(logging.ERROR):
            for _ in range(2):
                admission = await admit(one, account, 10)
                admission.record_delivery(chars=5)
                assert await admission.settle(chars=10) == 10
    assert [record.levelname for record in caplog.records] == ["ERROR"]
