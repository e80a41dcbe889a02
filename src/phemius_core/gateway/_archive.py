"""The audio of a job as a ZIP, written while it is sent."""

import io
import json
import zipfile
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread

from phemius_core.errors import Conflict, NotFound
from phemius_core.gateway._speech_reply import frames
from phemius_core.wire import BulkItem

if TYPE_CHECKING:
    from phemius_core.jobs import ItemState, Jobs, JobState

__all__ = ["Archive"]

_PAGE: Final = 100


class Archive:
    """A ZIP of all audio of a job, and `manifest.json`. One file is in memory at a time.

    Args:
        jobs: Where it is.
        account_id: Whose.
        job: A bulk job.

    Raises:
        Conflict: It has not ended.
        NotFound: No audio has come of it.
    """

    media_type: Final = "application/zip"

    def __init__(self, jobs: "Jobs", account_id: str, job: "JobState") -> None:
        if job.ended_at is None:
            raise Conflict(f"the job is {job.status}: ask again when it has ended")
        if "format" not in job.options or not job.succeeded:
            raise NotFound("no audio has come of this job")
        self._jobs = jobs
        self._account_id = account_id
        self._job = job

    @property
    def is_buffered(self) -> bool:
        return False

    async def body(self) -> AsyncGenerator[bytes]:
        """The bytes, as they are made."""
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
                entry["file"] = f"{item.position:04}{_named(request.id)}.{suffix}"
                audio = await self._jobs.output(self._account_id, self._job.id, item.position)
                # Its checksum takes a while: not in the loop.
                await anyio.to_thread.run_sync(archive.writestr, entry["file"], audio.data)
                for frame in frames(sink.take()):
                    yield frame
            manifest.append(entry)
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.close()
        for frame in frames(sink.take()):
            yield frame

    async def aclose(self) -> None:
        """There is nothing to stop."""

    async def _items(self) -> "AsyncGenerator[ItemState]":
        for start in range(0, self._job.items, _PAGE):
            for item in await self._jobs.items(
                self._account_id, self._job.id, start=start, limit=_PAGE
            ):
                yield item


class _Sink(io.RawIOBase):
    """What `zipfile` writes to, taken off piece by piece."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._parts += data
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = bytes(self._parts), bytearray()
        return taken


def _named(given: str | None) -> str:
    return "" if given is None else f"-{given}"
