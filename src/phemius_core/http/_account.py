"""What a caller may use, and has used."""

from phemius_core.http._context import RequestContext
from phemius_core.http._reply import Reply, json_reply

__all__ = ["list_models", "list_voice_names", "usage"]


async def list_models(context: RequestContext) -> Reply:
    return json_reply(context.gateway.models())


async def list_voice_names(context: RequestContext) -> Reply:
    return json_reply(context.gateway.voice_names())


async def usage(context: RequestContext) -> Reply:
    return json_reply(await context.gateway.usage(context.caller, context.query.get("month")))
