"""The exceptions of the client, as one tree.

::

    APIError
    ├─ APIConnectionError            no reply: refused, reset, unknown host
    │   ├─ APITimeoutError
    │   └─ IncompleteSpeechError     the audio broke off; `pcm` has what was received
    ├─ JobError                      about a job; `job` is its last known state
    │   ├─ JobFailedError            the job failed or was cancelled
    │   └─ JobTimeoutError           the job has not ended within the timeout
    └─ APIStatusError                the server answered with an error
        ├─ BadRequestError           400
        ├─ AuthenticationError       401, close code 4001
        ├─ PermissionDeniedError     403
        ├─ NotFoundError             404
        ├─ ConflictError             409
        ├─ PayloadTooLargeError      413
        ├─ UnprocessableEntityError  422, close code 4400
        ├─ RateLimitError            429, close code 4029
        │   └─ QuotaExceededError    the characters of the month are used up
        └─ InternalServerError       5xx, message 5000
            ├─ SynthesisError        502, message 5002
            └─ OverloadedError       503, or 5000 with `retry_after`
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from pydantic import ValidationError

from phemius_core.wire import (
    REQUEST_ID,
    CloseCode,
    ErrorCode,
    ErrorReply,
    FieldError,
    Job,
    StreamError,
)

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "IncompleteSpeechError",
    "InternalServerError",
    "JobError",
    "JobFailedError",
    "JobTimeoutError",
    "NotFoundError",
    "OverloadedError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitError",
    "SynthesisError",
    "UnprocessableEntityError",
    "error_of_message",
    "error_of_response",
]

_MAX_MESSAGE_BYTES: Final = 200


class APIError(Exception):
    """Root of the tree.

    Args:
        message: What was wrong and, if known, what to do.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: str = message


class APIConnectionError(APIError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError):
    """The server was silent for longer than `timeout_s`."""


class IncompleteSpeechError(APIConnectionError):
    """The audio broke off. Only delivered audio is charged.

    Args:
        message: After how many bytes, and why.
        pcm: The audio received so far.
    """

    def __init__(self, message: str, pcm: bytes = b"") -> None:
        super().__init__(message)
        self.pcm: bytes = pcm
        """Audio received so far, as in `Speech.pcm`; empty if the format is not PCM."""


class JobError(APIError):
    """A job has not succeeded.

    Args:
        message: The job and its state.
        job: The job.
    """

    def __init__(self, message: str, job: Job) -> None:
        super().__init__(message)
        self.job: Job = job
        """The job in its last known state."""


class JobFailedError(JobError):
    """The job failed or was cancelled. What it has produced is charged."""


class JobTimeoutError(JobError):
    """The job has not ended within the timeout and continues: wait for it again, or cancel it."""


class APIStatusError(APIError):
    """The server replied with an error.

    Args:
        message: The server's message.
        status_code: HTTP status.
        code: Machine-readable error code.
        request_id: Id of the request in the server's log.
        retry_after: Seconds until a retry may succeed.
        fields: Invalid fields.
        should_retry: Whether the server advises a retry.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        fields: tuple[FieldError, ...] = (),
        should_retry: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code: int = status_code
        """HTTP status; of an error on a WebSocket, the status that it has over HTTP."""
        self.code: str | None = code
        """Machine-readable error code; None if the body is not Phemius' own."""
        self.request_id: str | None = request_id
        """Id of the request in the server's log."""
        self.retry_after: float | None = retry_after
        """Seconds until a retry may succeed; None if the server has not said."""
        self.fields: tuple[FieldError, ...] = fields
        """The invalid fields, each with a message."""
        self.should_retry: bool | None = should_retry
        """Whether the server advises a retry; None if it has not said."""


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing, invalid or revoked."""


class PermissionDeniedError(APIStatusError):
    """403: the plan or the key does not allow this."""


class NotFoundError(APIStatusError):
    """404: there is no such voice, job or file."""


class ConflictError(APIStatusError):
    """409: the request conflicts with the resource's state."""


class PayloadTooLargeError(APIStatusError):
    """413: the request body is too large."""


class UnprocessableEntityError(APIStatusError):
    """422: values of the request are invalid; see `fields`."""


class RateLimitError(APIStatusError):
    """429: too many requests, or too many at the same time; see `retry_after`."""


class QuotaExceededError(RateLimitError):
    """429: the month's characters are used up. A retry does not help."""


class InternalServerError(APIStatusError):
    """5xx: the server failed."""


class SynthesisError(InternalServerError):
    """502: the synthesis failed."""


class OverloadedError(InternalServerError):
    """503: the server is at capacity; see `retry_after`."""


_CLASS_BY_STATUS: Final[dict[int, type[APIStatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    422: UnprocessableEntityError,
    429: RateLimitError,
    502: SynthesisError,
    503: OverloadedError,
}
_STATUS_BY_MESSAGE_CODE: Final[dict[int, int]] = {
    CloseCode.AUTHENTICATION_FAILED: 401,
    CloseCode.RATE_LIMITED: 429,
    CloseCode.INVALID_REQUEST: 422,
    ErrorCode.SYNTHESIS_FAILED: 502,
}


def error_of_response(status: int, headers: Mapping[str, str], body: bytes) -> APIStatusError:
    """The error of an HTTP reply, from a Phemius server or from a proxy in front of it.

    Args:
        status: HTTP status.
        headers: Headers, with names in lower case.
        body: Body, or the beginning of it.
    """
    code: str | None = None
    fields: tuple[FieldError, ...] = ()
    message = body[:_MAX_MESSAGE_BYTES].decode(errors="replace").strip() or "no message"
    with suppress(ValidationError):
        detail = ErrorReply.model_validate_json(body).error
        code, message, fields = detail.code, detail.message, detail.fields or ()
    should_retry = headers.get("x-should-retry")
    return _error_class(status, code)(
        f"{status}: {message}",
        status_code=status,
        code=code,
        request_id=headers.get(REQUEST_ID.lower()),
        retry_after=_parse_retry_after(headers.get("retry-after")),
        fields=fields,
        should_retry=None if should_retry is None else should_retry == "true",
    )


def error_of_message(message: Mapping[str, Any]) -> APIStatusError:
    """The error of a JSON message on a WebSocket.

    Raises:
        ValueError: The message is not an error message of a Phemius server.
    """
    stream_error = StreamError.model_validate(message)
    status = _STATUS_BY_MESSAGE_CODE.get(
        stream_error.code, 500 if stream_error.retry_after is None else 503
    )
    return _error_class(status, None)(
        f"{stream_error.code}: {stream_error.error}",
        status_code=status,
        code=str(stream_error.code),
        retry_after=stream_error.retry_after,
    )


def _error_class(status: int, code: str | None) -> type[APIStatusError]:
    if code == "insufficient_quota":
        return QuotaExceededError
    return _CLASS_BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)


def _parse_retry_after(value: str | None) -> float | None:
    """Seconds in a `Retry-After` header. Phemius does not send the date that HTTP also allows."""
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
