"""Custom voices of the caller's account."""

from uuid import UUID

from phemius_core.errors import FieldProblem, InvalidRequest, NotFound
from phemius_core.http._context import RequestContext
from phemius_core.http._replies import voice_reply
from phemius_core.http._reply import Reply, json_reply
from phemius_core.voices import VoiceCatalogue
from phemius_core.wire import (
    CreateVoiceRequest,
    VoiceList,
    parse_create_voice,
    parse_rename_voice,
)

__all__ = [
    "create_voice",
    "delete_voice",
    "get_voice",
    "list_voices",
    "rename_voice",
    "voice_id_of",
]


async def list_voices(context: RequestContext) -> Reply:
    voices = await context.gateway.voices.list(context.caller.account_id)
    return json_reply(VoiceList(voices=tuple(map(voice_reply, voices))))


async def create_voice(context: RequestContext) -> Reply:
    request = parse_create_voice(context.body)
    created = await context.gateway.voices.create(
        context.caller.account_id, name=request.name, model=request.model, spec=_spec_of(request)
    )
    return json_reply(voice_reply(created), 201)


async def get_voice(context: RequestContext) -> Reply:
    voice = await context.gateway.voices.get(context.caller.account_id, str(voice_id_of(context)))
    return json_reply(voice_reply(voice))


async def rename_voice(context: RequestContext) -> Reply:
    request = parse_rename_voice(context.body)
    voice = await context.gateway.voices.rename(
        context.caller.account_id, str(voice_id_of(context)), request.name
    )
    return json_reply(voice_reply(voice))


async def delete_voice(context: RequestContext) -> Reply:
    await context.gateway.voices.delete(context.caller.account_id, str(voice_id_of(context)))
    return Reply(204)


def voice_id_of(context: RequestContext) -> UUID:
    """The voice that the path names."""
    given = context.params["voice_id"]
    try:
        return UUID(given)
    except ValueError:
        raise NotFound(f"there is no custom voice {given[:40]!r} in this account") from None


def _spec_of(request: CreateVoiceRequest) -> str:
    """Returns the stock voice or blend that a new voice speaks with.

    Raises:
        InvalidRequest: There is no such voice; `fields` names the field of this request.
    """
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
