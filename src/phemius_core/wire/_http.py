"""What is the same for every adapter between an HTTP request and the core."""

import re
import uuid
from typing import Final

from phemius_core.errors import (
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    PhemiusError,
    RequestTimedOut,
    UnsupportedMediaType,
)
from phemius_core.wire._names import REQUEST_ID
from phemius_core.wire._replies import error_reply

__all__ = ["BodyRules", "error_parts", "framework_error", "request_id_for"]

_SANE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def request_id_for(given: str | None) -> str:
    """The caller's `X-Request-Id` where it is sane, else one of ours."""
    return given if given and _SANE_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"


def error_parts(
    error: PhemiusError, *, path: str, request_id: str
) -> tuple[int, dict[str, object], dict[str, str]]:
    """Status, JSON body and headers of an error, in the dialect of the endpoint.

    Args:
        error: What went wrong.
        path: Of the request: OpenAI's endpoints have OpenAI's errors.
        request_id: Of the request.
    """
    status, body = error_reply(error, openai="/v1/audio/" in path, request_id=request_id)
    headers = {**error.headers, REQUEST_ID: request_id}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status in {408, 413}:
        headers["Connection"] = "close"  # the rest of the body is not read
    return status, body, headers


def framework_error(status: int, *, method: str, path: str, allow: str | None) -> PhemiusError:
    """What a web framework itself refuses, in our own words.

    Args:
        status: The framework's.
        method: Of the request.
        path: Of the request.
        allow: The `Allow` header, for 405.
    """
    if status == 405:
        headers = {"Allow": allow} if allow else None
        return MethodNotAllowed(f"{method} is not allowed on {path}", headers=headers)
    if status == 404:
        return NotFound(f"there is nothing at {path}")
    return PhemiusError("the request could not be answered")


class BodyRules:
    """What a JSON body must be like before it is read.

    Args:
        max_bytes: The largest body.
        timeout_s: A body must have arrived whole by then.
    """

    def __init__(self, *, max_bytes: int, timeout_s: float) -> None:
        self.max_bytes = max_bytes
        self.timeout_s = timeout_s

    def check_headers(self, content_type: str | None, content_length: str | None) -> None:
        """Refuses by what is declared.

        Raises:
            UnsupportedMediaType: The body is not declared as JSON.
            PayloadTooLarge: It is declared larger than allowed.
        """
        media = (content_type or "").partition(";")[0].strip().lower()
        if media != "application/json":
            raise UnsupportedMediaType(
                f"Content-Type is {media[:80] or 'missing'}: send application/json"
            )
        declared = content_length or "0"
        if declared.isascii() and declared.isdigit():
            self.check_size(int(declared[:20]))

    def check_size(self, size: int) -> None:
        """Refuses what has arrived, or is to.

        Raises:
            PayloadTooLarge: More bytes than allowed.
        """
        if size > self.max_bytes:
            raise PayloadTooLarge(f"the request body is larger than {self.max_bytes} bytes")

    def timed_out(self) -> RequestTimedOut:
        """The error of a body that took too long."""
        return RequestTimedOut(f"the request body did not arrive within {self.timeout_s:g} s")
