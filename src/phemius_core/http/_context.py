"""One request as its handler sees it, and the route that led there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from phemius_core.accounts import Principal
from phemius_core.gateway import Gateway, WaitForDisconnect
from phemius_core.http._body import BodyLimits
from phemius_core.http._reply import Reply
from phemius_core.settings import Settings

__all__ = ["Handler", "Headers", "RequestContext", "Route", "json_body"]


class Headers(Protocol):
    """Request headers, as every framework has them."""

    def get(self, name: str, /) -> str | None:
        """The first value of that name, which is given in lower case."""
        ...


@dataclass(slots=True)
class RequestContext:
    """One request as its handler sees it."""

    gateway: Gateway
    request_id: str
    path: str
    """As the client sent it, mount and all."""
    prefix: str
    """Where the API is mounted; known on paths without braces."""
    headers: Headers
    query: Mapping[str, str]
    params: Mapping[str, str]
    """What stands in the path's braces."""
    body: bytes = b""
    principal: Principal | None = None
    disconnected: WaitForDisconnect | None = None

    @property
    def caller(self) -> Principal:
        """Who asks, on a route that is not public."""
        assert self.principal is not None  # noqa: S101 - the exchange has authenticated it
        return self.principal


Handler = Callable[[RequestContext], Awaitable[Reply]]


def json_body(settings: Settings) -> BodyLimits:
    """The usual body."""
    return BodyLimits(settings.max_body_bytes, settings.body_timeout_s)


@dataclass(frozen=True, slots=True)
class Route:
    """A method on a path."""

    method: str
    path: str
    """Such as `/v1/voices/{voice_id}`."""
    handle: Handler
    body: Callable[[Settings], BodyLimits] | None = field(default=None, kw_only=True)
    """The rules of its body, where it takes one."""
    public: bool = field(default=False, kw_only=True)
    """Answered without a key."""
    speaks: bool = field(default=False, kw_only=True)
    """Its handler asks the gateway to speak, which looks at the key once more."""
