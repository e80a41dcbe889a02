"""Custom voices of the caller's account, and the recordings that they are cloned from."""

from functools import partial
from typing import Final
from uuid import UUID

import anyio.to_thread

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.gateway import run_until_disconnect
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
    "admit_sample",
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
        spooled=True,
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


async def admit_sample(context: RequestContext) -> None:
    """Refuse an upload before its body is read, wherever that is possible."""
    await context.gateway.job_submitter.admit_cloning(
        context.caller,
        _voice_id(context),
        idempotency_key=context.headers.get(IDEMPOTENCY_KEY.lower()),
    )


async def create_sample(context: RequestContext) -> Reply:
    """Start a cloning job from the recording in the form."""
    voice_id = _voice_id(context)
    submitter, incoming = context.gateway.job_submitter, context.incoming
    assert incoming is not None  # noqa: S101 - the route has a body
    content_type = context.headers.get("content-type") or ""
    with await anyio.to_thread.run_sync(
        lambda: parse_form(incoming.open(), content_type), limiter=context.gateway.body_parsers
    ) as parts:
        incoming.discard()
        recording = parts.get("audio")
        request = parse_sample(
            {name: part.text for name, part in parts.items() if name != "audio"},
            has_audio=recording is not None,
        )
        assert recording is not None  # noqa: S101 - `parse_sample` has checked it
        checked = await run_until_disconnect(
            partial(submitter.recordings.check, context.caller.account_id, recording.file),
            context.wait_for_disconnect,
        )
    job = await submitter.submit_cloning(
        context.caller,
        voice_id,
        request,
        recording=checked,
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
