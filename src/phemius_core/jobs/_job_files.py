"""The files of jobs: in a file storage, each named by a row.

A file is written before the transaction that names it, and deleted before its row. A file that
no row names was left by a process that was killed, or by a storage that did not answer;
`collect_garbage` deletes it a day later. Keys begin with the random id of the database, so that
several databases may share a storage.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from phemius_core import store as db
from phemius_core.errors import NotFound, Overloaded, PermissionDenied
from phemius_core.files import FileStorage, OpenFile
from phemius_core.jobs._records import FileRole, JobFile

__all__ = ["JobFiles", "OpenJobFile", "StoredFile"]

logger = logging.getLogger(__name__)

_HOUR_US: Final = 3600 * 1_000_000
_COLLECT_INTERVAL_US: Final = 6 * _HOUR_US
_MIN_GARBAGE_AGE_S: Final = 24 * 3600
_BATCH_FILES: Final = 100
_BATCH_BYTES: Final = 64 << 20
"""Most bytes of files of earlier versions that one transaction deletes from the database."""
_files, _usage, _installation = db.job_files.c, db.file_usage.c, db.installation.c
_SIZE: Final = sa.func.coalesce(_files.size_bytes, sa.func.length(_files.data), 0)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the storage that a transaction is about to name."""

    key: str
    size_bytes: int
    media_type: str
    position: int
    role: FileRole


class OpenJobFile:
    """A file of an item that is being read. Close it.

    Args:
        media_type: Media type of the file.
        content: The open file, or its bytes, if an earlier version stored it in the database.
    """

    def __init__(self, media_type: str, content: OpenFile | bytes) -> None:
        self.media_type = media_type
        self.size_bytes = len(content) if isinstance(content, bytes) else content.size_bytes
        self._content = content

    async def read(self) -> bytes:
        """Returns the next bytes; none at the end.

        Raises:
            FilesUnavailable: The storage does not answer.
        """
        if isinstance(self._content, bytes):
            whole, self._content = self._content, b""
            return whole
        return await self._content.read()

    async def read_all(self) -> bytes:
        """Returns the rest of the file."""
        chunks = []
        while chunk := await self.read():
            chunks.append(chunk)
        return b"".join(chunks)

    async def aclose(self) -> None:
        """Closes the file."""
        if not isinstance(self._content, bytes):
            await self._content.aclose()


