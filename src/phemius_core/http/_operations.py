"""What operators ask a server."""

from functools import lru_cache

from phemius_core.gateway import METRICS_TYPE
from phemius_core.http._context import RequestContext
from phemius_core.http._openapi import openapi_document
from phemius_core.http._reply import Reply, json_reply

__all__ = ["health", "metrics", "openapi", "ready"]


async def health(_context: RequestContext) -> Reply:
    """The process is alive; never waits for the model."""
    return json_reply({"status": "ok"})


async def ready(context: RequestContext) -> Reply:
    """The model has spoken its first word."""
    gateway = context.gateway
    return json_reply({"status": gateway.status}, 200 if gateway.status == "ready" else 503)


async def metrics(context: RequestContext) -> Reply:
    return Reply(200, {"Content-Type": METRICS_TYPE}, context.gateway.metrics.render())


async def openapi(context: RequestContext) -> Reply:
    return _document(context.prefix, context.gateway.settings.openai_profile)


@lru_cache(8)
def _document(prefix: str, profile: str) -> Reply:
    return json_reply(openapi_document(prefix=prefix, openai_profile=profile))
