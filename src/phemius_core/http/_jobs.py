"""Jobs of the caller's account."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import anyio.to_thread

from phemius_core.billing import Idempotency
from phemius_core.errors import FieldProblem, InvalidRequest, NotFound
from phemius_core.http._body import BodyLimits
from phemius_core.http._context import RequestContext
from phemius_core.http._replies import item_reply, job_reply
from phemius_core.http._reply import Reply, json_reply
from phemius_core.jobs import JobArchive
from phemius_core.settings import Settings
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    JSON_LINES,
    JobItemList,
    JobList,
    parse_bulk,
)

__all__ = [
    "cancel_job",
    "create_job",
    "get_archive",
    "get_audio",
    "get_job",
    "job_body",
    "list_items",
    "list_jobs",
]

_MAX_PAGE: Final = 1000


def job_body(settings: Settings) -> BodyLimits:
    """Larger than the usual one; JSON, or one item per line."""
    return BodyLimits(
        settings.max_job_body_bytes,
        settings.body_timeout_s,
        media_types=("application/json", *JSON_LINES),
    )


async def create_job(context: RequestContext) -> Reply:
    media = (context.headers.get("content-type") or "").partition(";")[0].strip().lower()
    lines = media in JSON_LINES
    audio_format = context.query.get("format")
    if audio_format is not None and not lines:
        message = "format belongs into the JSON body; in the query it goes with JSON lines"
        raise InvalidRequest(message, fields=[FieldProblem("format", message)])

    draft = await anyio.to_thread.run_sync(
        lambda: parse_bulk(context.body, lines=lines, audio_format=audio_format)
    )
    key = context.headers.get(IDEMPOTENCY_KEY.lower())
    body = b"%s %s %s" % (media.encode(), (audio_format or "").encode(), context.body)
    job = await context.gateway.job_submitter.submit_bulk(
        context.caller,
        draft,
        request_id=context.request_id,
        idempotency=None if key is None else Idempotency(key, body),
    )
    reply = json_reply(job_reply(job), 202)
    reply.headers["Location"] = f"{context.path}/{job.id}"
    return reply


async def list_jobs(context: RequestContext) -> Reply:
    limit = _number(context, "limit", default=100, least=1, most=_MAX_PAGE)
    jobs, more = await context.gateway.jobs.list(
        context.caller.account_id, limit=limit, cursor=context.query.get("cursor")
    )
    return _page(context, JobList(jobs=tuple(map(job_reply, jobs))), limit, cursor=more)


async def get_job(context: RequestContext) -> Reply:
    job = await context.gateway.jobs.get(context.caller.account_id, str(_id(context)))
    return json_reply(job_reply(job))


async def cancel_job(context: RequestContext) -> Reply:
    job = await context.gateway.jobs.cancel(context.caller.account_id, str(_id(context)))
    return json_reply(job_reply(job))


async def list_items(context: RequestContext) -> Reply:
    limit = _number(context, "limit", default=100, least=1, most=_MAX_PAGE)
    start = _number(context, "start", default=0, least=0, most=_MAX_PAGE)
    job_id = _id(context)
    found = await context.gateway.jobs.items(
        context.caller.account_id, str(job_id), start=start, limit=limit + 1
    )
    more = found[limit].position if len(found) > limit else None
    items = tuple(item_reply(job_id, item) for item in found[:limit])
    return _page(context, JobItemList(items=items), limit, start=more)


async def get_audio(context: RequestContext) -> Reply:
    given = context.params["index"]
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        raise NotFound(f"there is no item {given[:40]!r} in this job")
    audio = await context.gateway.jobs.output(
        context.caller.account_id, str(_id(context)), int(given)
    )
    return Reply(200, {"Content-Type": audio.media_type}, audio.data)


async def get_archive(context: RequestContext) -> Reply:
    account_id, job_id = context.caller.account_id, str(_id(context))
    job = await context.gateway.jobs.get(account_id, job_id)
    archive = JobArchive(context.gateway.jobs, account_id, job)
    headers = {
        "Content-Type": archive.media_type,
        "Content-Disposition": f'attachment; filename="{job_id}.zip"',
    }
    return Reply(200, headers, archive)


def _page(
    context: RequestContext, value: JobList | JobItemList, limit: int, **more: str | int | None
) -> Reply:
    """A page, with a link to the next one: RFC 8288."""
    reply = json_reply(value)
    (following,) = more.values()
    if following is not None:
        query = urlencode({"limit": limit, **more})
        reply.headers["Link"] = f'<{context.path}?{query}>; rel="next"'
    return reply


def _id(context: RequestContext) -> UUID:
    given = context.params["job_id"]
    try:
        return UUID(given)
    except ValueError:
        raise NotFound(f"there is no job {given[:40]!r} in this account") from None


def _number(context: RequestContext, name: str, *, default: int, least: int, most: int) -> int:
    given = context.query.get(name)
    if given is None:
        return default
    if given.isascii() and given.isdigit() and least <= int(given[:9]) <= most:
        return int(given[:9])
    message = f"{name} is {given[:20]!r}: give a number from {least} to {most}"
    raise InvalidRequest(message, fields=[FieldProblem(name, message, "out_of_range")])
