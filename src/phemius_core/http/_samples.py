"""Recordings that voices are cloned from."""

from functools import partial
from typing import Final

import anyio.to_thread

from phemius_core.http._call import Call
from phemius_core.http._multipart import parse_form
from phemius_core.http._reply import Reply, json_reply
from phemius_core.http._rules import BodyRules
from phemius_core.http._voices import voice_id_of
from phemius_core.settings import Settings
from phemius_core.wire import IDEMPOTENCY_KEY, parse_sample

__all__ = ["create_sample", "sample_body"]

_FORM_BYTES: Final = 16 << 10
"""Of the form around the recording."""


def sample_body(settings: Settings) -> BodyRules:
    """A form with a recording."""
    return BodyRules(
        settings.max_sample_bytes + _FORM_BYTES,
        settings.body_timeout_s,
        media_types=("multipart/form-data",),
    )


async def create_sample(call: Call) -> Reply:
    """`POST /v1/voices/{voice_id}/samples`."""
    voice_id = voice_id_of(call)
    content_type = call.headers.get("content-type") or ""
    parts = await anyio.to_thread.run_sync(partial(parse_form, call.body, content_type))
    call.body = b""
    audio = parts.pop("audio", None)
    request = parse_sample(
        {name: part.text for name, part in parts.items()}, audio=audio is not None
    )
    job = await call.gateway.samples.create(
        call.caller,
        voice_id,
        request,
        audio=b"" if audio is None else bytes(audio.data),
        request_id=call.request_id,
        key=call.headers.get(IDEMPOTENCY_KEY.lower()),
    )
    reply = json_reply(job, 202)
    prefix = call.path.rpartition("/v1/voices/")[0]
    reply.headers["Location"] = f"{prefix}/v1/jobs/{job.id}"
    return reply
