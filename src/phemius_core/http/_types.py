"""What passes between the exchange, the route table and the handlers."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol
from uuid import UUID

from pydantic import BaseModel

from phemius_core.accounts import Principal
from phemius_core.errors import NotFound
from phemius_core.gateway import Gateway, WaitForDisconnect
from phemius_core.http._body import BodyLimits
from phemius_core.http._documentation import Operation
from phemius_core.http._incoming_body import IncomingBody
from phemius_core.settings import Settings

__all__ = [
    "Authentication",
    "Handler",
    "Headers",
    "NoBody",
    "Reply",
    "RequestContext",
    "Route",
    "StreamedBody",
    "is_openai_path",
    "json_reply",
]


class Headers(Protocol):
    """Request headers; the header classes of the frameworks satisfy it."""

    def get(self, name: str, /) -> str | None:
        """The first value of a header, or None.

        Args:
            name: Name of the header in lower case.
        """
        ...


class StreamedBody(Protocol):
    """A reply body that is produced while it is sent."""

    @property
    def is_buffered(self) -> bool:
        """Whether the whole body is in memory already, so that no chunk has to be waited for."""
        ...

    def body(self) -> AsyncGenerator[bytes]:
        """The chunks of the body. If it raises, the transfer must be cut short."""
        ...

    async def aclose(self) -> None:
        """Stop the production. Must be called, whether or not `body` was iterated."""
        ...


class NoBody:
    """The `StreamedBody` of a reply to HEAD: the adapter adds no Content-Length of its own."""

    is_buffered: Final = True

    async def body(self) -> AsyncGenerator[bytes]:
        """Yields nothing."""
        nothing: tuple[bytes, ...] = ()
        for chunk in nothing:
            yield chunk

    async def aclose(self) -> None:
        """Does nothing."""


@dataclass(slots=True)
class Reply:
    """Status, headers and body of a reply.

    Attributes:
        status: HTTP status code.
        headers: With the Content-Type, where there is a body.
        body: Whole, or produced while it is sent.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | StreamedBody = field(default=b"", repr=False)


def json_reply(value: object, status: int = 200) -> Reply:
    """A reply with a JSON body, the same bytes on every adapter.

    Args:
        value: A model, or what `json.dumps` takes.
        status: HTTP status code.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Reply(status, {"Content-Type": "application/json"}, body.encode())


@dataclass(slots=True)
class RequestContext:
    """One request, as its handler sees it.

    Attributes:
        gateway: Carries out the request.
        request_id: Value of the reply's X-Request-Id.
        path: Path of the URL as the client sent it, with the prefix.
        prefix: Where the API is mounted, such as `/tts`; correct only on paths without parameters.
        headers: Request headers.
        query: Query parameters; the first value of each.
        path_params: Values of the parameters in the route's path.
        incoming: Request body; None on a route without one.
        principal: Who has authenticated; None on public routes.
        wait_for_disconnect: Returns once the client has disconnected.
    """

    gateway: Gateway
    request_id: str
    path: str
    prefix: str
    headers: Headers = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    path_params: Mapping[str, str]
    incoming: IncomingBody | None = field(default=None, repr=False)
    principal: Principal | None = None
    wait_for_disconnect: WaitForDisconnect | None = None

    @property
    def body(self) -> bytes:
        """Request body, whole. Of a spooled one it reads a file: not on the event loop."""
        return b"" if self.incoming is None else self.incoming.data()

    @property
    def caller(self) -> Principal:
        """Who has authenticated, on a route that is not public."""
        assert self.principal is not None  # noqa: S101 - the exchange has authenticated it
        return self.principal

    def path_id(self, name: str, kind: str) -> UUID:
        """The id in the path of something that the caller's account may have.

        Args:
            name: Path parameter.
            kind: What it identifies, for the error.

        Raises:
            NotFound: The parameter is no UUID.
        """
        text = self.path_params[name]
        try:
            return UUID(text)
        except ValueError:
            raise NotFound(f"this account has no {kind} {text[:40]!r}") from None


Handler = Callable[[RequestContext], Awaitable[Reply]]


class Authentication(Enum):
    """How a route checks the API key."""

    REQUIRED = auto()
    """Against the database."""
    CACHED = auto()
    """A recently verified key passes: the gateway verifies it once more when it admits a speech."""
    NONE = auto()
    """The route is public."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API: a method on a path, its handler and its documentation.

    Attributes:
        method: HTTP method; GET answers HEAD too.
        path: Path with its parameters in braces, such as `/v1/voices/{voice_id}`.
        handler: Makes the reply.
        docs: What the OpenAPI document says of it; None to leave it out of the document.
        openai_profile_docs: Replaces `docs` under `openai_profile = "openai"`.
        body: Limits of the request body; None for an operation without one.
        before_body: Refuses a request before its body is read, where that is worth while.
        authentication: How the API key is checked.
    """

    method: str
    path: str
    handler: Handler
    docs: Operation | None = field(kw_only=True)
    openai_profile_docs: Operation | None = field(default=None, kw_only=True)
    body: Callable[[Settings], BodyLimits] | None = field(default=None, kw_only=True)
    before_body: Callable[[RequestContext], Awaitable[None]] | None = field(
        default=None, kw_only=True
    )
    authentication: Authentication = field(default=Authentication.REQUIRED, kw_only=True)


def is_openai_path(path: str) -> bool:
    """Whether an operation replies in the shape of OpenAI's API.

    Args:
        path: Path of a route, or of a request with the prefix of a mount.
    """
    return "/v1/audio/" in path
