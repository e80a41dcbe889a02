"""Replies: error bodies, voices, jobs, models, the summary of a stream."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from phemius_core.errors import InvalidRequest, PhemiusError, UnsupportedModel

__all__ = [
    "ErrorReply",
    "FieldError",
    "Job",
    "JobItem",
    "JobItemList",
    "JobList",
    "JobStatus",
    "ModelInfo",
    "ModelList",
    "OpenAIErrorReply",
    "PreviewReply",
    "PreviewSegment",
    "PreviewWarning",
    "UsageReply",
    "Voice",
    "VoiceList",
    "VoiceName",
    "VoiceNameList",
    "error_reply",
]

JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldError(_Reply):
    """What is wrong with one field of a request."""

    field: str
    """In dotted form; empty for the whole body."""
    message: str
    code: str


class ErrorDetail(_Reply):
    code: str
    message: str
    fields: tuple[FieldError, ...] | None = None
    request_id: str | None = None


class ErrorReply(_Reply):
    """Body of every error on the native endpoints."""

    error: ErrorDetail


class OpenAIErrorDetail(_Reply):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorReply(_Reply):
    """Body of every error on the OpenAI endpoints: always these four keys."""

    error: OpenAIErrorDetail


class Voice(_Reply):
    """A custom voice."""

    id: UUID
    name: str
    model: Literal["phemius-fast"] = "phemius-fast"
    created_at: datetime


class VoiceList(_Reply):
    voices: tuple[Voice, ...]


class Job(_Reply):
    """Work that goes on after its request."""

    id: UUID
    type: str
    status: JobStatus
    progress: Annotated[float, Field(ge=0, le=1)]
    result: dict[str, Any] | None = None
    error: str | None = None
    created_at: datetime
    updated_at: datetime


class JobList(_Reply):
    jobs: tuple[Job, ...]


class JobItem(_Reply):
    """One text of a bulk job."""

    index: int
    id: str | None
    """As the caller named it."""
    status: JobStatus
    chars_billed: int
    duration_ms: int
    error: str | None = None
    audio: str | None = None
    """Path of its audio, once it is there."""


class JobItemList(_Reply):
    items: tuple[JobItem, ...]


class ModelInfo(_Reply):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: Literal["phemius"] = "phemius"


class ModelList(_Reply):
    """`GET /v1/models`, as OpenAI shapes it."""

    object: Literal["list"] = "list"
    data: tuple[ModelInfo, ...]


class VoiceName(_Reply):
    id: str
    name: str


class VoiceNameList(_Reply):
    """`GET /v1/audio/voices`: what can be given as `voice`."""

    voices: tuple[VoiceName, ...]


class PreviewSegment(_Reply):
    """What is given to the model at once."""

    text: str
    """Written out, as it is read."""
    phonemes: str
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    pause_after_ms: int


class PreviewWarning(_Reply):
    """Something that cannot be spoken as written."""

    code: str
    message: str
    start: int
    end: int


class PreviewReply(_Reply):
    """`POST /v1/speech/preview`: what would be spoken, and how."""

    chars: int
    """What the request would be charged."""
    text: str
    segments: tuple[PreviewSegment, ...]
    warnings: tuple[PreviewWarning, ...]


class UsageCounts(_Reply):
    requests: int
    chars: int
    audio_ms: int


class DayUsage(UsageCounts):
    """One UTC day."""

    day: date


class KeyUsage(UsageCounts):
    key_id: str
    prefix: str
    last_four: str


class InvoiceReply(_Reply):
    """What the month would cost, in whole micro-dollars."""

    plan: str
    chars: int
    included_chars: int
    overage_chars: int
    fee_micros: int
    overage_micros: int
    total_micros: int


class UsageReply(_Reply):
    """`GET /v1/usage`: one UTC month of an account."""

    month: str
    plan: str
    requests: int
    chars: int
    cached_chars: int
    audio_ms: int
    reserved_chars: int
    """Held for requests that are being answered."""
    monthly_chars: int | None
    """The plan's cap; null where it has none."""
    remaining_chars: int | None
    by_day: tuple[DayUsage, ...]
    by_key: tuple[KeyUsage, ...]
    invoice: InvoiceReply


def error_reply(
    error: PhemiusError, *, openai: bool, request_id: str | None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON body of an error.

    Args:
        error: What went wrong.
        openai: The endpoint speaks OpenAI's dialect: 400 for an unsupported model, OpenAI's body.
        request_id: Given in the native body; OpenAI's has a header for it.
    """
    if openai:
        status = 400 if isinstance(error, UnsupportedModel) else error.http_status
        param = error.param if isinstance(error, InvalidRequest) else None
        body = OpenAIErrorReply(
            error=OpenAIErrorDetail(
                message=error.message, type=error.openai_type, param=param, code=error.code
            )
        )
        return status, body.model_dump(mode="json")
    fields = None
    if isinstance(error, InvalidRequest) and error.fields:
        fields = tuple(
            FieldError(field=item.field, message=item.message, code=item.code)
            for item in error.fields
        )
    detail = ErrorDetail(
        code=error.code, message=error.message, fields=fields, request_id=request_id
    )
    return error.http_status, ErrorReply(error=detail).model_dump(mode="json", exclude_none=True)
