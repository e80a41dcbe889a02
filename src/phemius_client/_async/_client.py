"""The asynchronous client."""

from types import TracebackType
from typing import Self

import httpx2

from phemius_client import _requests
from phemius_client._async._jobs import AsyncJobsResource
from phemius_client._async._lexicon import AsyncLexiconResource
from phemius_client._async._sender import AsyncSender
from phemius_client._async._speech import AsyncSpeechResource
from phemius_client._async._voices import AsyncVoicesResource
from phemius_client._options import resolve_options
from phemius_core.wire import ModelInfo, UsageReply

__all__ = ["AsyncPhemius"]


class AsyncPhemius:
    """Asynchronous client of a Phemius server, for asyncio and trio; WebSockets need asyncio.

    Tasks may share a client.

    Args:
        api_key: API key; `PHEMIUS_API_KEY` if None.
        base_url: Server address, with or without `/v1`; `PHEMIUS_BASE_URL` if None, or else
            `http://127.0.0.1:8000`.
        timeout_s: Longest silence of the server within a request.
        max_retries: Most repetitions of a request that failed for a transient reason.
        http_client: httpx2 client to send with, for proxies, certificates and transports. Its owner
            closes it.

    Raises:
        ValueError: There is no API key, or a value is out of range.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout_s: float = 60.0,
        max_retries: int = 2,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        options = resolve_options(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, max_retries=max_retries
        )
        self._owns_http_client = http_client is None
        self._sender = AsyncSender(options, http_client or httpx2.AsyncClient())
        self.speech: AsyncSpeechResource = AsyncSpeechResource(self._sender)
        self.voices: AsyncVoicesResource = AsyncVoicesResource(self._sender)
        self.jobs: AsyncJobsResource = AsyncJobsResource(self._sender)
        self.lexicon: AsyncLexiconResource = AsyncLexiconResource(self._sender)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given."""
        if self._owns_http_client:
            await self._sender.http.aclose()

    def with_options(
        self, *, timeout_s: float | None = None, max_retries: int | None = None
    ) -> "AsyncPhemius":
        """A client with other options over the same connections.

        Args:
            timeout_s: Longest silence of the server within a request; unchanged if None.
            max_retries: Most repetitions of a request; unchanged if None.
        """
        options = self._sender.options
        return AsyncPhemius(
            api_key=options.api_key,
            base_url=options.base_url,
            timeout_s=options.timeout_s if timeout_s is None else timeout_s,
            max_retries=options.max_retries if max_retries is None else max_retries,
            http_client=self._sender.http,
        )

    async def usage(self, month: str | None = None) -> UsageReply:
        """The account's usage in a month.

        Args:
            month: UTC month such as `2026-11`; the current one if None.
        """
        return await self._sender.send(_requests.get_usage(month))

    async def models(self) -> tuple[ModelInfo, ...]:
        """The models of the server."""
        return await self._sender.send(_requests.list_models())
