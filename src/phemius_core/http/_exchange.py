"""One HTTP request and its reply."""

import logging
import re
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from phemius_core.errors import INTERNAL_ERROR, MethodNotAllowed, NotFound, PhemiusError
from phemius_core.gateway import ClientDisconnected, Gateway, WaitForDisconnect, log_access
from phemius_core.http._body import declared_length
from phemius_core.http._client_address import client_address, forwarded_for_of
from phemius_core.http._incoming_body import IncomingBody
from phemius_core.http._routes import PATHS, match
from phemius_core.http._types import (
    Authentication,
    Headers,
    NoBody,
    Reply,
    RequestContext,
    Route,
    StreamedBody,
    is_openai_path,
    json_reply,
)
from phemius_core.wire import REQUEST_ID, error_reply, openai_error_reply

__all__ = ["Exchange", "request_id_for"]

logger = logging.getLogger(__name__)

_CLIENT_CLOSED_REQUEST: Final = 499
"""Nginx's status for a client that has disconnected before the reply; nobody receives it."""
_SMALL_BODY_BYTES: Final = 64 << 10
"""A server reads and drops the rest of a body of this size sooner than a client connects again."""
_ACCEPTED_REQUEST_ID: Final = re.compile(r"(?!.*sk_(test|live)_)[A-Za-z0-9_-]{1,64}")


def request_id_for(header: str | None) -> str:
    """The request id of a reply.

    Args:
        header: Value of the request's X-Request-Id. It is used if it has 1 to 64 letters, digits,
            hyphens and underscores; else a new id is made. An API key is no request id: ids are
            logged.
    """
    if header and _ACCEPTED_REQUEST_ID.fullmatch(header):
        return header
    return f"req_{uuid.uuid4().hex}"


