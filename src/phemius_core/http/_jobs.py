"""Jobs of the caller's account, and the audio of bulk jobs."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import anyio.to_thread

from phemius_core.billing import Idempotency
from phemius_core.errors import FieldProblem, InvalidRequest, NotFound
from phemius_core.http._body import BodyLimits, media_type_of
from phemius_core.http._reply_conversions import item_reply, job_reply
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.jobs import JobArchive
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
    "cancel_job",
    "create_job",
    "get_archive",
    "get_audio",
    "get_job",
    "job_body",
    "list_items",
    "list_jobs",
]

_MAX_PAGE_SIZE: Final = 1000
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
    limit = _query_number(context, "limit", default=100, minimum=1, maximum=_MAX_PAGE_SIZE)
    jobs, next_cursor = await context.gateway.jobs.list(
        context.caller.account_id, limit=limit, cursor=context.query.get("cursor")
    )
    replies = tuple(map(job_reply, jobs))
    return _page(context, JobList(jobs=replies), limit, cursor=next_cursor)


async def get_job(context: RequestContext) -> Reply:
    job = await context.gateway.jobs.get(context.caller.account_id, str(_job_id(context)))
    return json_reply(job_reply(job))


async def cancel_job(context: RequestContext) -> Reply:
    job = await context.gateway.jobs.cancel(context.caller.account_id, str(_job_id(context)))
    return json_reply(job_reply(job))


async def list_items(context: RequestContext) -> Reply:
    limit = _query_number(context, "limit", default=100, minimum=1, maximum=_MAX_PAGE_SIZE)
    start = _query_number(context, "start", default=0, minimum=0, maximum=_MAX_PAGE_SIZE)
    job_id = _job_id(context)
    items = await context.gateway.jobs.items(
        context.caller.account_id, str(job_id), start=start, limit=limit + 1
    )
    next_start = items[limit].position if len(items) > limit else None
    replies = tuple(item_reply(job_id, item) for item in items[:limit])
    return _page(context, JobItemList(items=replies), limit, start=next_start)


async def get_audio(context: RequestContext) -> Reply:
    index = context.path_params["index"]
    if not (index.isascii() and index.isdigit() and len(index) <= _MAX_INDEX_DIGITS):
        raise NotFound(f"there is no item {index[:40]!r} in this job")
    audio = await context.gateway.jobs.output(
        context.caller.account_id, str(_job_id(context)), int(index)
    )
    return Reply(200, {"Content-Type": audio.media_type}, audio.data)


async def get_archive(context: RequestContext) -> Reply:
    account_id, job_id = context.caller.account_id, str(_job_id(context))
    job = await context.gateway.jobs.get(account_id, job_id)
    archive = JobArchive(context.gateway.jobs, account_id, job)
    headers = {
        "Content-Type": archive.media_type,
        "Content-Disposition": f'attachment; filename="{job_id}.zip"',
    }
    return Reply(200, headers, archive)


def _page(
    context: RequestContext, value: JobList | JobItemList, limit: int, **position: str | int | None
) -> Reply:
    """A page of a list, with a link to the next page where there is one: RFC 8288."""
    reply = json_reply(value)
    (next_position,) = position.values()
    if next_position is not None:
        query = urlencode({"limit": limit, **position})
        reply.headers["Link"] = f'<{context.path}?{query}>; rel="next"'
    return reply


def _job_id(context: RequestContext) -> UUID:
    return context.path_id("job_id", "job")


def _query_number(
    context: RequestContext, name: str, *, default: int, minimum: int, maximum: int
) -> int:
    text = context.query.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and minimum <= int(text[:9]) <= maximum:
        return int(text[:9])
    message = f"{name} is {text[:20]!r}: send a number from {minimum} to {maximum}"
    raise InvalidRequest(message, fields=[FieldProblem(name, message, "out_of_range")])
