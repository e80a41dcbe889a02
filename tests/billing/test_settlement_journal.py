"""The files of the settlement journal: what they hold, who holds them, and what damage does."""

import os
import stat

import pytest

from phemius_core.billing._settlement_journal import JournalledSettlement, SettlementJournal


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "journal"


def settlement(number):
    return JournalledSettlement(reservation_id=f"r{number}", chars=number, charge=number, at=1)


def settlements(file):
    found, damaged = file.read()
    assert damaged == []
    return found


def test_settlements_are_read_as_they_were_appended(folder):
    journal = SettlementJournal(folder, "db")
    assert journal.take() == []
    assert not folder.exists()
    entries = [settlement(1), JournalledSettlement(reservation_id="x", released=True, at=2)]
    for entry in entries:
        journal.append(entry)
    [file] = journal.take()
    assert settlements(file) == entries
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    journal.append(settlement(3))
    first, second = journal.take()
    assert (first, settlements(second)) == (file, [settlement(3)])
    for each in (first, second):
        journal.remove(each)
    assert list(folder.iterdir()) == []
    assert journal.take() == []
    journal.close()


def test_only_the_files_of_processes_that_have_ended_are_adopted(folder):
    one, other = SettlementJournal(folder, "db"), SettlementJournal(folder, "db")
    one.append(settlement(1))
    assert other.take() == []
    one.close()
    [file] = other.take()
    assert settlements(file) == [settlement(1)]
    assert other.take() == [file]
    assert SettlementJournal(folder, "db").take() == []
    other.remove(file)
    other.close()


def test_the_settlements_of_another_database_are_left_alone(folder):
    one, other = SettlementJournal(folder, "db"), SettlementJournal(folder, "other")
    one.append(settlement(1))
    one.close()
    assert other.take() == []
    again = SettlementJournal(folder, "db")
    [file] = again.take()
    assert settlements(file) == [settlement(1)]
    again.close()


def test_a_torn_last_line_is_left_out_and_a_damaged_one_is_reported(folder):
    journal = SettlementJournal(folder, "db")
    for number in (1, 2, 3):
        journal.append(settlement(number))
    journal.close()
    [path] = folder.iterdir()
    data = path.read_bytes()
    for cut in range(len(data) - len(data.splitlines()[-1]), len(data)):
        path.write_bytes(data[:cut])
        [file] = (reader := SettlementJournal(folder, "db")).take()
        assert settlements(file) == [settlement(1), settlement(2)]
        reader.close()
    damaged = data.replace(b'"chars":2', b'"chars":9')
    path.write_bytes(damaged)
    [file] = (reader := SettlementJournal(folder, "db")).take()
    assert file.read() == ([settlement(1), settlement(3)], [damaged.splitlines()[1]])
    reader.close()


def test_a_failed_append_leaves_the_file_as_it_was(folder, monkeypatch):
    journal = SettlementJournal(folder, "db")
    journal.append(settlement(1))

    def fail(_descriptor):
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no space"):
            journal.append(settlement(2))
    journal.append(settlement(3))
    [file] = journal.take()
    assert settlements(file) == [settlement(1), settlement(3)]
    journal.close()
