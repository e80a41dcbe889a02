"""Options that all requests of a client share, and its retry policy."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    OverloadedError,
    RateLimitError,
)

__all__ = ["Options", "resolve_options"]

_DEFAULT_BASE_URL: Final = "http://127.0.0.1:8000"
_FIRST_RETRY_DELAY_S: Final = 0.5
_MAX_RETRY_DELAY_S: Final = 8.0
_MAX_RETRY_AFTER_S: Final = 60.0
"""A `Retry-After` beyond this ends the retries."""
_NOT_CARRIED_OUT: Final = (RateLimitError, OverloadedError)
"""Errors after which the server has certainly not carried out the request."""
_RETRYABLE_STATUSES: Final = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Server, credentials and patience of a client.

    Args:
        base_url: Server address without `/v1` and without a trailing slash.
        api_key: Key that each request is sent with.
        timeout_s: Longest silence of the server within a request.
        max_retries: Most repetitions of a request.
    """

    base_url: str
    api_key: str = field(repr=False)
    timeout_s: float
    max_retries: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    @property
    def socket_url(self) -> str:
        return f"ws{self.base_url.removeprefix('http')}/v1/speech/stream"

    def retry_delay_s(
        self,
        attempt: int,
        error: APIError,
        *,
        idempotent: bool = True,
        jitter: Callable[[], float] = random.random,
    ) -> float | None:
        """Seconds to wait before the next attempt; None if there is to be none.

        Half of the delay doubles with each attempt and the other half is random, so that clients
        that failed together do not return together.

        Args:
            attempt: Index of the attempt that failed, from 0.
            error: Error of that attempt.
            idempotent: Whether the request may be repeated after the server may have carried it
                out.
            jitter: Source of random numbers from 0 to 1.
        """
        if attempt >= self.max_retries:
            return None
        if not idempotent and not isinstance(error, _NOT_CARRIED_OUT):
            return None
        delay = min(_MAX_RETRY_DELAY_S, _FIRST_RETRY_DELAY_S * 2.0**attempt) * (1 + jitter()) / 2
        if isinstance(error, APIConnectionError):
            return delay
        if not isinstance(error, APIStatusError) or not _is_retryable(error):
            return None
        if error.retry_after is None:
            return delay
        # Not before the server's `Retry-After`, and not all clients at the same moment.
        return error.retry_after + delay / 4 if error.retry_after <= _MAX_RETRY_AFTER_S else None


def _is_retryable(error: APIStatusError) -> bool:
    if error.should_retry is not None:
        return error.should_retry
    # 409 with `Retry-After`: an earlier attempt with the same idempotency key is in progress.
    in_progress = error.status_code == 409 and error.retry_after is not None
    return error.status_code in _RETRYABLE_STATUSES or in_progress


def resolve_options(
    *, api_key: str | None, base_url: str | None, timeout_s: float, max_retries: int
) -> Options:
    """Options from arguments, with the environment as fallback.

    Args:
        api_key: Key; `PHEMIUS_API_KEY` if None.
        base_url: Server address; `PHEMIUS_BASE_URL` or `http://127.0.0.1:8000` if None.
        timeout_s: Longest silence of the server within a request; more than 0.
        max_retries: Most repetitions of a request; 0 or more.

    Raises:
        ValueError: There is no API key, or a value is out of range.
    """
    key = api_key or os.environ.get("PHEMIUS_API_KEY")
    if not key:
        raise ValueError("no API key: give api_key=…, or set PHEMIUS_API_KEY")
    url = base_url or os.environ.get("PHEMIUS_BASE_URL") or _DEFAULT_BASE_URL
    options = Options(
        base_url=url.rstrip("/").removesuffix("/v1"),
        api_key=key,
        timeout_s=timeout_s,
        max_retries=max_retries,
    )
    parts = urlsplit(options.base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"base_url must be like https://host:port, not {options.base_url!r}")
    if not options.api_key.isascii() or not options.api_key.isprintable():
        raise ValueError("api_key contains characters outside printable ASCII: copy it again")
    if not options.timeout_s > 0:
        raise ValueError(f"timeout_s must be more than 0, not {options.timeout_s}")
    if options.max_retries < 0:
        raise ValueError(f"max_retries must be 0 or more, not {options.max_retries}")
    return options
