"""The audio of a bulk job as a ZIP file, written while it is sent."""

import io
import json
import zipfile
from collections.abc import AsyncGenerator
from typing import Any, Final

import anyio.to_thread

from phemius_core.errors import Conflict, NotFound
from phemius_core.jobs._job_store import JobStore
from phemius_core.jobs._records import ItemRecord, JobRecord
from phemius_core.wire import BulkItem

__all__ = ["JobArchive"]

_PAGE_ITEMS: Final = 100
_FRAME_BYTES: Final = 32 << 10


class JobArchive:
    """A ZIP file of all audio of a job, and `manifest.json`; one audio is in memory at a time.

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

    async def body(self) -> AsyncGenerator[bytes]:
        """Yields the bytes of the file."""
        sink = _Sink()
        archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED)
        manifest: list[dict[str, Any]] = []
        suffix = self._job.options["format"]
        async for item in self._items():
            request = BulkItem.model_validate(item.request)
            entry: dict[str, Any] = {
                "index": item.position,
                "id": request.id,
                "status": item.status,
                "text": request.text,
                "file": None,
                "chars_billed": item.chars,
                "duration_ms": item.audio_ms,
                "error": item.error,
            }
            if item.status == "succeeded":
                name = "" if request.id is None else f"-{request.id}"
                entry["file"] = f"{item.position:04}{name}.{suffix}"
                audio = await self._jobs.output(self._account_id, self._job.id, item.position)
                # Computing its checksum takes a while: not on the event loop.
                await anyio.to_thread.run_sync(archive.writestr, entry["file"], audio.data)
                for frame in sink.take_frames():
                    yield frame
            manifest.append(entry)
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.close()
        for frame in sink.take_frames():
            yield frame

    async def aclose(self) -> None:
        """Does nothing: the archive holds no resources."""

    async def _items(self) -> AsyncGenerator[ItemRecord]:
        for start in range(0, self._job.items, _PAGE_ITEMS):
            for item in await self._jobs.items(
                self._account_id, self._job.id, start=start, limit=_PAGE_ITEMS
            ):
                yield item


class _Sink(io.RawIOBase):
    """The file that `zipfile` writes to; what was written is taken out in frames."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._written += data
        return len(data)

    def take_frames(self) -> list[bytes]:
        written, self._written = bytes(self._written), bytearray()
        return [
            written[start : start + _FRAME_BYTES] for start in range(0, len(written), _FRAME_BYTES)
        ]
