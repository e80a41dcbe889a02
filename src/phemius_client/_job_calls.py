"""Calls about jobs and cloning: what is sent, and how the reply is read. No I/O."""

import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Generic, Literal, TypeVar
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from pydantic import BaseModel

from phemius_client._calls import Call, Got, given, model
from phemius_client._errors import JobFailedError, JobTimeoutError
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    JSON_LINES,
    BulkItem,
    Job,
    JobItem,
    JobItemList,
    JobList,
)

__all__ = [
    "Audio",
    "CloneDepth",
    "JobFormat",
    "JobItems",
    "JobLines",
    "JobRef",
    "Page",
    "cancel_job",
    "create_job",
    "end_of",
    "get_archive",
    "get_audio",
    "get_job",
    "list_items",
    "list_jobs",
    "pause_before_look",
    "sample_of",
    "send_sample",
]

JobFormat = Literal["wav", "flac", "mp3", "ogg", "opus", "pcm"]
CloneDepth = Literal["full", "fast"]
JobRef = Job | UUID | str
"""A job, or its id."""
JobItems = Iterable[str | Mapping[str, Any] | BulkItem]
"""Texts; or requests as of `POST /v1/speech`, that may have an `id`."""
JobLines = str | os.PathLike[str] | Iterable[str | bytes]
"""A file of one JSON object per line, or such lines."""
Audio = str | os.PathLike[str] | bytes | IO[bytes]
"""A file's path, its bytes, or the open file."""

_ENDED: Final = frozenset({"succeeded", "failed", "cancelled"})
_FIRST_LOOK_S: Final = 0.1
_LONGEST_LOOK_S: Final = 2.0
_NEXT: Final = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
_Read = TypeVar("_Read")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Page(Generic[_Read]):
    """A part of a list, and how to go on."""

    found: tuple[_Read, ...]
    following: Mapping[str, str] | None
    """The query of the next page; None after the last."""


def create_job(
    items: JobItems | None,
    jsonl: JobLines | None,
    audio_format: JobFormat,
    idempotency_key: str | None,
) -> Call[Job]:
    """`POST /v1/jobs`, under a key of its own, so that no repetition is a second job.

    Raises:
        ValueError: Not exactly one of `items` and `jsonl` is given.
        OSError: The file cannot be read.
    """
    if (items is None) == (jsonl is None):
        raise ValueError("give either items or jsonl")
    headers = {IDEMPOTENCY_KEY: idempotency_key or f"phemius-client-{uuid.uuid4()}"}
    if jsonl is not None:
        return Call(
            method="POST",
            path="/v1/jobs",
            read=model(Job),
            content=_lines(jsonl),
            headers={**headers, "Content-Type": JSON_LINES[0]},
            query={"format": audio_format},
        )
    if isinstance(items, str):
        raise TypeError("items is a list of texts or requests, not one text")
    body = {"type": "bulk_synthesis", "format": audio_format, "items": [*map(_item, items or ())]}
    return Call(method="POST", path="/v1/jobs", read=model(Job), json=body, headers=headers)


def list_jobs(query: Mapping[str, str]) -> Call[Page[Job]]:
    return Call(
        method="GET", path="/v1/jobs", read=_page(JobList, lambda page: page.jobs), query=query
    )


def get_job(job: JobRef) -> Call[Job]:
    return Call(method="GET", path=_path(job), read=model(Job))


def cancel_job(job: JobRef) -> Call[Job]:
    return Call(method="DELETE", path=_path(job), read=model(Job))


def list_items(job: JobRef, query: Mapping[str, str]) -> Call[Page[JobItem]]:
    read = _page(JobItemList, lambda page: page.items)
    return Call(method="GET", path=f"{_path(job)}/items", read=read, query=query)


def get_audio(job: JobRef, index: int) -> Call[bytes]:
    return Call(
        method="GET", path=f"{_path(job)}/items/{int(index)}/audio", read=lambda got: got.body
    )


