# Generated from `_async/_jobs.py` by `python scripts/generate_sync_client.py`: do not edit.
"""Jobs: bulk synthesis and cloning."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from phemius_client import _job_requests
from phemius_client._job_requests import JobItems, JobLines, JobRef
from phemius_client._sync._backend import run_in_thread, sleep
from phemius_client._sync._sender import Sender
from phemius_core.wire import AudioFormat, Job, JobItem

__all__ = ["JobsResource"]


class JobsResource:
    """Jobs that the server runs in the background: bulk synthesis and cloning."""

    def __init__(self, sender: Sender) -> None:
        self._sender: Sender = sender

    def create(
        self,
        items: JobItems | None = None,
        *,
        jsonl: JobLines | None = None,
        format: AudioFormat = "wav",  # noqa: A002 - the API's name
        idempotency_key: str | None = None,
    ) -> Job:
        """Creates a bulk job of up to 1,000 texts, each charged when it has been spoken.

        ::

            job = client.jobs.create(["One.", {"text": "Two.", "id": "two"}])
            client.jobs.archive(client.jobs.wait(job), "speech.zip")

        Args:
            items: Texts, or bodies of `POST /v1/speech` with an optional `id`.
            jsonl: Path of a file with one such body per line, or the lines; the alternative to
                `items`.
            format: Format of the audio files.
            idempotency_key: Requests with the same key and items within a day are one job. If None,
                each call has a key of its own, which its retries share.

        Raises:
            UnprocessableEntityError: Items are invalid; `fields` names each, as `items.3.voice`.
            ValueError: Both or neither of `items` and `jsonl` are given.
        """
        lines: JobLines | bytes | None = jsonl
        if items is None and isinstance(jsonl, str | os.PathLike):
            lines = run_in_thread(Path(jsonl).read_bytes)
        request = _job_requests.create_job(items, lines, format, idempotency_key)
        return self._sender.send(request)

    def list(self, *, page_size: int = 100) -> Iterator[Job]:
        """Iterates over the account's jobs, newest first.

        Args:
            page_size: Jobs per request, which is sent when its jobs are needed.
        """
        query: Mapping[str, str] | None = _job_requests.first_page(page_size)
        while query is not None:
            page = self._sender.send(_job_requests.list_jobs(query))
            yield from page.entries
            query = page.next_query

    def get(self, job: JobRef) -> Job:
        """The current state of a job.

        Args:
            job: A job or its id.

        Raises:
            NotFoundError: The account has no such job.
        """
        return self._sender.send(_job_requests.get_job(job))

    def cancel(self, job: JobRef) -> Job:
        """Cancels a job. What it has produced so far is kept and charged.

        Args:
            job: A job or its id.

        Raises:
            ConflictError: The job has already succeeded or failed.
        """
        return self._sender.send(_job_requests.cancel_job(job))

    def delete(self, job: JobRef) -> None:
        """Deletes a job with its items and all audio. An unfinished job is cancelled first.

        Args:
            job: A job or its id.

        Raises:
            NotFoundError: The account has no such job.
        """
        # The first request cancels an unfinished job, the second deletes it.
        if not self._sender.send(_job_requests.delete_job(job)):
            self._sender.send(_job_requests.delete_job(job))

    def wait(
        self,
        job: JobRef,
        *,
        progress: Callable[[Job], None] | None = None,
        timeout_s: float | None = None,
    ) -> Job:
        """Waits until a job has succeeded.

        Args:
            job: A job or its id.
            progress: Called with the job at the beginning and after each change.
            timeout_s: Longest wait in seconds; None for no limit.

        Returns:
            The job with its result.

        Raises:
            JobFailedError: The job failed or was cancelled.
            JobTimeoutError: The job has not ended within `timeout_s`.
        """
        started = time.monotonic()
        polls = 0
        previous: Job | None = None
        while True:
            current = self.get(job)
            if progress is not None and current != previous:
                progress(current)
            previous = current
            waited_s = time.monotonic() - started
            done = _job_requests.succeeded_job(current, waited_s=waited_s, timeout_s=timeout_s)
            if done is not None:
                return done
            remaining_s = None if timeout_s is None else timeout_s - waited_s
            sleep(_job_requests.poll_delay_s(polls, remaining_s=remaining_s))
            polls += 1

    def items(self, job: JobRef, *, page_size: int = 100) -> Iterator[JobItem]:
        """Iterates over the items of a bulk job with their outcomes, in order.

        Args:
            job: A job or its id.
            page_size: Items per request, which is sent when its items are needed.
        """
        query: Mapping[str, str] | None = _job_requests.first_page(page_size)
        while query is not None:
            page = self._sender.send(_job_requests.list_items(job, query))
            yield from page.entries
            query = page.next_query

    def audio(self, job: JobRef, index: int = 0) -> bytes:
        """The audio file of an item in the job's format; of a cloning job, a sample of the voice.

        Args:
            job: A job or its id.
            index: Index of the item, from 0.

        Raises:
            NotFoundError: The item has no audio, or not yet.
        """
        return self._sender.send(_job_requests.get_audio(job, index))

    def archive(self, job: JobRef, path: str | Path) -> Path:
        """Downloads all audio of a finished bulk job as a ZIP file with a `manifest.json`.

        Args:
            job: A job or its id.
            path: File to write.

        Raises:
            ConflictError: The job has not ended.
            NotFoundError: The job has no audio.
        """
        return self._sender.download(_job_requests.get_archive(job), Path(path))
