"""What a call can raise, as one tree.

::

    APIError
    ├─ APIConnectionError            no answer: refused, reset, no such host
    │   ├─ APITimeoutError
    │   └─ IncompleteSpeechError     audio began and broke off; `pcm` is what came
    ├─ JobError                      of a job; `job` is its last known state
    │   ├─ JobFailedError            it failed, or was cancelled
    │   └─ JobTimeoutError           it goes on, and was waited for long enough
    └─ APIStatusError                the server answered with an error
        ├─ BadRequestError           400
        ├─ AuthenticationError       401, close code 4001
        ├─ PermissionDeniedError     403
        ├─ NotFoundError             404
        ├─ ConflictError             409
        ├─ PayloadTooLargeError      413
        ├─ UnprocessableEntityError  422, close code 4400
        ├─ RateLimitError            429, close code 4029
        │   └─ QuotaExceededError    the month's characters are used up
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

_MAX_SHOWN: Final = 200


class APIError(Exception):
    """Root of the tree. `str(error)` says what was wrong and, where known, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: str = message


class APIConnectionError(APIError):
    """No answer came."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class IncompleteSpeechError(APIConnectionError):
    """The audio broke off. Only what was delivered is charged."""

    def __init__(self, message: str, pcm: bytes = b"") -> None:
        super().__init__(message)
        self.pcm: bytes = pcm
        """What came before the break; empty where the format is not PCM."""


class JobError(APIError):
    """A job has not come to its end."""

    def __init__(self, message: str, job: Job) -> None:
        super().__init__(message)
        self.job: Job = job
        """As it was last seen."""


class JobFailedError(JobError):
    """It failed, or was cancelled. What it has delivered is charged."""


class JobTimeoutError(JobError):
    """It goes on: wait again, or cancel it."""


class APIStatusError(APIError):
    """The server answered with an error."""

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
        """Of HTTP; for an error on the WebSocket, the one it has over HTTP."""
        self.code: str | None = code
        """Machine-readable, as in the error body."""
        self.request_id: str | None = request_id
        self.retry_after: float | None = retry_after
        """Seconds until a repetition may succeed, where the server said so."""
        self.fields: tuple[FieldError, ...] = fields
        self.should_retry: bool | None = should_retry
        """What the server says of a repetition, where it says anything."""


class BadRequestError(APIStatusError):
    pass


class AuthenticationError(APIStatusError):
    pass


class PermissionDeniedError(APIStatusError):
    pass


class NotFoundError(APIStatusError):
    pass


class ConflictError(APIStatusError):
    pass


class PayloadTooLargeError(APIStatusError):
    pass


class UnprocessableEntityError(APIStatusError):
    pass


class RateLimitError(APIStatusError):
    pass


class QuotaExceededError(RateLimitError):
    pass


class InternalServerError(APIStatusError):
    pass


class SynthesisError(InternalServerError):
    pass


class OverloadedError(InternalServerError):
    pass


_BY_STATUS: Final[dict[int, type[APIStatusError]]] = {
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
_STATUS_OF_MESSAGE: Final[dict[int, int]] = {
    CloseCode.AUTHENTICATION_FAILED: 401,
    CloseCode.RATE_LIMITED: 429,
    CloseCode.INVALID_REQUEST: 422,
    ErrorCode.SYNTHESIS_FAILED: 502,
}


def error_of_response(status: int, headers: Mapping[str, str], body: bytes) -> APIStatusError:
    """The error of a reply, ours or one that a proxy in between has written."""
    code: str | None = None
    fields: tuple[FieldError, ...] = ()
    message = body[:_MAX_SHOWN].decode(errors="replace").strip() or "no reason given"
    with suppress(ValidationError):
        detail = ErrorReply.model_validate_json(body).error
        code, message, fields = detail.code, detail.message, detail.fields or ()
    advice = headers.get("x-should-retry")
    return _class_of(status, code)(
        f"{status}: {message}",
        status_code=status,
        code=code,
        request_id=headers.get(REQUEST_ID.lower()),
        retry_after=_seconds(headers.get("retry-after")),
        fields=fields,
        should_retry=None if advice is None else advice == "true",
    )


def error_of_message(message: Mapping[str, Any]) -> APIStatusError:
    """The error of a JSON message on the WebSocket.

    Raises:
        ValueError: It is none that our servers send.
    """
    told = StreamError.model_validate(message)
    status = _STATUS_OF_MESSAGE.get(told.code, 500 if told.retry_after is None else 503)
    return _class_of(status, None)(
        f"{told.code}: {told.error}",
        status_code=status,
        code=str(told.code),
        retry_after=told.retry_after,
    )


def _class_of(status: int, code: str | None) -> type[APIStatusError]:
    if code == "insufficient_quota":
        return QuotaExceededError
    return _BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)


def _seconds(value: str | None) -> float | None:
    """A number of seconds; the date that HTTP also allows is not what our servers send."""
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
