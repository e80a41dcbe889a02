"""What operators ask a server."""

from functools import lru_cache

from phemius_core.gateway import METRICS_TYPE
from phemius_core.http._call import Call
from phemius_core.http._reply import Reply, json_reply
from phemius_core.wire import openapi_document

__all__ = ["health", "metrics", "openapi", "ready"]


async def health(_call: Call) -> Reply:
    """The process is alive; never waits for the model."""
    return json_reply({"status": "ok"})


async def ready(call: Call) -> Reply:
    """The model has spoken its first word."""
    gateway = call.gateway
    return json_reply({"status": gateway.status}, 200 if gateway.status == "ready" else 503)


async def metrics(call: Call) -> Reply:
    return Reply(200, {"Content-Type": METRICS_TYPE}, call.gateway.metrics.render())


async def openapi(call: Call) -> Reply:
    return _document(call.prefix, call.gateway.settings.openai_profile)


@lru_cache(8)
def _document(prefix: str, profile: str) -> Reply:
    return json_reply(openapi_document(prefix=prefix, openai_profile=profile))