def get_archive(job: JobRef) -> Call[None]:
    return Call(method="GET", path=f"{_path(job)}/audio.zip", read=lambda _: None)


def sample_of(audio: Audio) -> tuple[str, bytes]:
    """The name and the bytes of a recording.

    Raises:
        OSError: The file cannot be read.
    """
    if isinstance(audio, bytes | bytearray | memoryview):
        return "sample", bytes(audio)
    if isinstance(audio, str | os.PathLike):
        path = Path(audio)
        return path.name, path.read_bytes()
    return Path(str(getattr(audio, "name", "sample"))).name, audio.read()


def send_sample(
    voice_id: UUID | str, sample: tuple[str, bytes], depth: CloneDepth, idempotency_key: str | None
) -> Call[Job]:
    """`POST /v1/voices/{voice_id}/samples`, under a key of its own.

    The boundary is made of the recording, so that a repetition is the same request to the byte.
    """
    name, data = sample
    boundary = f"phemius-{hashlib.sha256(data).hexdigest()[:40]}"
    voice = voice_id if isinstance(voice_id, UUID) else UUID(voice_id)
    return Call(
        method="POST",
        path=f"/v1/voices/{voice}/samples",
        read=model(Job),
        form={"consent": "true", "depth": depth},
        files={"audio": (name, data, "application/octet-stream")},
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            IDEMPOTENCY_KEY: idempotency_key or f"phemius-client-{uuid.uuid4()}",
        },
    )


def end_of(job: Job, *, waited_s: float, timeout_s: float | None) -> Job | None:
    """A job that has ended well; None while it goes on.

    Raises:
        JobFailedError: It failed, or was cancelled.
        JobTimeoutError: It goes on, and was waited for long enough.
    """
    if job.status not in _ENDED:
        if timeout_s is not None and waited_s >= timeout_s:
            raise JobTimeoutError(
                f"job {job.id} is {job.status} after {waited_s:.1f} s: it goes on, wait again", job
            )
        return None
    if job.status != "succeeded":
        why = f": {job.error}" if job.error else ""
        raise JobFailedError(f"job {job.id} {_ended_as(job)}{why}", job)
    return job


def pause_before_look(looks: int, *, left_s: float | None) -> float:
    """Seconds until a job is looked at again: soon at first, then less often."""
    pause = min(_LONGEST_LOOK_S, _FIRST_LOOK_S * 1.5 ** min(looks, 20))
    return pause if left_s is None else max(0.0, min(pause, left_s))


def _ended_as(job: Job) -> str:
    return "was cancelled" if job.status == "cancelled" else "failed"


def _item(item: str | Mapping[str, Any] | BulkItem) -> dict[str, Any]:
    if isinstance(item, str):
        return {"text": item}
    if isinstance(item, BulkItem):
        return item.model_dump(mode="json", exclude_defaults=True)
    fields = {
        name: str(value) if isinstance(value, UUID) else value for name, value in item.items()
    }
    return given(**fields)


def _lines(jsonl: JobLines) -> bytes:
    if isinstance(jsonl, str | os.PathLike):
        return Path(jsonl).read_bytes()
    lines = (line.encode() if isinstance(line, str) else line for line in jsonl)
    return b"\n".join(line.rstrip(b"\r\n") for line in lines)


def _path(job: JobRef) -> str:
    if isinstance(job, Job):
        return f"/v1/jobs/{job.id}"
    return f"/v1/jobs/{job if isinstance(job, UUID) else UUID(job)}"


def _page(
    kind: type[_Model], found: Callable[[_Model], tuple[_Read, ...]]
) -> Callable[[Got], Page[_Read]]:
    def read(got: Got) -> Page[_Read]:
        link = _NEXT.search(got.headers.get("link", ""))
        following = None if link is None else dict(parse_qsl(urlsplit(link[1]).query))
        return Page(found(model(kind)(got)), following)

    return read
