"""Models, voice names, usage, probes, metrics and the playground page."""

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files

from phemius_core.gateway import METRICS_TYPE, run_until_disconnect
from phemius_core.http._reply_conversions import models_reply, usage_reply, voice_names_reply
from phemius_core.http._types import Reply, RequestContext, json_reply

__all__ = [
    "get_health",
    "get_metrics",
    "get_playground",
    "get_readiness",
    "get_usage",
    "list_models",
    "list_voice_names",
]


async def list_models(context: RequestContext) -> Reply:
    return json_reply(models_reply(context.gateway.settings.openai_profile))


async def list_voice_names(_context: RequestContext) -> Reply:
    return json_reply(voice_names_reply())


async def get_usage(context: RequestContext) -> Reply:
    usage = await run_until_disconnect(
        lambda: context.gateway.usage(context.caller, context.query.get("month")),
        context.wait_for_disconnect,
    )
    return json_reply(usage_reply(usage))


async def get_health(context: RequestContext) -> Reply:
    """The process can go on; it does not wait for the model, nor for the database."""
    reason = context.gateway.failure
    if reason is None:
        return json_reply({"status": "ok"})
    return json_reply({"status": "failed", "reason": reason}, 503)


async def get_readiness(context: RequestContext) -> Reply:
    """The model is loaded and has synthesised its warm-up text."""
    gateway = context.gateway
    return json_reply({"status": gateway.status}, 200 if gateway.status == "ready" else 503)


async def get_metrics(context: RequestContext) -> Reply:
    return Reply(200, {"Content-Type": METRICS_TYPE}, context.gateway.metrics.render())


async def get_playground(_context: RequestContext) -> Reply:
    """A self-contained page to try the server with, under a policy that lets it load nothing."""
    return _playground_page()


@lru_cache(1)
def _playground_page() -> Reply:
    html = files("phemius_core.http").joinpath("playground.html").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_content_hash(html, 'script')}; "
        f"style-src {_content_hash(html, 'style')}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Reply(200, headers, html.encode())


def _content_hash(html: str, tag: str) -> str:
    """Source expression of the Content-Security-Policy for the only element with that tag."""
    element = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    assert element is not None  # noqa: S101 - the page is part of this package
    digest = base64.b64encode(hashlib.sha256(element[1].encode()).digest()).decode()
    return f"'sha256-{digest}'"