class JobFiles:
    """Writes, opens and deletes the files of jobs, and counts the bytes of each account.

    Args:
        store: Store that holds the job tables.
        storage: Where the files are.
        clock: Wall clock in seconds since the epoch.
        max_account_bytes: Bytes of all files of one account.
    """

    def __init__(
        self,
        store: db.Store,
        storage: FileStorage,
        clock: db.Clock = time.time,
        *,
        max_account_bytes: int = 20 << 30,
    ) -> None:
        self._store = store
        self._storage = storage
        self._clock = clock
        self._max_account_bytes = max_account_bytes
        self._installation_id: str | None = None

    async def write(
        self,
        account_id: str,
        job_id: str,
        file: JobFile,
        *,
        position: int,
        role: FileRole,
        token: str,
    ) -> StoredFile:
        """Writes a file to the storage; `add` names it in a transaction.

        Args:
            account_id: Account that owns the job.
            job_id: Job that the file belongs to.
            file: The file.
            position: Item that the file belongs to.
            role: What the file is to the item.
            token: Tells apart the attempts to write the file.

        Raises:
            FilesUnavailable: The storage does not answer.
        """
        prefix = await self._prefix()
        key = f"{prefix}{account_id}/{job_id}/{position}-{role}-{token}"
        size = await self._storage.write(key, file.data)
        return StoredFile(key, size, file.media_type, position, role)

    def add(self, tx: sa.Connection, account_id: str, job_id: str, file: StoredFile) -> None:
        """Names a written file and counts its bytes.

        Raises:
            PermissionDenied: The account's files would have too many bytes.
        """
        tx.execute(
            sa.insert(db.job_files).values(
                job_id=job_id,
                position=file.position,
                role=file.role,
                media_type=file.media_type,
                key=file.key,
                size_bytes=file.size_bytes,
            )
        )
        grown = (
            sa.update(db.file_usage)
            .where(
                _usage.account_id == account_id,
                _usage.bytes + file.size_bytes <= self._max_account_bytes,
            )
            .values(bytes=_usage.bytes + file.size_bytes)
        )
        if tx.execute(grown).rowcount:
            return
        _ensure_usage(tx, account_id)
        if not tx.execute(grown).rowcount:
            raise self._quota_exceeded(file.size_bytes)

    def check_quota(self, tx: sa.Connection, account_id: str) -> None:
        """Checks that an account may keep one more file.

        Raises:
            PermissionDenied: Its files have as many bytes as they may.
        """
        query = sa.select(_usage.bytes).where(_usage.account_id == account_id)
        if (tx.execute(query).scalar() or 0) >= self._max_account_bytes:
            raise self._quota_exceeded(1)

    def names(self, tx: sa.Connection, job_id: str, file: StoredFile) -> bool:
        """Whether a row names a written file."""
        query = sa.select(_files.key).where(
            _files.job_id == job_id, _files.position == file.position, _files.role == file.role
        )
        return tx.execute(query).scalar() == file.key

    async def open(self, job_id: str, position: int, role: FileRole) -> OpenJobFile:
        """Opens a file of an item.

        Raises:
            NotFound: The item has no such file.
            FilesUnavailable: The storage does not answer.
        """
        query = sa.select(_files.media_type, _files.key).where(
            _files.job_id == job_id, _files.position == position, _files.role == role
        )
        missing = NotFound(f"item {position} of this job has no audio: see its status")
        row = await self._store.read(lambda tx: tx.execute(query).first())
        if row is None:
            raise missing
        if row.key is None:
            with_data = query.with_only_columns(_files.data)
            data = await self._store.read(lambda tx: tx.execute(with_data).scalar())
            if data is None:
                raise missing  # deleted meanwhile
            return OpenJobFile(row.media_type, bytes(data))
        try:
            return OpenJobFile(row.media_type, await self._storage.open(row.key))
        except NotFound:
            logger.error(  # noqa: TRY400 - the trace says nothing
                "a file of job %s is not in the file storage: "
                "does PHEMIUS_FILES_URL mean the same for all servers and workers?",
                job_id,
            )
            raise missing from None

    async def discard(self, keys: Sequence[str]) -> None:
        """Deletes files that no row names; without the storage, `collect_garbage` does so."""
        if not keys:
            return
        try:
            await self._storage.delete(keys)
        except Overloaded:
            logger.warning("%d files are deleted later: the storage does not answer", len(keys))

    def forget_inputs(self, tx: sa.Connection, account_id: str, job_id: str) -> Sequence[str]:
        """Deletes the rows of a job's input files; returns the keys to `discard`."""
        inputs = sa.and_(_files.job_id == job_id, _files.role == "input")
        return _delete_rows(tx, account_id, inputs)

    async def delete_some(self, account_id: str, job_id: str) -> bool:
        """Deletes some files of a job, in a transaction that is short.

        Returns:
            Whether there may be more.

        Raises:
            FilesUnavailable: The storage does not answer.
        """
        query = (
            sa.select(_files.position, _files.role, _files.key, _SIZE.label("size"))
            .where(_files.job_id == job_id)
            .order_by(_files.position, _files.role)
            .limit(_BATCH_FILES)
        )
        rows = await self._store.read(lambda tx: tx.execute(query).all())
        batch: list[sa.Row[Any]] = []
        in_database = 0
        for row in rows:
            in_database += row.size if row.key is None else 0
            if batch and in_database > _BATCH_BYTES:
                break
            batch.append(row)
        if not batch:
            return False
        await self._storage.delete([row.key for row in batch if row.key is not None])
        positions = [(row.position, row.role) for row in batch]
        chosen = sa.and_(
            _files.job_id == job_id, sa.tuple_(_files.position, _files.role).in_(positions)
        )
        await self._store.write(lambda tx: _delete_rows(tx, account_id, chosen))
        return True

    async def collect_garbage(self) -> int:
        """Deletes files that no row names and that are a day old.

        Does nothing if this was done less than six hours ago, by any process.

        Returns:
            How many files were deleted.
        """
        now = db.now_us(self._clock)
        claimed = await self._store.write(
            lambda tx: (
                tx.execute(
                    sa.update(db.installation)
                    .where(_installation.files_collected_at <= now - _COLLECT_INTERVAL_US)
                    .values(files_collected_at=now)
                ).rowcount
            )
        )
        if not claimed:
            return 0
        before = now / 1_000_000 - _MIN_GARBAGE_AGE_S
        await self._storage.remove_interrupted_writes(before)
        deleted = 0
        batch: list[str] = []
        async for file in self._storage.list(await self._prefix()):
            if file.modified_at < before:
                batch.append(file.key)
            if len(batch) >= _BATCH_FILES:
                deleted += await self._delete_unnamed(batch)
                batch = []
        deleted += await self._delete_unnamed(batch)
        if deleted:
            logger.info("deleted %d files that belonged to no job", deleted)
        return deleted

    async def _delete_unnamed(self, keys: Sequence[str]) -> int:
        jobs = {key.split("/")[2] for key in keys if key.count("/") == 3}

        def read(tx: sa.Connection) -> tuple[set[str | None], set[str]]:
            named = sa.select(_files.key).where(_files.job_id.in_(jobs))
            # The result of an item that is worked on may be written long before it is recorded.
            unfinished = sa.select(db.jobs.c.id).where(
                db.jobs.c.id.in_(jobs), db.jobs.c.ended_at.is_(None)
            )
            return set(tx.execute(named).scalars()), set(tx.execute(unfinished).scalars())

        named, unfinished = await self._store.read(read)
        unnamed = [key for key in keys if key not in named and not unfinished & set(key.split("/"))]
        if unnamed:
            await self._storage.delete(unnamed)
        return len(unnamed)

    async def _prefix(self) -> str:
        if self._installation_id is None:
            query = sa.select(_installation.id)
            self._installation_id = await self._store.read(
                lambda tx: str(tx.execute(query).scalar_one())
            )
        return f"{self._installation_id}/"

    def _quota_exceeded(self, size_bytes: int) -> PermissionDenied:
        return PermissionDenied(
            f"the audio of this account's jobs may have {self._max_account_bytes} bytes, and "
            f"{size_bytes} more are too many: delete jobs whose audio is no longer needed"
        )


def _ensure_usage(tx: sa.Connection, account_id: str) -> None:
    insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = {"account_id": account_id, "bytes": 0}
    tx.execute(insert(db.file_usage).values(row).on_conflict_do_nothing())


def _delete_rows(
    tx: sa.Connection, account_id: str, chosen: sa.ColumnElement[bool]
) -> Sequence[str]:
    """Deletes rows and their bytes from the account's usage; returns the keys they named."""
    deleted = tx.execute(
        sa.delete(db.job_files).where(chosen).returning(_files.key, _SIZE.label("size"))
    ).all()
    if size := sum(int(row.size) for row in deleted):
        tx.execute(
            sa.update(db.file_usage)
            .where(_usage.account_id == account_id)
            .values(bytes=_usage.bytes - size)
        )
    return [row.key for row in deleted if row.key is not None]
