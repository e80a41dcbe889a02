"""Jobs, blocking."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from phemius_client import _job_calls
from phemius_client._http import Sender
from phemius_client._job_calls import JobFormat, JobItems, JobLines, JobRef
from phemius_core.wire import Job, JobItem

__all__ = ["JobsResource"]


class JobsResource:
    """Work that the server does on its own: bulk speech and cloning."""

    def __init__(self, sender: Sender) -> None:
        self._sender: Sender = sender

    def create(
        self,
        items: JobItems | None = None,
        *,
        jsonl: JobLines | None = None,
        format: JobFormat = "wav",  # noqa: A002 - the field's word
        idempotency_key: str | None = None,
    ) -> Job:
        """A new bulk job: up to 1,000 texts, each charged once it is spoken.

        ::

            job = client.jobs.create(["One.", {"text": "Two.", "voice": "nova", "id": "two"}])
            client.jobs.archive(client.jobs.wait(job), "speech.zip")

        Args:
            items: Texts, or requests as of `POST /v1/speech` that may have an `id`.
            jsonl: Or a file of one such request per line, or the lines.
            format: Of the audio files.
            idempotency_key: The same key and items within a day are the same job. Each call has
                a key of its own where none is given, which its retries share.

        Raises:
            UnprocessableEntityError: Items are wrong; `fields` has all that is, as `items.3.voice`.
            ValueError: Not exactly one of `items` and `jsonl` is given.
        """
        call = _job_calls.create_job(items, jsonl, format, idempotency_key)
        return self._sender.send(call)

    def list(self, *, page_size: int = 100) -> Iterator[Job]:
        """The account's jobs, newest first; pages are asked for as they are needed."""
        query: Mapping[str, str] | None = {"limit": str(page_size)}
        while query is not None:
            page = self._sender.send(_job_calls.list_jobs(query))
            yield from page.found
            query = page.following

    def get(self, job: JobRef) -> Job:
        """A job as it is now."""
        return self._sender.send(_job_calls.get_job(job))

    def cancel(self, job: JobRef) -> Job:
        """Ends a job; what it has made stays, and is charged.

        Raises:
            ConflictError: It has ended by itself.
        """
        return self._sender.send(_job_calls.cancel_job(job))

    def wait(
        self,
        job: JobRef,
        *,
        progress: Callable[[Job], None] | None = None,
        timeout_s: float | None = None,
    ) -> Job:
        """A job, once it has succeeded.

        Args:
            job: A job, or its id.
            progress: Called with the job at first, and whenever it has changed.
            timeout_s: How long to wait; without end where none is given.

        Raises:
            JobFailedError: It failed, or was cancelled.
            JobTimeoutError: It goes on.
        """
        started = time.monotonic()
        looks = 0
        seen: Job | None = None
        while True:
            state = self.get(job)
            if progress is not None and state != seen:
                progress(state)
            seen = state
            waited = time.monotonic() - started
            if done := _job_calls.end_of(state, waited_s=waited, timeout_s=timeout_s):
                return done
            left = None if timeout_s is None else timeout_s - waited
            time.sleep(_job_calls.pause_before_look(looks, left_s=left))
            looks += 1

    def items(self, job: JobRef, *, page_size: int = 100) -> Iterator[JobItem]:
        """What came of each text of a bulk job, in order; paged as `list`."""
        query: Mapping[str, str] | None = {"limit": str(page_size)}
        while query is not None:
            page = self._sender.send(_job_calls.list_items(job, query))
            yield from page.found
            query = page.following

    def audio(self, job: JobRef, index: int = 0) -> bytes:
        """The audio file of an item, in the job's format; of a cloning job, a sample.

        Raises:
            NotFoundError: There is none, or not yet.
        """
        return self._sender.send(_job_calls.get_audio(job, index))

    def archive(self, job: JobRef, path: str | Path) -> Path:
        """Writes all audio of a bulk job that has ended as a ZIP, with `manifest.json`.

        Raises:
            ConflictError: The job has not ended.
            NotFoundError: No audio has come of it.
        """
        return self._sender.download(_job_calls.get_archive(job), Path(path))
