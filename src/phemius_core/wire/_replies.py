"""Models of the JSON replies, and the mapping from an error to its body."""

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
    "PreviewReading",
    "PreviewReply",
    "PreviewSegment",
    "PreviewWarning",
    "UsageReply",
    "Voice",
    "VoiceList",
    "VoiceName",
    "VoiceNameList",
    "error_reply",
    "openai_error_reply",
]

JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldError(_Reply):
    """What is wrong with one field of a request."""

    field: str
    """Path in dotted form (`items.3.text`); empty for the whole body."""
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
    """A job: work that goes on after the request that created it was answered."""

    id: UUID
    type: str
    status: JobStatus
    progress: Annotated[float, Field(ge=0, le=1)]
    result: dict[str, Any] | None = None
    error: str | None = None
    created_at: datetime
    updated_at: datetime


class _Page(_Reply):
    """A list that may go on; both fields are left out where it does not."""

    has_more: bool = False
    """Whether there are more entries than these."""
    next_cursor: str | None = None
    """Where they begin: the value of `cursor` (jobs) or `start` (items) of the next request."""


class JobList(_Page):
    jobs: tuple[Job, ...]


class JobItem(_Reply):
    """One text of a bulk job."""

    index: int
    id: str | None
    """The caller's own name for the item."""
    status: JobStatus
    chars_billed: int
    duration_ms: int
    """Duration of the audio; 0 until the item has succeeded."""
    error: str | None = None
    audio: str | None = None
    """URL path of the audio; null until the item has succeeded."""


class JobItemList(_Page):
    items: tuple[JobItem, ...]


class ModelInfo(_Reply):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: Literal["phemius"] = "phemius"


class ModelList(_Reply):
    """`GET /v1/models`, in the shape of OpenAI's API."""

    object: Literal["list"] = "list"
    data: tuple[ModelInfo, ...]


class VoiceName(_Reply):
    id: str
    name: str


class VoiceNameList(_Reply):
    """`GET /v1/audio/voices`: the values that `voice` accepts."""

    voices: tuple[VoiceName, ...]


class PreviewSegment(_Reply):
    """A segment: the piece of text that the model speaks in one run."""

    text: Annotated[str, Field(repr=False)]
    """Normalised text: numbers, symbols and abbreviations written out."""
    phonemes: Annotated[str, Field(repr=False)]
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    """Offset behind the last code point in the caller's text."""
    pause_after_ms: int


class PreviewWarning(_Reply):
    """A part of the text that cannot be spoken as written."""

    code: str
    message: str
    start: int
    end: int


class PreviewReading(_Reply):
    """A part of the text that is not simply spoken as written, and what decided that."""

    start: int
    end: int
    written: Annotated[str, Field(repr=False)]
    spoken: Annotated[str, Field(repr=False)]
    """The words for it; empty if it is silent."""
    phonemes: Annotated[str, Field(repr=False)]
    """Its phonemes, if they are what was decided; else empty."""
    decided_by: str
    """Name of the rule, model or lexicon."""


class PreviewReply(_Reply):
    """`POST /v1/speech/preview`: how the text would be spoken."""

    chars: int
    """Characters that the request would be charged."""
    text: Annotated[str, Field(repr=False)]
    segments: tuple[PreviewSegment, ...]
    warnings: tuple[PreviewWarning, ...]
    readings: tuple[PreviewReading, ...] = ()
    """Parts that are not simply spoken as written, in order; empty from an older server."""


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
    """Invoice of the month so far, in whole micro-dollars."""

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
    """Characters reserved for requests in flight."""
    monthly_chars: int | None
    """The plan's cap; null where it has none."""
    remaining_chars: int | None
    by_day: tuple[DayUsage, ...]
    by_key: tuple[KeyUsage, ...]
    invoice: InvoiceReply


def error_reply(error: PhemiusError, *, request_id: str | None) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON body of an error on the native endpoints.

    Args:
        error: What went wrong.
        request_id: Included in the body where given.
    """
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


def openai_error_reply(error: PhemiusError) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON body of an error on the OpenAI endpoints.

    OpenAI answers 400 for an unsupported model, and names the request in a header alone.

    Args:
        error: What went wrong.
    """
    status = 400 if isinstance(error, UnsupportedModel) else error.http_status
    param = error.param if isinstance(error, InvalidRequest) else None
    body = OpenAIErrorReply(
        error=OpenAIErrorDetail(
            message=error.message, type=error.openai_type, param=param, code=error.code
        )
    )
    return status, body.model_dump(mode="json")
