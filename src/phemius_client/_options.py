"""What every call of a client has in common, and when it is repeated."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    OverloadedError,
    RateLimitError,
)

__all__ = ["Options", "options_of"]

_DEFAULT_BASE_URL: Final = "http://127.0.0.1:8000"
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 8.0
_LONGEST_TOLD_WAIT_S: Final = 60.0
"""A server that says to come back later than this is asked no more."""
_NOT_DONE: Final = (RateLimitError, OverloadedError)
_REPEATED: Final = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    base_url: str
    api_key: str
    timeout_s: float
    max_retries: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    @property
    def socket_url(self) -> str:
        return f"ws{self.base_url.removeprefix('http')}/v1/speech/stream"

    def wait_before(
        self,
        attempt: int,
        error: APIError,
        *,
        once: bool = False,
        jitter: Callable[[], float] = random.random,
    ) -> float | None:
        """Seconds to wait before a call is made again; None where it is not.

        Half of the wait doubles with each attempt, the other half is left to chance, so that
        callers who failed together do not come back together.

        Args:
            attempt: 0 after the first call.
            error: What that call came to.
            once: Not where the server may have done what it was asked.
            jitter: 0 to 1, by chance.
        """
        if attempt >= self.max_retries or (once and not isinstance(error, _NOT_DONE)):
            return None
        wait = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0**attempt) * (1 + jitter()) / 2
        if isinstance(error, APIConnectionError):
            return wait
        if not isinstance(error, APIStatusError) or not _repeatable(error):
            return None
        if error.retry_after is None:
            return wait
        # Never earlier than told, and not all at the same moment.
        return error.retry_after + wait / 4 if error.retry_after <= _LONGEST_TOLD_WAIT_S else None


def _repeatable(error: APIStatusError) -> bool:
    if error.should_retry is not None:
        return error.should_retry
    # A 409 that says when to come back: our own earlier attempt is still being answered.
    waiting = error.status_code == 409 and error.retry_after is not None
    return error.status_code in _REPEATED or waiting


def options_of(
    *, api_key: str | None, base_url: str | None, timeout_s: float, max_retries: int
) -> Options:
    """Options from arguments, else from the environment.

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
        raise ValueError("api_key holds characters that no key has")
    if not options.timeout_s > 0:
        raise ValueError(f"timeout_s must be more than 0, not {options.timeout_s}")
    if options.max_retries < 0:
        raise ValueError(f"max_retries must be 0 or more, not {options.max_retries}")
    return options
