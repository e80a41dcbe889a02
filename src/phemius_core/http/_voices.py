"""Custom voices of the caller's account, and the recordings that they are cloned from."""

from functools import partial
from typing import Final
from uuid import UUID

import anyio.to_thread

from phemius_core.errors import NotFound
from phemius_core.http._body import BodyLimits
from phemius_core.http._multipart import parse_form
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.settings import Settings
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    parse_create_voice,
    parse_rename_voice,
    parse_sample,
)

__all__ = [
    "create_sample",
    "create_voice",
    "delete_voice",
    "get_voice",
    "list_voices",
    "rename_voice",
    "sample_body",
]

_FORM_OVERHEAD_BYTES: Final = 16 << 10
"""Bytes of a form besides the recording: boundaries, part headers and text fields."""


def sample_body(settings: Settings) -> BodyLimits:
    """Limits of a form with a recording."""
    return BodyLimits(
        settings.max_sample_bytes + _FORM_OVERHEAD_BYTES,
        settings.body_timeout_s,
        media_types=("multipart/form-data",),
    )


async def list_voices(context: RequestContext) -> Reply:
    return json_reply(await context.gateway.voices.list(context.caller))


async def create_voice(context: RequestContext) -> Reply:
    request = parse_create_voice(context.body)
    return json_reply(await context.gateway.voices.create(context.caller, request), 201)


async def get_voice(context: RequestContext) -> Reply:
    return json_reply(await context.gateway.voices.get(context.caller, _voice_id(context)))


async def rename_voice(context: RequestContext) -> Reply:
    request = parse_rename_voice(context.body)
    return json_reply(
        await context.gateway.voices.rename(context.caller, _voice_id(context), request)
    )


async def delete_voice(context: RequestContext) -> Reply:
    await context.gateway.voices.delete(context.caller, _voice_id(context))
    return Reply(204)


async def create_sample(context: RequestContext) -> Reply:
    """Start a cloning job from the recording in the form."""
    voice_id = _voice_id(context)
    content_type = context.headers.get("content-type") or ""
    parts = await anyio.to_thread.run_sync(partial(parse_form, context.body, content_type))
    context.body = b""
    recording = parts.pop("audio", None)
    request = parse_sample(
        {name: part.text for name, part in parts.items()}, has_audio=recording is not None
    )
    job = await context.gateway.samples.create(
        context.caller,
        voice_id,
        request,
        audio=b"" if recording is None else bytes(recording.data),
        request_id=context.request_id,
        key=context.headers.get(IDEMPOTENCY_KEY.lower()),
    )
    reply = json_reply(job, 202)
    prefix = context.path.rpartition("/v1/voices/")[0]
    reply.headers["Location"] = f"{prefix}/v1/jobs/{job.id}"
    return reply


def _voice_id(context: RequestContext) -> UUID:
    text = context.path_params["voice_id"]
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(f"there is no custom voice {text[:40]!r} in this account") from None
