"""The audio of a bulk job as a ZIP file, written while it is sent."""

import json
import zipfile
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final

import anyio.to_thread

from phemius_core.errors import Conflict, NotFound
from phemius_core.jobs._job_files import OpenJobFile
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._records import ItemRecord, JobRecord
from phemius_core.wire import BulkItem

__all__ = ["JobArchive"]

_PAGE_ITEMS: Final = 100


class JobArchive:
    """A ZIP file of all audio of a job, and `manifest.json`; a chunk of one audio is in memory.

    Args:
        jobs: Jobs that hold the audio.
        account_id: Account that owns the job.
        job: A bulk job that has ended.

    Raises:
        Conflict: The job has not ended.
        NotFound: The job has no audio.
    """

    media_type: Final = "application/zip"

    def __init__(self, jobs: JobStore, account_id: str, job: JobRecord) -> None:
        if job.ended_at is None:
            raise Conflict(f"the job is {job.status}: get its archive when it has ended")
        if "format" not in job.options or not job.succeeded:
            raise NotFound("this job has no audio: see the status of its items")
        self._jobs = jobs
        self._account_id = account_id
        self._job = job

    @property
    def is_buffered(self) -> bool:
        """False: the archive is written while it is sent."""
        return False

    async def check(self) -> None:
        """Opens the first file and closes it, so that an error becomes the status of the reply.

        Raises:
            FilesUnavailable: The file storage does not answer.
        """
        async for item in self._items():
            if item.status == "succeeded":
                await (await self._open(item)).aclose()
                return

    async def body(self) -> AsyncGenerator[bytes]:
        """Yields the bytes of the file."""
        sink = _Sink()
        archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED)
        manifest: list[Mapping[str, Any]] = []
        async for item in self._items():
            request = BulkItem.model_validate(item.request)
            name = self._file_name(item, request)
            manifest.append(_entry(item, request, name))
            if name is None:
                continue
            audio = await self._open(item)
            try:
                # The size is told, so that a large file gets the fields that it needs.
                info = zipfile.ZipInfo(name, self._modified_at())
                info.external_attr = 0o600 << 16
                info.file_size = audio.size_bytes
                with archive.open(info, "w") as member:
                    while chunk := await audio.read():
                        # Computing the checksum takes a while: not on the event loop.
                        await anyio.to_thread.run_sync(member.write, chunk)
                        yield sink.take()
            finally:
                await audio.aclose()
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.close()
        yield sink.take()

    async def aclose(self) -> None:
        """Does nothing: what `body` opens it closes."""

    def _modified_at(self) -> tuple[int, int, int, int, int, int]:
        at = self._job.updated_at
        return at.year, at.month, at.day, at.hour, at.minute, at.second

    def _file_name(self, item: ItemRecord, request: BulkItem) -> str | None:
        if item.status != "succeeded":
            return None
        name = "" if request.id is None else f"-{request.id}"
        return f"{item.position:04}{name}.{self._job.options['format']}"

    async def _open(self, item: ItemRecord) -> OpenJobFile:
        return await self._jobs.open_output(self._account_id, self._job.id, item.position)

    async def _items(self) -> AsyncGenerator[ItemRecord]:
        for start in range(0, self._job.items, _PAGE_ITEMS):
            for item in await self._jobs.items(
                self._account_id, self._job.id, start=start, limit=_PAGE_ITEMS
            ):
                yield item


def _entry(item: ItemRecord, request: BulkItem, name: str | None) -> Mapping[str, Any]:
    return {
        "index": item.position,
        "id": request.id,
        "status": item.status,
        "text": request.text,
        "file": name,
        "chars_billed": item.chars,
        "duration_ms": item.audio_ms,
        "error": item.error,
    }


class _Sink:
    """The file that `zipfile` writes to, which cannot seek; what was written is taken out."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes, /) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Does nothing: `take` is what empties it."""

    def close(self) -> None:
        """Does nothing."""

    def take(self) -> bytes:
        written, self._written = bytes(self._written), bytearray()
        return written
