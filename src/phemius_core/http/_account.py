"""What a caller may use, and has used."""

from phemius_core.http._call import Call
from phemius_core.http._reply import Reply, json_reply

__all__ = ["list_models", "list_voice_names", "usage"]


async def list_models(call: Call) -> Reply:
    return json_reply(call.gateway.models())


async def list_voice_names(call: Call) -> Reply:
    return json_reply(call.gateway.voice_names())


async def usage(call: Call) -> Reply:
    return json_reply(await call.gateway.usage(call.caller, call.query.get("month")))
