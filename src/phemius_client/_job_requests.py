"""HTTP requests about jobs, how their replies are parsed, and the schedule of polling. No I/O
except for `create_job`, which reads the lines that it is given.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from pydantic import BaseModel

from phemius_client._errors import JobFailedError, JobTimeoutError
from phemius_client._requests import Request, Response, idempotency_header, json_parser, omit_none
from phemius_core.wire import JSON_LINES, AudioFormat, BulkItem, Job, JobItem, JobItemList, JobList

__all__ = [
    "JobItems",
    "JobLines",
    "JobRef",
    "Page",
    "cancel_job",
    "create_job",
    "delete_job",
    "first_page",
    "get_archive",
    "get_audio",
    "get_job",
    "list_items",
    "list_jobs",
    "poll_delay_s",
    "succeeded_job",
]

JobRef = Job | UUID | str
"""A job or its id."""
JobItems = Iterable[str | Mapping[str, Any] | BulkItem]
"""Texts, or bodies of `POST /v1/speech` with an optional `id`."""
JobLines = str | os.PathLike[str] | Iterable[str | bytes]
"""Path of a file with one JSON object per line, or the lines themselves."""

_TERMINAL_STATUSES: Final = frozenset({"succeeded", "failed", "cancelled"})
_FIRST_POLL_DELAY_S: Final = 0.1
_MAX_POLL_DELAY_S: Final = 2.0
_NEXT_LINK: Final = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
_Entry = TypeVar("_Entry")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Page(Generic[_Entry]):
    """One page of a list."""

    entries: tuple[_Entry, ...]
    next_query: Mapping[str, str] | None
    """The query of the next page; None on the last page."""


def create_job(
    items: JobItems | None,
    jsonl: JobLines | bytes | None,
    audio_format: AudioFormat,
    idempotency_key: str | None,
) -> Request[Job]:
    """`POST /v1/jobs` with an idempotency key, so that a repetition is not a second job.

    Args:
        items: Texts or requests to speak.
        jsonl: Path of a JSON Lines file, its content, or its lines; the alternative to `items`.
        audio_format: Format of the audio files.
        idempotency_key: The caller's key; a random one if None.

    Raises:
        ValueError: Both or neither of `items` and `jsonl` are given.
        TypeError: `items` is a single text.
        OSError: The file cannot be read.
    """
    if (items is None) == (jsonl is None):
        raise ValueError("a job takes either items or jsonl: give exactly one of them")
    headers = idempotency_header(idempotency_key)
    if jsonl is not None:
        return Request(
            method="POST",
            path="/v1/jobs",
            parse=json_parser(Job),
            content=_read_lines(jsonl),
            headers={**headers, "Content-Type": JSON_LINES[0]},
            query={"format": audio_format},
        )
    if isinstance(items, str):
        raise TypeError("items is a single text: give a list of texts or requests")
    bodies = [_item_body(item) for item in items or ()]
    body = {"type": "bulk_synthesis", "format": audio_format, "items": bodies}
    return Request(
        method="POST", path="/v1/jobs", parse=json_parser(Job), json=body, headers=headers
    )


def first_page(page_size: int) -> Mapping[str, str]:
    """The query of the first page of a list."""
    return {"limit": str(page_size)}


def list_jobs(query: Mapping[str, str]) -> Request[Page[Job]]:
    parse = _page_parser(JobList, lambda reply: reply.jobs)
    return Request(method="GET", path="/v1/jobs", parse=parse, query=query)


def get_job(job: JobRef) -> Request[Job]:
    return Request(method="GET", path=_job_path(job), parse=json_parser(Job))


def cancel_job(job: JobRef) -> Request[Job]:
    # An attempt whose reply was lost is repeated, and must not delete what it has cancelled.
    query = {"only_cancel": "true"}
    return Request(method="DELETE", path=_job_path(job), parse=json_parser(Job), query=query)


def delete_job(job: JobRef) -> Request[bool]:
    """`DELETE /v1/jobs/{id}`; parsed to whether the job was deleted, and not just cancelled."""
    return Request(method="DELETE", path=_job_path(job), parse=lambda reply: not reply.body)


def list_items(job: JobRef, query: Mapping[str, str]) -> Request[Page[JobItem]]:
    parse = _page_parser(JobItemList, lambda reply: reply.items)
    return Request(method="GET", path=f"{_job_path(job)}/items", parse=parse, query=query)


def get_audio(job: JobRef, index: int) -> Request[bytes]:
    path = f"{_job_path(job)}/items/{int(index)}/audio"
    return Request(method="GET", path=path, parse=lambda response: response.body)


def get_archive(job: JobRef) -> Request[None]:
    return Request(method="GET", path=f"{_job_path(job)}/audio.zip", parse=lambda _: None)


def succeeded_job(job: Job, *, waited_s: float, timeout_s: float | None) -> Job | None:
    """The job if it has succeeded; None while it is queued or running.

    Args:
        job: The job's current state.
        waited_s: Seconds since the wait began.
        timeout_s: Longest wait in seconds; None for no limit.

    Raises:
        JobFailedError: The job failed or was cancelled.
        JobTimeoutError: The job has not ended within `timeout_s`.
    """
    if job.status not in _TERMINAL_STATUSES:
        if timeout_s is not None and waited_s >= timeout_s:
            raise JobTimeoutError(
                f"job {job.id} is still {job.status} after {waited_s:.1f} s: "
                "wait for it again, or cancel it",
                job,
            )
        return None
    if job.status != "succeeded":
        outcome = "was cancelled" if job.status == "cancelled" else "failed"
        reason = f": {job.error}" if job.error else ""
        raise JobFailedError(f"job {job.id} {outcome}{reason}", job)
    return job


def poll_delay_s(polls: int, *, remaining_s: float | None) -> float:
    """Seconds until a job is polled again: grows from 0.1 to 2, at most what remains.

    Args:
        polls: How often the job was polled so far.
        remaining_s: Seconds until the wait times out; None if it does not.
    """
    delay = min(_MAX_POLL_DELAY_S, _FIRST_POLL_DELAY_S * 1.5 ** min(polls, 20))
    return delay if remaining_s is None else max(0.0, min(delay, remaining_s))


def _item_body(item: str | Mapping[str, Any] | BulkItem) -> dict[str, Any]:
    if isinstance(item, str):
        return {"text": item}
    if isinstance(item, BulkItem):
        return item.model_dump(mode="json", exclude_defaults=True)
    fields = {
        name: str(value) if isinstance(value, UUID) else value for name, value in item.items()
    }
    return omit_none(**fields)


def _read_lines(jsonl: JobLines | bytes) -> bytes:
    if isinstance(jsonl, bytes):
        return jsonl
    if isinstance(jsonl, str | os.PathLike):
        return Path(jsonl).read_bytes()
    lines = (line.encode() if isinstance(line, str) else line for line in jsonl)
    return b"\n".join(line.rstrip(b"\r\n") for line in lines)


def _job_path(job: JobRef) -> str:
    if isinstance(job, Job):
        return f"/v1/jobs/{job.id}"
    return f"/v1/jobs/{job if isinstance(job, UUID) else UUID(job)}"


def _page_parser(
    model: type[_Model], entries: Callable[[_Model], tuple[_Entry, ...]]
) -> Callable[[Response], Page[_Entry]]:
    def parse(response: Response) -> Page[_Entry]:
        link = _NEXT_LINK.search(response.headers.get("link", ""))
        next_query = None if link is None else dict(parse_qsl(urlsplit(link[1]).query))
        return Page(entries(json_parser(model)(response)), next_query)

    return parse
