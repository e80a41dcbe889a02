"""Every error that Phemius raises on purpose, as one tree.

::

    PhemiusError                 500
    ├─ InvalidRequest            422  a field is wrong; `fields` lists which and why
    │   ├─ UnknownVoice          422
    │   ├─ UnsupportedModel      422  (400 on the OpenAI endpoint)
    │   ├─ NothingToSpeak        422  the text holds nothing that can be spoken
    │   ├─ MalformedRequest      400  the body is not JSON, not UTF-8, or not an object
    │   ├─ MethodNotAllowed      405
    │   ├─ RequestTimedOut       408  the body did not arrive in time
    │   └─ UnsupportedMediaType  415  the body has the wrong Content-Type
    ├─ AuthenticationFailed      401  the API key is missing, unknown or revoked
    ├─ PermissionDenied          403  the plan does not allow it
    ├─ NotFound                  404
    ├─ Conflict                  409  the resource is in another state
    ├─ PayloadTooLarge           413
    ├─ RateLimited               429  requests per minute
    │   ├─ QuotaExceeded         429  characters per month; a retry does not help
    │   └─ ConcurrencyExceeded   429  requests at the same time
    ├─ SynthesisFailed           502  the model failed
    ├─ Overloaded                503  the server is at its limit, not the caller
    └─ SetupError                500  something is missing on this machine
        ├─ MissingExtra          501  a package that an extra installs
        └─ ModelFilesError       500  model files are missing or damaged

The HTTP layer and the WebSocket session derive status, close code and body of a reply from the
class attributes alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from phemius_core.close_codes import CloseCode, ErrorCode

__all__ = [
    "INTERNAL_ERROR",
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

INTERNAL_ERROR: Final = "internal error: the server's log has the details"
"""What a client is told of an unexpected error."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a request.

    Attributes:
        field: Path of the field in dotted form (`speed`, `items.3.text`); empty for the whole body.
        message: What is wrong and what to send instead.
        code: Machine-readable reason.
    """

    field: str
    message: str
    code: str = "invalid"


class PhemiusError(Exception):
    """Root of the tree. `str(error)` is safe to show to the caller.

    Args:
        message: What was wrong with which value, and what to do. It starts in lower case and has
            no full stop at its end.
        headers: Response headers that belong to this error, such as Retry-After.
    """

    code: ClassVar[str] = "internal_error"
    """Machine-readable code of the error body."""
    http_status: ClassVar[int] = 500
    openai_type: ClassVar[str] = "server_error"
    """`error.type` in OpenAI's error body."""
    ws_close_code: ClassVar[int] = CloseCode.INTERNAL_ERROR
    """Close code of the WebSocket after this error."""
    ws_error_code: ClassVar[int] = ErrorCode.INTERNAL_ERROR
    """`code` of the JSON message that precedes the close."""
    retryable: ClassVar[bool] = False
    """Whether the same request may succeed later without a change."""

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers: dict[str, str] = dict(headers or {})


class InvalidRequest(PhemiusError):
    """The request cannot be served as it was sent.

    Args:
        message: As for `PhemiusError`.
        fields: The fields at fault, where the problem belongs to fields.
        headers: As for `PhemiusError`.
    """

    code = "invalid_request"
    http_status = 422
    openai_type = "invalid_request_error"
    ws_close_code = CloseCode.INVALID_REQUEST
    ws_error_code = CloseCode.INVALID_REQUEST

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
    """The body or message cannot be parsed: not UTF-8, not JSON, or not a JSON object."""

    code = "malformed_request"
    http_status = 400


class MethodNotAllowed(InvalidRequest):
    """The path exists and has no such method."""

    code = "method_not_allowed"
    http_status = 405


class RequestTimedOut(InvalidRequest):
    """The request body did not arrive in time."""

    code = "request_timeout"
    http_status = 408
    retryable = True


