"""Custom voices of the caller's account."""

from uuid import UUID

from phemius_core.errors import NotFound
from phemius_core.http._context import RequestContext
from phemius_core.http._reply import Reply, json_reply
from phemius_core.wire import parse_create_voice, parse_rename_voice

__all__ = [
    "create_voice",
    "delete_voice",
    "get_voice",
    "list_voices",
    "rename_voice",
    "voice_id_of",
]


async def list_voices(context: RequestContext) -> Reply:
    return json_reply(await context.gateway.voices.list(context.caller))


async def create_voice(context: RequestContext) -> Reply:
    request = parse_create_voice(context.body)
    return json_reply(await context.gateway.voices.create(context.caller, request), 201)


async def get_voice(context: RequestContext) -> Reply:
    return json_reply(await context.gateway.voices.get(context.caller, voice_id_of(context)))


async def rename_voice(context: RequestContext) -> Reply:
    request = parse_rename_voice(context.body)
    return json_reply(
        await context.gateway.voices.rename(context.caller, voice_id_of(context), request)
    )


async def delete_voice(context: RequestContext) -> Reply:
    await context.gateway.voices.delete(context.caller, voice_id_of(context))
    return Reply(204)


def voice_id_of(context: RequestContext) -> UUID:
    """The voice that the path names."""
    given = context.params["voice_id"]
    try:
        return UUID(given)
    except ValueError:
        raise NotFound(f"there is no custom voice {given[:40]!r} in this account") from None