class Exchange:
    """One HTTP request and its reply.

    Call `respond`. An adapter that reads the body with a blocking call uses the parts of it
    instead: `prepare`, then `handle` with the body that it returned, once that is read, and
    `error_reply` for whatever these or the reading raised; it closes the body in any case.

    Args:
        gateway: Carries out the request.
        template: Key in `PATHS` that the framework's router has matched; None to match `path` here.
        method: HTTP method.
        path: Path of the URL as the client sent it, with the prefix of a mount.
        headers: Request headers.
        query: Query string, undecoded. Of a parameter that is given twice the first value counts.
        path_params: Values of the template's parameters, where a template is given.
        peer: Network address at the other end of the connection, before any proxy's headers are
            looked at.
    """

    def __init__(
        self,
        gateway: Gateway,
        template: str | None,
        *,
        method: str,
        path: str,
        headers: Headers,
        query: str,
        path_params: Mapping[str, str] | None = None,
        peer: str | None = None,
    ) -> None:
        if template is None:
            template, path_params = match(path) or (None, None)
        self.request_id = request_id_for(headers.get(REQUEST_ID.lower()))
        self._started_at = time.monotonic()
        self._method = method
        self._template = template
        self._routes = PATHS.get(template or "", {})
        self._route: Route | None = None
        self._peer = peer
        self._body_read = False
        self._context = RequestContext(
            gateway=gateway,
            request_id=self.request_id,
            path=path,
            prefix=path.removesuffix(template or path),
            headers=headers,
            query=dict(reversed(parse_qsl(query, keep_blank_values=True))),
            path_params=path_params or {},
        )

    async def respond(
        self,
        body: AsyncIterator[bytes],
        wait_for_disconnect: WaitForDisconnect | None = None,
    ) -> Reply:
        """Carry out the request. Every exception becomes an error reply.

        Args:
            body: Request body as it arrives. It raises `ClientDisconnected` if the client does.
            wait_for_disconnect: Returns once the client has disconnected: the work on the reply
                is then cancelled.
        """
        incoming: IncomingBody | None = None
        try:
            incoming = await self.prepare()
            if incoming is not None:
                await incoming.read(body)
            return await self.handle(incoming, wait_for_disconnect)
        except Exception as error:  # noqa: BLE001 - the client gets it as an error reply
            return self.error_reply(error)
        finally:
            if incoming is not None:
                incoming.close()

    async def prepare(self) -> IncomingBody | None:
        """Find the route, authenticate the caller and make room for the body.

        Whatever can be refused without the body is refused here, before any of it is read.

        Returns:
            The body, to be read and in the end closed; None if the operation has no body.

        Raises:
            PhemiusError: The request is refused.
        """
        context = self._context
        if not self._routes:
            raise NotFound(f"there is nothing at {context.path}")
        self._route = self._routes.get("GET" if self._method == "HEAD" else self._method)
        if self._route is None:
            if self._method == "OPTIONS":
                return None
            raise MethodNotAllowed(
                f"{self._method} is not allowed on {context.path}",
                headers={"Allow": self._allowed_methods()},
            )
        if self._route.authentication is not Authentication.NONE:
            authenticate = (
                context.gateway.authenticate_cached
                if self._route.authentication is Authentication.CACHED
                else context.gateway.authenticate
            )
            address = client_address(
                self._peer,
                forwarded_for_of(context.headers),
                context.gateway.settings.trusted_proxies,
            )
            context.principal = await authenticate(
                context.headers.get("authorization"), address=address
            )
        if self._route.body is None:
            return None
        limits = self._route.body(context.gateway.settings)
        content_length = context.headers.get("content-length")
        limits.check_headers(context.headers.get("content-type"), content_length)
        held = context.gateway.hold_body(context.principal, large=limits.spooled)
        try:
            held.grow(declared_length(content_length))
            if self._route.before_body is not None:
                await self._route.before_body(context)
        except BaseException:
            held.close()
            raise
        return IncomingBody(limits, held)

    async def handle(
        self, body: IncomingBody | None, wait_for_disconnect: WaitForDisconnect | None = None
    ) -> Reply:
        """Call the handler.

        Args:
            body: What `prepare` returned, read to its end.
            wait_for_disconnect: As for `respond`.

        Raises:
            PhemiusError: The request is refused or has failed.
            ClientDisconnected: The client has disconnected.
        """
        self._body_read = True
        if self._route is None:
            return self._finished(Reply(204, {"Allow": self._allowed_methods()}))
        self._context.incoming = body
        self._context.wait_for_disconnect = wait_for_disconnect
        reply = await self._route.handler(self._context)
        if self._method == "HEAD" and not isinstance(reply.body, bytes):
            await reply.body.aclose()
            reply.body = NoBody()
        return self._finished(reply)

    def error_reply(self, error: Exception) -> Reply:
        """The reply for an error, in OpenAI's shape on the OpenAI endpoints.

        Args:
            error: What was raised. If it is no `PhemiusError`, it is logged, and the client gets
                a 500 that does not show it.
        """
        if isinstance(error, ClientDisconnected):
            return self._finished(Reply(_CLIENT_CLOSED_REQUEST))
        if not isinstance(error, PhemiusError):
            logger.error("request %s failed", self.request_id, exc_info=error)
            error = PhemiusError(INTERNAL_ERROR)
        if is_openai_path(self._context.path):
            status, value = openai_error_reply(error)
            if status == 422 and self._context.gateway.settings.openai_profile == "openai":
                status = 400  # OpenAI's API has no 422
        else:
            status, value = error_reply(error, request_id=self.request_id)
        reply = json_reply(value, status)
        reply.headers.update(error.headers)
        if status == 401:
            reply.headers["WWW-Authenticate"] = "Bearer"
        if status in {408, 413} or (not self._body_read and self._has_large_body()):
            reply.headers["Connection"] = "close"  # the rest of the body is not read
        return self._finished(reply)

    def _has_large_body(self) -> bool:
        headers = self._context.headers
        return (
            headers.get("transfer-encoding") is not None
            or declared_length(headers.get("content-length")) > _SMALL_BODY_BYTES
        )

    def _allowed_methods(self) -> str:
        methods = {*self._routes, "OPTIONS"} | ({"HEAD"} if "GET" in self._routes else set())
        return ", ".join(sorted(methods))

    def _finished(self, reply: Reply) -> Reply:
        """Add the request id, and log the request: now, or when its streamed body has ended."""
        log = partial(
            log_access,
            self._method,
            self._template,
            reply.status,
            self._started_at,
            self.request_id,
        )
        body = reply.body
        if isinstance(body, bytes):
            log()
        else:
            body = _LoggedBody(body, log)
        return Reply(reply.status, {**reply.headers, REQUEST_ID: self.request_id}, body)


class _LoggedBody:
    """A streamed body that calls `log` when it is closed."""

    def __init__(self, body: StreamedBody, log: Callable[[], None]) -> None:
        self._body = body
        self._log: Callable[[], None] | None = log

    @property
    def is_buffered(self) -> bool:
        return self._body.is_buffered

    def body(self) -> AsyncGenerator[bytes]:
        return self._body.body()

    async def aclose(self) -> None:
        log, self._log = self._log, None
        if log is not None:
            log()
        await self._body.aclose()
