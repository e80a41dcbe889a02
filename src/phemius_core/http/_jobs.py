"""Jobs of the caller's account, and the audio of bulk jobs."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import anyio.to_thread

from phemius_core.billing import Idempotency
from phemius_core.errors import Conflict, FieldProblem, InvalidRequest, NotFound
from phemius_core.http._body import BodyLimits, media_type_of
from phemius_core.http._reply_conversions import item_reply, job_reply
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.jobs import JobArchive, OpenJobFile
from phemius_core.settings import Settings
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    JSON_LINES,
    BulkDraft,
    JobItemList,
    JobList,
    parse_bulk,
)

__all__ = [
    "admit_job",
    "create_job",
    "delete_job",
    "get_archive",
    "get_audio",
    "get_job",
    "job_body",
    "list_items",
    "list_jobs",
]

_MAX_PAGE_SIZE: Final = 1000
_MAX_LISTED_JOBS: Final = 10_000
"""Jobs of a list without a limit."""
_MAX_INDEX_DIGITS: Final = 6


def job_body(settings: Settings) -> BodyLimits:
    """Limits of a bulk job's body: a JSON object, or one item per line."""
    return BodyLimits(
        settings.max_job_body_bytes,
        settings.body_timeout_s,
        media_types=("application/json", *JSON_LINES),
        spooled=True,
    )


async def admit_job(context: RequestContext) -> None:
    """Refuse a job before its body is read, wherever that is possible."""
    await context.gateway.job_submitter.admit_bulk(
        context.caller,
        idempotency_key=context.headers.get(IDEMPOTENCY_KEY.lower()),
    )


async def create_job(context: RequestContext) -> Reply:
    media_type = media_type_of(context.headers.get("content-type"))
    lines = media_type in JSON_LINES
    audio_format = context.query.get("format")
    if audio_format is not None and not lines:
        message = "format belongs in the JSON body: only a body of JSON lines has it in the query"
        raise InvalidRequest(message, fields=[FieldProblem("format", message)])
    key = context.headers.get(IDEMPOTENCY_KEY.lower())

    def parse() -> tuple[BulkDraft, Idempotency | None]:
        body = context.body
        draft = parse_bulk(body, lines=lines, audio_format=audio_format)
        if key is None:
            return draft, None
        head = b"%s %s " % (media_type.encode(), (audio_format or "").encode())
        return draft, Idempotency(key, head + body)

    draft, idempotency = await anyio.to_thread.run_sync(parse, limiter=context.gateway.body_parsers)
    job = await context.gateway.job_submitter.submit_bulk(
        context.caller, draft, request_id=context.request_id, idempotency=idempotency
    )
    reply = json_reply(job_reply(job), 202)
    reply.headers["Location"] = f"{context.path}/{job.id}"
    return reply


async def list_jobs(context: RequestContext) -> Reply:
    limit = _query_number(context, "limit", default=None, minimum=1, maximum=_MAX_PAGE_SIZE)
    jobs, next_cursor = await context.gateway.jobs.list(
        context.caller.account_id,
        limit=limit or _MAX_LISTED_JOBS,
        cursor=context.query.get("cursor"),
    )

    def reply() -> Reply:
        listed = JobList(jobs=tuple(map(job_reply, jobs)))
        return _page(context, listed, next_cursor, limit=limit, cursor=next_cursor)

    # Thousands of jobs take a while to write: not on the event loop.
    return await anyio.to_thread.run_sync(reply)


async def get_job(context: RequestContext) -> Reply:
    job = await context.gateway.jobs.get(context.caller.account_id, str(_job_id(context)))
    return json_reply(job_reply(job))


