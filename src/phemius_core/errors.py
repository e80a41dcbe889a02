"""Every error that Phemius raises on purpose, as one tree.

::

    PhemiusError
    ├─ InvalidRequest            422  the request is wrong; `fields` says where
    │   ├─ UnknownVoice          422
    │   ├─ UnsupportedModel      422  (400 on the OpenAI endpoint)
    │   ├─ NothingToSpeak        422
    │   ├─ MalformedRequest      400  not JSON, not UTF-8, not an object
    │   ├─ MethodNotAllowed      405
    │   ├─ RequestTimedOut       408  the body did not arrive in time
    │   └─ UnsupportedMediaType  415  the body is not JSON
    ├─ AuthenticationFailed      401
    ├─ PermissionDenied          403
    ├─ NotFound                  404
    ├─ Conflict                  409
    ├─ PayloadTooLarge           413
    ├─ RateLimited               429  requests per minute
    │   ├─ QuotaExceeded         429  monthly characters; a retry does not help
    │   └─ ConcurrencyExceeded   429  requests at once
    ├─ SynthesisFailed           502
    ├─ Overloaded                503  the server is full, not the caller's limit
    └─ SetupError                500  something is missing on this machine
        ├─ MissingExtra        501  a package that an extra brings
        └─ ModelFilesError             model files missing or damaged

Adapters map an error to its status, close code and body in one place, from
the class attributes alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "AuthenticationFailed",
    "ConcurrencyExceeded",
    "Conflict",
    "FieldProblem",
    "InvalidRequest",
    "MalformedRequest",
    "MethodNotAllowed",
    "MissingExtra",
    "ModelFilesError",
    "NotFound",
    "NothingToSpeak",
    "Overloaded",
    "PayloadTooLarge",
    "PermissionDenied",
    "PhemiusError",
    "QuotaExceeded",
    "RateLimited",
    "RequestTimedOut",
    "SetupError",
    "SynthesisFailed",
    "UnknownVoice",
    "UnsupportedMediaType",
    "UnsupportedModel",
]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a request."""

    field: str
    """Where, in dotted form: `speed`, `items.3.text`; empty for the whole body."""
    message: str
    code: str = "invalid"


class PhemiusError(Exception):
    """Root of the tree. `str(error)` is safe to show to the caller.

    Args:
        message: What was wrong with which value, and what to do.
        headers: Response headers that belong to this error, such as Retry-After.
    """

    code: ClassVar[str] = "internal_error"
    """Machine-readable code of the error body."""
    http_status: ClassVar[int] = 500
    openai_type: ClassVar[str] = "server_error"
    """`error.type` in OpenAI's error body."""
    ws_close_code: ClassVar[int] = 1011
    """Close code of the WebSocket after this error."""
    ws_error_code: ClassVar[int | None] = 5000
    """`code` of the JSON message that precedes the close."""
    retryable: ClassVar[bool] = False
    """Whether the same request may succeed later without a change."""

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers: dict[str, str] = dict(headers or {})


class InvalidRequest(PhemiusError):
    code = "invalid_request"
    http_status = 422
    openai_type = "invalid_request_error"
    ws_close_code = 4400
    ws_error_code = 4400

    def __init__(
        self,
        message: str,
        *,
        fields: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, headers=headers)
        self.fields = tuple(fields)

    @property
    def param(self) -> str | None:
        """The first field at fault, as OpenAI's `error.param`."""
        return (self.fields[0].field or None) if self.fields else None


class MalformedRequest(InvalidRequest):
    code = "malformed_request"
    http_status = 400


class MethodNotAllowed(InvalidRequest):
    code = "method_not_allowed"
    http_status = 405


class RequestTimedOut(InvalidRequest):
    code = "request_timeout"
    http_status = 408
    retryable = True


class UnsupportedMediaType(InvalidRequest):
    code = "unsupported_media_type"
    http_status = 415


class UnknownVoice(InvalidRequest):
    code = "voice_not_found"


class UnsupportedModel(InvalidRequest):
    code = "model_not_supported"


class NothingToSpeak(InvalidRequest):
    code = "nothing_to_speak"


class AuthenticationFailed(PhemiusError):
    code = "invalid_api_key"
    http_status = 401
    openai_type = "authentication_error"
    ws_close_code = 4001
    ws_error_code = 4001


class PermissionDenied(PhemiusError):
    code = "permission_denied"
    http_status = 403
    openai_type = "permission_error"
    ws_close_code = 4400
    ws_error_code = 4400


class NotFound(PhemiusError):
    code = "not_found"
    http_status = 404
    openai_type = "not_found_error"
    ws_close_code = 4400
    ws_error_code = 4400


class Conflict(PhemiusError):
    code = "conflict"
    http_status = 409
    openai_type = "invalid_request_error"
    ws_close_code = 4400
    ws_error_code = 4400


class PayloadTooLarge(PhemiusError):
    code = "payload_too_large"
    http_status = 413
    openai_type = "invalid_request_error"
    ws_close_code = 4400
    ws_error_code = 4400


class RateLimited(PhemiusError):
    """The caller's requests per minute are used up.

    `retry_after_s` is true: a caller that waits that long is admitted.
    """

    code = "rate_limit_exceeded"
    http_status = 429
    openai_type = "rate_limit_error"
    ws_close_code = 4029
    ws_error_code = 4029
    retryable = True

    def __init__(
        self, message: str, *, retry_after_s: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after_s), **(headers or {})})
        self.retry_after_s = retry_after_s


class QuotaExceeded(RateLimited):
    """The month's characters are used up: `Retry-After` runs to the next month."""

    code = "insufficient_quota"
    openai_type = "insufficient_quota"
    retryable = False

    def __init__(
        self, message: str, *, retry_after_s: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(
            message,
            retry_after_s=retry_after_s,
            headers={"x-should-retry": "false", **(headers or {})},
        )


class ConcurrencyExceeded(RateLimited):
    code = "concurrency_limit_exceeded"


class SynthesisFailed(PhemiusError):
    code = "synthesis_failed"
    http_status = 502
    ws_error_code = 5002
    retryable = True


class Overloaded(PhemiusError):
    code = "server_overloaded"
    http_status = 503
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after_s), **(headers or {})})
        self.retry_after_s = retry_after_s


class SetupError(PhemiusError):
    code = "setup_error"


class MissingExtra(SetupError):
    """A package that an extra of this distribution brings is not installed."""

    code = "missing_extra"
    http_status = 501

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'phemius[{extra}]'")
        self.package = package
        self.extra = extra


class ModelFilesError(SetupError):
    code = "model_files"
