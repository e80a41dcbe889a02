"""One HTTP request and its reply."""

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Final
from urllib.parse import parse_qsl

from phemius_core.errors import MethodNotAllowed, NotFound, PhemiusError
from phemius_core.gateway import ClientDisconnected, Gateway, WaitForDisconnect
from phemius_core.http._body import BodyLimits, request_id_for
from phemius_core.http._context import Headers, RequestContext, Route
from phemius_core.http._reply import Reply, json_reply
from phemius_core.http._routes import PATHS, match
from phemius_core.wire import REQUEST_ID, error_reply, openai_error_reply

__all__ = ["Exchange"]

logger = logging.getLogger(__name__)

_CLIENT_LEFT: Final = 499


class Exchange:
    """One HTTP request and its reply.

    Call `respond`; or, where the body is read by other means, `open`, then `answer` with the
    body, and `refuse` with whatever these or the reading raised.

    Args:
        gateway: Answers.
        template: The key in `PATHS` that a framework's router found; where none did, the path
            itself is looked for.
        method: Of the request.
        path: Of the request as the client sent it, mount and all.
        headers: Of the request.
        query: Its query string, as it came; of a parameter given twice the first counts.
        params: What stood in the template's braces.
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
        params: Mapping[str, str] | None = None,
    ) -> None:
        if template is None:
            template, params = match(path) or (None, None)
        self.request_id = request_id_for(headers.get(REQUEST_ID.lower()))
        self._method = method
        self._routes = PATHS.get(template or "", {})
        self._route: Route | None = None
        self._context = RequestContext(
            gateway=gateway,
            request_id=self.request_id,
            path=path,
            prefix=path.removesuffix(template or path),
            headers=headers,
            query=dict(reversed(parse_qsl(query, keep_blank_values=True))),
            params=params or {},
        )

    async def respond(
        self, body: AsyncIterator[bytes], disconnected: WaitForDisconnect | None = None
    ) -> Reply:
        """The reply, whatever happens.

        Args:
            body: The request's, as it comes. Raises `ClientDisconnected` where the client leaves.
            disconnected: Stops the work on a reply that nobody waits for.
        """
        try:
            rules = await self.open()
            return await self.answer(b"" if rules is None else await rules.read(body), disconnected)
        except Exception as error:  # noqa: BLE001 - told to the client
            return self.refuse(error)

    async def open(self) -> BodyLimits | None:
        """Finds the handler and who asks.

        Returns:
            How to read the body; None where it is not resolved.

        Raises:
            PhemiusError: Refused.
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
                headers={"Allow": self._allowed()},
            )
        if not self._route.public:
            who = (
                context.gateway.authenticate_cached
                if self._route.speaks
                else context.gateway.authenticate
            )
            context.principal = await who(context.headers.get("authorization"))
        if self._route.body is None:
            return None
        rules = self._route.body(context.gateway.settings)
        rules.check_headers(
            context.headers.get("content-type"), context.headers.get("content-length")
        )
        return rules

    async def answer(self, body: bytes, disconnected: WaitForDisconnect | None = None) -> Reply:
        """The handler's reply.

        Args:
            body: Read by the rules that `open` gave.
            disconnected: Stops the work on a reply that nobody waits for.

        Raises:
            PhemiusError: Refused.
            ClientDisconnected: Nobody waits for it any more.
        """
        if self._route is None:
            return self._marked(Reply(204, {"Allow": self._allowed()}))
        self._context.body = body
        self._context.disconnected = disconnected
        return self._marked(await self._route.handle(self._context))

    def refuse(self, error: Exception) -> Reply:
        """The reply to an error, in the dialect of the endpoint."""
        if isinstance(error, ClientDisconnected):
            return self._marked(Reply(_CLIENT_LEFT))  # nobody is there to read it
        if not isinstance(error, PhemiusError):
            logger.error("request %s failed", self.request_id, exc_info=error)
            error = PhemiusError("internal error: the server's log has the details")
        openai = "/v1/audio/" in self._context.path
        status, value = (
            openai_error_reply(error)
            if openai
            else error_reply(error, request_id=self.request_id)
        )
        if openai and status == 422 and self._context.gateway.settings.openai_profile == "openai":
            status = 400  # OpenAI knows no 422 for what is wrong with a request
        reply = json_reply(value, status)
        reply.headers.update(error.headers)
        if status == 401:
            reply.headers["WWW-Authenticate"] = "Bearer"
        if status in {408, 413}:
            reply.headers["Connection"] = "close"  # the rest of the body is not read
        return self._marked(reply)

    def _allowed(self) -> str:
        methods = {*self._routes, "OPTIONS"} | ({"HEAD"} if "GET" in self._routes else set())
        return ", ".join(sorted(methods))

    def _marked(self, reply: Reply) -> Reply:
        return Reply(reply.status, {**reply.headers, REQUEST_ID: self.request_id}, reply.body)