async def delete_job(context: RequestContext) -> Reply:
    jobs, account_id, job_id = context.gateway.jobs, context.caller.account_id, _job_id(context)
    if _query_flag(context, "only_cancel"):
        return json_reply(job_reply(await jobs.cancel(account_id, str(job_id))))
    if (await jobs.get(account_id, str(job_id))).ended_at is None:
        with suppress(Conflict):  # it has ended meanwhile
            return json_reply(job_reply(await jobs.cancel(account_id, str(job_id))))
    await jobs.delete(account_id, str(job_id))
    return Reply(204)


async def list_items(context: RequestContext) -> Reply:
    limit = _query_number(context, "limit", default=None, minimum=1, maximum=_MAX_PAGE_SIZE)
    start = _query_number(context, "start", default=0, minimum=0, maximum=_MAX_PAGE_SIZE)
    at_most = limit or _MAX_PAGE_SIZE
    job_id = _job_id(context)
    items = await context.gateway.jobs.items(
        context.caller.account_id, str(job_id), start=start or 0, limit=at_most + 1
    )
    next_start = items[at_most].position if len(items) > at_most else None
    next_cursor = None if next_start is None else str(next_start)
    replies = tuple(item_reply(job_id, item) for item in items[:at_most])
    return _page(context, JobItemList(items=replies), next_cursor, limit=limit, start=next_cursor)


async def get_audio(context: RequestContext) -> Reply:
    index = context.path_params["index"]
    if not (index.isascii() and index.isdigit() and len(index) <= _MAX_INDEX_DIGITS):
        raise NotFound(f"there is no item {index[:40]!r} in this job")
    audio = await context.gateway.jobs.open_output(
        context.caller.account_id, str(_job_id(context)), int(index)
    )
    headers = {"Content-Type": audio.media_type, "Content-Length": str(audio.size_bytes)}
    return Reply(200, headers, _FileBody(audio))


async def get_archive(context: RequestContext) -> Reply:
    account_id, job_id = context.caller.account_id, str(_job_id(context))
    job = await context.gateway.jobs.get(account_id, job_id)
    archive = JobArchive(context.gateway.jobs, account_id, job)
    await archive.check()
    headers = {
        "Content-Type": archive.media_type,
        "Content-Disposition": f'attachment; filename="{job_id}.zip"',
    }
    return Reply(200, headers, archive)


class _FileBody:
    """A `StreamedBody` that is read from a file while it is sent."""

    is_buffered: Final = False

    def __init__(self, file: OpenJobFile) -> None:
        self._file = file

    async def body(self) -> AsyncGenerator[bytes]:
        while chunk := await self._file.read():
            yield chunk

    async def aclose(self) -> None:
        await self._file.aclose()


def _page(
    context: RequestContext,
    value: JobList | JobItemList,
    next_cursor: str | None,
    **query: str | int | None,
) -> Reply:
    """A list, which says where it goes on if it does: in the body and in a link (RFC 8288)."""
    if next_cursor is None:
        return json_reply(value.model_dump(mode="json", exclude={"has_more", "next_cursor"}))
    more = value.model_copy(update={"has_more": True, "next_cursor": next_cursor})
    reply = json_reply(more)
    given = {name: argument for name, argument in query.items() if argument is not None}
    reply.headers["Link"] = f'<{context.path}?{urlencode(given)}>; rel="next"'
    return reply


def _job_id(context: RequestContext) -> UUID:
    return context.path_id("job_id", "job")


def _query_flag(context: RequestContext, name: str) -> bool:
    text = context.query.get(name, "false")
    if text not in {"true", "false"}:
        message = f"{name} is {text[:20]!r}: send true or false"
        raise InvalidRequest(message, fields=[FieldProblem(name, message)])
    return text == "true"


def _query_number(
    context: RequestContext, name: str, *, default: int | None, minimum: int, maximum: int
) -> int | None:
    text = context.query.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and minimum <= int(text[:9]) <= maximum:
        return int(text[:9])
    message = f"{name} is {text[:20]!r}: send a number from {minimum} to {maximum}"
    raise InvalidRequest(message, fields=[FieldProblem(name, message, "out_of_range")])
