# Generated from `_async/_client.py` by `python scripts/generate_sync_client.py`: do not edit.
"""The blocking client."""

from types import TracebackType
from typing import Self

import httpx2

from phemius_client import _requests
from phemius_client._options import resolve_options
from phemius_client._sync._jobs import JobsResource
from phemius_client._sync._lexicon import LexiconResource
from phemius_client._sync._sender import Sender
from phemius_client._sync._speech import SpeechResource
from phemius_client._sync._voices import VoicesResource
from phemius_core.wire import ModelInfo, UsageReply

__all__ = ["Phemius"]


class Phemius:
    """Blocking client of a Phemius server.

    Threads may share a client.

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
        http_client: httpx2.Client | None = None,
    ) -> None:
        options = resolve_options(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, max_retries=max_retries
        )
        self._owns_http_client = http_client is None
        self._sender = Sender(options, http_client or httpx2.Client())
        self.speech: SpeechResource = SpeechResource(self._sender)
        self.voices: VoicesResource = VoicesResource(self._sender)
        self.jobs: JobsResource = JobsResource(self._sender)
        self.lexicon: LexiconResource = LexiconResource(self._sender)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given."""
        if self._owns_http_client:
            self._sender.http.close()

    def with_options(
        self, *, timeout_s: float | None = None, max_retries: int | None = None
    ) -> "Phemius":
        """A client with other options over the same connections.

        Args:
            timeout_s: Longest silence of the server within a request; unchanged if None.
            max_retries: Most repetitions of a request; unchanged if None.
        """
        options = self._sender.options
        return Phemius(
            api_key=options.api_key,
            base_url=options.base_url,
            timeout_s=options.timeout_s if timeout_s is None else timeout_s,
            max_retries=options.max_retries if max_retries is None else max_retries,
            http_client=self._sender.http,
        )

    def usage(self, month: str | None = None) -> UsageReply:
        """The account's usage in a month.

        Args:
            month: UTC month such as `2026-11`; the current one if None.
        """
        return self._sender.send(_requests.get_usage(month))

    def models(self) -> tuple[ModelInfo, ...]:
        """The models of the server."""
        return self._sender.send(_requests.list_models())