class UnsupportedMediaType(InvalidRequest):
    """The Content-Type of the body is not one that the endpoint reads."""

    code = "unsupported_media_type"
    http_status = 415


class UnknownVoice(InvalidRequest):
    """No voice has the given name."""

    code = "voice_not_found"


class UnsupportedModel(InvalidRequest):
    """The endpoint does not serve the given model."""

    code = "model_not_supported"


class NothingToSpeak(InvalidRequest):
    """The text holds no word that can be spoken."""

    code = "nothing_to_speak"


class AuthenticationFailed(PhemiusError):
    """The API key is missing, mistyped, unknown, expired or revoked."""

    code = "invalid_api_key"
    http_status = 401
    openai_type = "authentication_error"
    ws_close_code = CloseCode.AUTHENTICATION_FAILED
    ws_error_code = CloseCode.AUTHENTICATION_FAILED


class PermissionDenied(PhemiusError):
    """The account's plan does not allow the request."""

    code = "permission_denied"
    http_status = 403
    openai_type = "permission_error"
    ws_close_code = CloseCode.INVALID_REQUEST
    ws_error_code = CloseCode.INVALID_REQUEST


class NotFound(PhemiusError):
    """The path, voice, job or other resource does not exist, or belongs to another account."""

    code = "not_found"
    http_status = 404
    openai_type = "not_found_error"
    ws_close_code = CloseCode.INVALID_REQUEST
    ws_error_code = CloseCode.INVALID_REQUEST


class Conflict(PhemiusError):
    """The resource is in a state that does not allow the request."""

    code = "conflict"
    http_status = 409
    openai_type = "invalid_request_error"
    ws_close_code = CloseCode.INVALID_REQUEST
    ws_error_code = CloseCode.INVALID_REQUEST


class PayloadTooLarge(PhemiusError):
    """The request body is larger than allowed."""

    code = "payload_too_large"
    http_status = 413
    openai_type = "invalid_request_error"
    ws_close_code = CloseCode.INVALID_REQUEST
    ws_error_code = CloseCode.INVALID_REQUEST


class RateLimited(PhemiusError):
    """The caller's requests per minute are used up.

    Args:
        message: As for `PhemiusError`.
        retry_after_s: Seconds after which the caller is admitted again; sent as Retry-After.
        headers: As for `PhemiusError`.
    """

    code = "rate_limit_exceeded"
    http_status = 429
    openai_type = "rate_limit_error"
    ws_close_code = CloseCode.RATE_LIMITED
    ws_error_code = CloseCode.RATE_LIMITED
    retryable = True

    def __init__(
        self, message: str, *, retry_after_s: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after_s), **(headers or {})})
        self.retry_after_s = retry_after_s


class QuotaExceeded(RateLimited):
    """The month's characters are used up: `retry_after_s` runs to the start of the next month."""

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
    """The caller has too many requests or jobs open at the same time."""

    code = "concurrency_limit_exceeded"


class SynthesisFailed(PhemiusError):
    """The model failed while it made the audio."""

    code = "synthesis_failed"
    http_status = 502
    ws_error_code = ErrorCode.SYNTHESIS_FAILED
    retryable = True


class Overloaded(PhemiusError):
    """The server cannot take the request now: it is full, starting, stopping, or its database is
    unavailable.

    Args:
        message: As for `PhemiusError`.
        retry_after_s: Seconds after which to try again; sent as Retry-After.
        headers: As for `PhemiusError`.
    """

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
    """Something that the request needs is missing or misconfigured on this machine."""

    code = "setup_error"


class MissingExtra(SetupError):
    """A package that an extra of this distribution installs is missing.

    Args:
        package: Name of the missing package.
        extra: Extra of `phemius` that installs it.
    """

    code = "missing_extra"
    http_status = 501

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'phemius[{extra}]'")
        self.package = package
        self.extra = extra


class ModelFilesError(SetupError):
    """The model files are missing or damaged."""

    code = "model_files"
