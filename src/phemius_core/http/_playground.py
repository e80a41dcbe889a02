"""A page to try a server with."""

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files

from phemius_core.http._context import RequestContext
from phemius_core.http._reply import Reply

__all__ = ["playground"]


async def playground(_context: RequestContext) -> Reply:
    """One page without parts: nothing is loaded from elsewhere, and nothing else may run in it."""
    return _page()


@lru_cache(1)
def _page() -> Reply:
    html = files("phemius_core.http").joinpath("playground.html").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_hash(html, 'script')}; "
        f"style-src {_hash(html, 'style')}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Reply(200, headers, html.encode())


def _hash(html: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    assert found is not None  # noqa: S101 - the page is ours
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    return f"'sha256-{digest}'"
