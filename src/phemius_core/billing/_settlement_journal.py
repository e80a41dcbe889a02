"""The settlement journal: settlements on the disk that the database has not taken yet.

A process appends to a file of its own and holds it with `flock`. The files of a process that has
died are free: any process that uses the directory adopts them. A file is never rewritten. It is
deleted once the database has all its settlements; one that is applied twice changes nothing the
second time.
"""

import fcntl
import json
import logging
import os
import secrets
import threading
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from phemius_core.private_files import sync_directory

__all__ = ["JournalFile", "JournalledSettlement", "SettlementJournal"]

logger = logging.getLogger(__name__)

_SUFFIX: Final = ".journal"
_NOT_APPLIED: Final = "not-applied.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalledSettlement:
    """How a reservation ended. It names neither account nor text."""

    reservation_id: str
    released: bool = False
    """Whether nothing was delivered, so that all characters are given back."""
    chars: int = 0
    """Characters of the text whose audio was delivered."""
    charge: int = 0
    """Characters that the client was told are charged."""
    cached: bool = False
    """Whether the audio came from the cache."""
    audio_ms: int = 0
    """Length of the delivered audio."""
    at: int
    """When the reply ended, in microseconds since 1970."""

    def as_line(self) -> bytes:
        """Return the line of the journal: a CRC-32 and the settlement as JSON."""
        text = json.dumps(asdict(self), separators=(",", ":")).encode()
        return b"%08x %s\n" % (zlib.crc32(text), text)

    @classmethod
    def of_line(cls, line: bytes) -> "JournalledSettlement | None":
        """Parse a line without its line feed; None if it is damaged."""
        checksum, _, text = line.rstrip().partition(b" ")
        if checksum != b"%08x" % zlib.crc32(text):
            return None
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return None


class JournalFile:
    """A file of the journal, held by this process until it is closed or removed."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def append(self, line: bytes) -> None:
        """Write a line and wait until it is on the disk.

        Raises:
            OSError: It cannot be written; the file is as it was before.
        """
        size = os.fstat(self.descriptor).st_size
        try:
            rest = line
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
            os.fsync(self.descriptor)
        except OSError:
            os.ftruncate(self.descriptor, size)
            raise

    def read(self) -> tuple[list[JournalledSettlement], list[bytes]]:
        """Return the settlements, and the lines that are damaged.

        What follows the last line feed was being written when the process died: its reply had not
        ended. It is left out.
        """
        data = os.pread(self.descriptor, os.fstat(self.descriptor).st_size, 0)
        *lines, _ = data.split(b"\n")
        settlements, damaged = [], []
        for line in lines:
            if not line.strip(b" \0"):
                continue  # the record of a delivery that has ended
            settlement = JournalledSettlement.of_line(line)
            if settlement is None:
                damaged.append(line)
            else:
                settlements.append(settlement)
        return settlements, damaged

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Leave the file to whoever adopts it."""
        os.close(self.descriptor)


class SettlementJournal:
    """The journal in one directory, as one process sees it. Its methods wait for the disk.

    Nothing is created before the first settlement is appended.

    Args:
        directory: Directory of the journal, on a disk that outlives the process.
        database: Name of the database that the settlements belong to; files of another one are
            left alone.
    """

    def __init__(self, directory: Path, database: str) -> None:
        self._directory = directory
        self._prefix = f"{database}-"
        self._lock = threading.Lock()
        self._current: JournalFile | None = None
        self._full: list[JournalFile] = []
        """Files that nothing is appended to any more: earlier ones, and those adopted."""
        self._unreadable: set[Path] = set()

    @property
    def has_own(self) -> bool:
        """Whether a settlement was appended since the last `take`."""
        return self._current is not None

    def append(self, settlement: JournalledSettlement) -> None:
        """Write a settlement and wait until it is on the disk.

        Raises:
            OSError: It cannot be written.
        """
        with self._lock:
            if self._current is None:
                self._current = self._create("", os.O_APPEND)
            self._current.append(settlement.as_line())

    def create_file(self) -> JournalFile:
        """Return a new file, which others adopt once it is closed or this process has died.

        Raises:
            OSError: It cannot be made.
        """
        with self._lock:
            # Sorted behind the settlements of the same process, which are the last word.
            return self._create("z", 0)

    def take(self) -> list[JournalFile]:
        """Return all files that are there to be applied; later settlements go to a new one.

        They are this process' own and those of processes that have died. They stay in its hands
        until they are removed or the journal is closed.
        """
        with self._lock:
            if self._current is not None:
                self._full.append(self._current)
                self._current = None
            held = {file.path for file in self._full}
            for path in sorted(self._directory.glob(f"{self._prefix}*{_SUFFIX}")):
                if path in held or path in self._unreadable:
                    continue
                try:
                    adopted = _adopt(path)
                except OSError as error:
                    logger.error("settlements in %s are left out: %s", path, error)  # noqa: TRY400
                    self._unreadable.add(path)
                    continue
                if adopted is not None:
                    logger.info("adopted the settlement journal %s", path.name)
                    self._full.append(adopted)
            return list(self._full)

    def remove(self, file: JournalFile) -> None:
        """Delete a file whose settlements have all been applied."""
        with self._lock:
            self._full.remove(file)
            file.remove()

    def set_aside(self, line: bytes) -> Path:
        """Keep what cannot be applied in a file for the operator; return its path.

        Raises:
            OSError: It cannot be written.
        """
        path = self._directory / _NOT_APPLIED
        with self._lock:
            self._create_directory()
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line.rstrip(b"\n") + b"\n")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return path

    def close(self) -> None:
        """Leave what has not been applied to the next process that uses the directory."""
        with self._lock:
            files = [*self._full, *([self._current] if self._current is not None else [])]
            self._full, self._current = [], None
            for file in files:
                file.close()

    def _create_directory(self) -> None:
        if not self._directory.is_dir():
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_directory(self._directory.parent)

    def _create(self, mark: str, flags: int) -> JournalFile:
        self._create_directory()
        while True:
            name = f"{self._prefix}{os.getpid()}-{mark}{secrets.token_hex(6)}{_SUFFIX}"
            path = self._directory / name
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | flags, 0o600)
            # Another process may have adopted and deleted the empty file in the meantime.
            if _lock(descriptor) and os.fstat(descriptor).st_nlink:
                sync_directory(self._directory)
                return JournalFile(path, descriptor)
            os.close(descriptor)


def _adopt(path: Path) -> JournalFile | None:
    """Take the file of a process that has died; None if it is in use, or gone."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    if _lock(descriptor) and os.fstat(descriptor).st_nlink:
        return JournalFile(path, descriptor)
    os.close(descriptor)
    return None


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
