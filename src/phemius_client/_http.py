"""Conversion between the client's requests and replies and those of httpx2. No I/O."""

from typing import Any, Final, TypeVar

import httpx2

from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    IncompleteSpeechError,
)
from phemius_client._options import Options
from phemius_client._requests import Request, Response

__all__ = [
    "MAX_ERROR_BYTES",
    "connection_error",
    "incomplete_error",
    "is_pcm",
    "parse_response",
    "request_arguments",
]

MAX_ERROR_BYTES: Final = 1 << 16
"""No more of the body of an error reply is read."""
_Result = TypeVar("_Result")


def request_arguments(request: Request[Any], options: Options) -> dict[str, Any]:
    """Arguments of `build_request` of an httpx2 client."""
    return {
        "method": request.method,
        "url": f"{options.base_url}{request.path}",
        "json": request.json,
        "content": request.content,
        "data": request.form,
        "files": request.files,
        "params": request.query or None,
        "headers": {**options.headers, **request.headers},
        "timeout": options.timeout_s,
    }


def parse_response(request: Request[_Result], response: httpx2.Response, body: bytes) -> _Result:
    """The result of a request whose reply is complete.

    Raises:
        APIError: The body is not what a Phemius server sends.
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    try:
        return request.parse(Response(headers, body))
    except ValueError as error:  # pydantic's ValidationError is a ValueError
        raise APIError(
            f"unexpected reply to {request.method} {request.path} from no Phemius server: "
            f"{body[:80]!r}"
        ) from error


def connection_error(error: httpx2.RequestError) -> APIConnectionError:
    """The error of a request that got no reply, or whose reply ended early."""
    what = f"{error.request.method} {error.request.url}: {error or type(error).__name__}"
    if isinstance(error, httpx2.TimeoutException):
        return APITimeoutError(f"no answer in time to {what}")
    return APIConnectionError(f"no answer to {what}")


def incomplete_error(
    error: httpx2.RequestError, response: httpx2.Response, *, received_bytes: int, pcm: bytes
) -> APIError:
    """The error of a reply that ended early.

    Args:
        error: Error of the connection.
        response: The reply, with its headers.
        received_bytes: Length of the part of the body that was received.
        pcm: That part; ignored if the body is not PCM.
    """
    if not _media_type(response).startswith("audio/"):
        return connection_error(error)
    message = f"the audio broke off after {received_bytes} bytes: {error}"
    return IncompleteSpeechError(message, pcm if is_pcm(response) else b"")


def is_pcm(response: httpx2.Response) -> bool:
    """Whether the body of a reply is PCM, a part of which can be played."""
    return _media_type(response).startswith("audio/pcm")


def _media_type(response: httpx2.Response) -> str:
    return response.headers.get("content-type", "")
