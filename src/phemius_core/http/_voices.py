"""Custom voices of the caller's account."""

from uuid import UUID

from phemius_core.errors import NotFound
from phemius_core.http._call import Call
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


async def list_voices(call: Call) -> Reply:
    return json_reply(await call.gateway.voices.list(call.caller))


async def create_voice(call: Call) -> Reply:
    request = parse_create_voice(call.body)
    return json_reply(await call.gateway.voices.create(call.caller, request), 201)


async def get_voice(call: Call) -> Reply:
    return json_reply(await call.gateway.voices.get(call.caller, voice_id_of(call)))


async def rename_voice(call: Call) -> Reply:
    request = parse_rename_voice(call.body)
    return json_reply(await call.gateway.voices.rename(call.caller, voice_id_of(call), request))


async def delete_voice(call: Call) -> Reply:
    await call.gateway.voices.delete(call.caller, voice_id_of(call))
    return Reply(204)


def voice_id_of(call: Call) -> UUID:
    """The voice that the path names."""
    given = call.params["voice_id"]
    try:
        return UUID(given)
    except ValueError:
        raise NotFound(f"there is no custom voice {given[:40]!r} in this account") from None
