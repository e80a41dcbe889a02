"""What a process has delivered of the requests in flight, for the case that it is killed.

A file of the settlement journal with a record for each request, which is overwritten as its
segments are delivered and blanked when the request is settled. Nothing waits for the disk: what was
written survives the process, not a power cut. Another process adopts the file as it adopts a
journal, and charges what it says.
"""

import logging
import os
from typing import Final

from phemius_core.billing._settlement_journal import (
    JournalFile,
    JournalledSettlement,
    SettlementJournal,
)

__all__ = ["OpenDeliveries"]

logger = logging.getLogger(__name__)

_RECORD_BYTES: Final = 256
_BLANK: Final = b"\n".rjust(_RECORD_BYTES)


class OpenDeliveries:
    """The requests in flight of one process; for one thread.

    A file that cannot be written is reported once, and requests go on without it.

    Args:
        journal: Journal that the file belongs to.
    """

    def __init__(self, journal: SettlementJournal) -> None:
        self._journal = journal
        self._file: JournalFile | None = None
        self._free: list[int] = []
        self._size = 0
        self._failed = False

    @property
    def is_open(self) -> bool:
        """Whether the file exists, or cannot be made."""
        return self._file is not None or self._failed

    def open(self) -> None:
        """Make the file. Waits for the disk."""
        try:
            self._file = self._journal.create_file()
        except OSError as error:
            self._fail(error)

    def begin(self, settlement: JournalledSettlement) -> int | None:
        """Write the record of a new request; return its place, None if there is no file."""
        if self._file is None:
            return None
        place = self._free.pop() if self._free else self._size
        if place == self._size:
            self._size += 1
        self.update(place, settlement)
        return place

    def update(self, place: int, settlement: JournalledSettlement) -> None:
        """Overwrite a record: how the request would be settled if the process ended now."""
        self._write(place, settlement.as_line().rstrip(b"\n").ljust(_RECORD_BYTES - 1) + b"\n")

    def end(self, place: int) -> None:
        """Blank a record: the request is settled, or its settlement is in the journal."""
        self._write(place, _BLANK)
        self._free.append(place)

    def close(self) -> None:
        """Delete the file if no request is in flight; else leave it to the next process."""
        if self._file is None:
            return
        if len(self._free) == self._size:
            self._file.remove()
        else:
            self._file.close()
        self._file = None

    def _write(self, place: int, record: bytes) -> None:
        if self._file is None:
            return
        try:
            os.pwrite(self._file.descriptor, record, place * _RECORD_BYTES)
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        if not self._failed:
            logger.error("deliveries in flight are not recorded: %s", error)
        self._failed = True
