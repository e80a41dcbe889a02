"""Conversions of the core's records to the replies of the wire."""

from typing import TYPE_CHECKING
from uuid import UUID

from phemius_core.accounts import CustomVoice
from phemius_core.billing import Usage
from phemius_core.jobs import BULK, ItemRecord, JobRecord
from phemius_core.wire import (
    NATIVE_MODEL,
    OPENAI_MODEL,
    OPENAI_MODELS,
    Job,
    JobItem,
    ModelInfo,
    ModelList,
    PreviewReading,
    PreviewReply,
    PreviewSegment,
    PreviewWarning,
    UsageReply,
    Voice,
    VoiceName,
    VoiceNameList,
)

if TYPE_CHECKING:
    from phemius_core.text import Explanation

__all__ = [
    "item_reply",
    "job_reply",
    "models_reply",
    "preview_reply",
    "usage_reply",
    "voice_names_reply",
    "voice_reply",
]


def job_reply(job: JobRecord) -> Job:
    """Returns a job as the API shows it."""
    result = job.result
    if job.type == BULK and job.ended_at is not None:
        path = f"/v1/jobs/{job.id}"
        result = {
            "items": job.items,
            "succeeded": job.succeeded,
            "failed": job.failed,
            "chars_billed": job.chars,
            "duration_ms": job.audio_ms,
            "format": job.options["format"],
            "items_path": f"{path}/items",
            "archive_path": f"{path}/audio.zip",
        }
    return Job(
        id=UUID(job.id),
        type=job.type,
        status=job.status,
        progress=round(job.progress, 4),
        result=None if result is None else dict(result),
        error=job.error,
        created_at=job.created_at,
        updated_at=job.updated_at,
    )


def item_reply(job_id: UUID, item: ItemRecord) -> JobItem:
    """Returns an item of a job as the API shows it."""
    audio = f"/v1/jobs/{job_id}/items/{item.position}/audio"
    return JobItem(
        index=item.position,
        id=item.request.get("id"),
        status=item.status,
        chars_billed=item.chars,
        duration_ms=item.audio_ms,
        error=item.error,
        audio=audio if item.status == "succeeded" else None,
    )


def voice_reply(voice: CustomVoice) -> Voice:
    """Returns a custom voice as the API shows it."""
    return Voice(id=UUID(voice.id), name=voice.name, created_at=voice.created_at)


def preview_reply(explanation: "Explanation", *, chars: int) -> PreviewReply:
    """Returns the reply of a preview; `chars` is what the speech would be charged."""
    return PreviewReply(
        chars=chars,
        text=explanation.text,
        segments=tuple(
            PreviewSegment(
                text=segment.text,
                phonemes=segment.phonemes,
                start=segment.start,
                end=segment.end,
                pause_after_ms=segment.pause_after_ms,
            )
            for segment in explanation.segments
        ),
        warnings=tuple(
            PreviewWarning(
                code=warning.code, message=warning.message, start=warning.start, end=warning.end
            )
            for warning in explanation.warnings
        ),
        readings=tuple(
            PreviewReading(
                start=reading.start,
                end=reading.end,
                written=reading.written,
                spoken=reading.spoken,
                phonemes=reading.phonemes,
                decided_by=reading.decided_by,
            )
            for reading in explanation.readings
        ),
    )


def usage_reply(usage: Usage) -> UsageReply:
    """Returns the usage of a month as the API shows it."""
    return UsageReply.model_validate(usage.as_dict())


def models_reply(openai_profile: str) -> ModelList:
    """Returns the models that requests may name, for a value of `Settings.openai_profile`."""
    openai = OPENAI_MODELS if openai_profile == "openai" else (OPENAI_MODEL,)
    return ModelList(data=tuple(ModelInfo(id=name) for name in (NATIVE_MODEL, *openai)))


def voice_names_reply() -> VoiceNameList:
    """Returns the voices that requests to the OpenAI endpoint may name."""
    from phemius_core.voices import VoiceCatalogue

    names = VoiceCatalogue().names(openai=True)
    return VoiceNameList(voices=tuple(VoiceName(id=name, name=name) for name in names))
