"""What a caller may use, and has used."""

from phemius_core.http._context import RequestContext
from phemius_core.http._replies import models_reply, usage_reply, voice_names_reply
from phemius_core.http._reply import Reply, json_reply

__all__ = ["list_models", "list_voice_names", "usage"]


async def list_models(context: RequestContext) -> Reply:
    return json_reply(models_reply(context.gateway.settings.openai_profile))


async def list_voice_names(_context: RequestContext) -> Reply:
    return json_reply(voice_names_reply())


async def usage(context: RequestContext) -> Reply:
    return json_reply(
        usage_reply(await context.gateway.usage(context.caller, context.query.get("month")))
    )
