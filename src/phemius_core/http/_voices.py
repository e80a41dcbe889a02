"""Custom voices of the caller's account, and the recordings that they are cloned from."""

from functools import partial
from typing import Final
from uuid import UUID

import anyio.to_thread

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.http._body import BodyLimits
from phemius_core.http._multipart import parse_form
from phemius_core.http._reply_conversions import job_reply, voice_reply
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.settings import Settings
from phemius_core.wire import (
    IDEMPOTENCY_KEY,
    CreateVoiceRequest,
    VoiceList,
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
    voices = await context.gateway.voices.list(context.caller.account_id)
    return json_reply(VoiceList(voices=tuple(map(voice_reply, voices))))


async def create_voice(context: RequestContext) -> Reply:
    request = parse_create_voice(context.body)
    created = await context.gateway.voices.create(
        context.caller.account_id, name=request.name, model=request.model, spec=_voice_spec(request)
    )
    return json_reply(voice_reply(created), 201)


async def get_voice(context: RequestContext) -> Reply:
    voice = await context.gateway.voices.get(context.caller.account_id, str(_voice_id(context)))
    return json_reply(voice_reply(voice))


async def rename_voice(context: RequestContext) -> Reply:
    request = parse_rename_voice(context.body)
    voice = await context.gateway.voices.rename(
        context.caller.account_id, str(_voice_id(context)), request.name
    )
    return json_reply(voice_reply(voice))


async def delete_voice(context: RequestContext) -> Reply:
    await context.gateway.voices.delete(context.caller.account_id, str(_voice_id(context)))
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
    job = await context.gateway.job_submitter.submit_cloning(
        context.caller,
        voice_id,
        request,
        audio=b"" if recording is None else bytes(recording.data),
        request_id=context.request_id,
        idempotency_key=context.headers.get(IDEMPOTENCY_KEY.lower()),
    )
    reply = json_reply(job_reply(job), 202)
    prefix = context.path.rpartition("/v1/voices/")[0]
    reply.headers["Location"] = f"{prefix}/v1/jobs/{job.id}"
    return reply


def _voice_id(context: RequestContext) -> UUID:
    return context.path_id("voice_id", "custom voice")


def _voice_spec(request: CreateVoiceRequest) -> str:
    """Returns the stock voice or blend that a new voice speaks with.

    Raises:
        InvalidRequest: There is no such voice; `fields` names the field of this request.
    """
    from phemius_core.voices import VoiceCatalogue

    field = "base_voice" if request.blend is None else "blend"
    spec = request.blend or request.base_voice or "default"
    try:
        VoiceCatalogue().resolve(spec)
    except InvalidRequest as error:
        error.fields = tuple(
            FieldProblem(field, problem.message, problem.code) for problem in error.fields
        )
        raise
    return spec
