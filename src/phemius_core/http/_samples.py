"""Recordings that voices are cloned from."""

from functools import partial
from typing import Final

import anyio.to_thread

from phemius_core.http._body import BodyLimits
from phemius_core.http._context import RequestContext
from phemius_core.http._multipart import parse_form
from phemius_core.http._reply import Reply, json_reply
from phemius_core.http._voices import voice_id_of
from phemius_core.settings import Settings
from phemius_core.wire import IDEMPOTENCY_KEY, parse_sample

__all__ = ["create_sample", "sample_body"]

_FORM_BYTES: Final = 16 << 10
"""Of the form around the recording."""


def sample_body(settings: Settings) -> BodyLimits:
    """A form with a recording."""
    return BodyLimits(
        settings.max_sample_bytes + _FORM_BYTES,
        settings.body_timeout_s,
        media_types=("multipart/form-data",),
    )


async def create_sample(context: RequestContext) -> Reply:
    """`POST /v1/voices/{voice_id}/samples`."""
    voice_id = voice_id_of(context)
    content_type = context.headers.get("content-type") or ""
    parts = await anyio.to_thread.run_sync(partial(parse_form, context.body, content_type))
    context.body = b""
    audio = parts.pop("audio", None)
    request = parse_sample(
        {name: part.text for name, part in parts.items()}, has_audio=audio is not None
    )
    job = await context.gateway.samples.create(
        context.caller,
        voice_id,
        request,
        audio=b"" if audio is None else bytes(audio.data),
        request_id=context.request_id,
        key=context.headers.get(IDEMPOTENCY_KEY.lower()),
    )
    reply = json_reply(job, 202)
    prefix = context.path.rpartition("/v1/voices/")[0]
    reply.headers["Location"] = f"{prefix}/v1/jobs/{job.id}"
    return reply
