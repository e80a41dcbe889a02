"""Each call of the API: what is sent, and how the reply is read. No I/O."""

import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel

from phemius_client._speech import Speech
from phemius_core.wire import (
    CHARS_BILLED,
    IDEMPOTENCY_KEY,
    REQUEST_ID,
    ModelInfo,
    ModelList,
    PreviewReply,
    UsageReply,
    Voice,
    VoiceList,
    VoiceName,
    VoiceNameList,
)

__all__ = [
    "AudioFormat",
    "Call",
    "Got",
    "create_speech",
    "create_voice",
    "delete_voice",
    "get_usage",
    "get_voice",
    "given",
    "list_models",
    "list_stock_voices",
    "list_voices",
    "model",
    "preview_speech",
    "rename_voice",
    "speech_body",
]

AudioFormat = Literal["pcm", "wav", "flac", "mp3", "ogg", "opus"]

_MEDIA: Final[dict[str, str]] = {
    "pcm": "audio/pcm",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/opus",
}
_Read = TypeVar("_Read")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Got:
    """A reply that came whole."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[_Read]):
    """One call, the same however often it is tried."""

    method: str
    path: str
    read: Callable[[Got], _Read]
    json: dict[str, Any] | None = None
    content: bytes | None = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    """By the name of the part: file name, bytes, media type."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    once: bool = False
    """Never made again where the server may have done it: it would do it twice."""


def given(**fields: Any) -> dict[str, Any]:
    """The JSON of what is given; the rest is left to the server."""
    return {name: value for name, value in fields.items() if value is not None}


def speech_body(
    text: str | None, voice: str | None, voice_id: UUID | str | None, speed: float
) -> dict[str, Any]:
    """The JSON of a request for speech.

    Raises:
        ValueError: The speed is no number, which JSON cannot say.
    """
    if not math.isfinite(speed):
        raise ValueError(f"speed must be a number from 0.25 to 4, not {speed}")
    return given(text=text, voice=voice, voice_id=voice_id and str(voice_id), speed=speed)


def create_speech(
    body: dict[str, Any], *, audio_format: AudioFormat = "pcm", idempotency_key: str | None = None
) -> Call[Speech]:
    """`POST /v1/speech`, under a key of its own, so that no repetition is charged twice.

    Raises:
        ValueError: No such format.
    """
    if audio_format not in _MEDIA:
        raise ValueError(f"format must be one of {', '.join(_MEDIA)}, not {audio_format!r}")
    return Call(
        method="POST",
        path="/v1/speech",
        read=_speech,
        json=body,
        headers={
            "Accept": _MEDIA[audio_format],
            IDEMPOTENCY_KEY: idempotency_key or f"phemius-client-{uuid.uuid4()}",
        },
    )


def preview_speech(body: dict[str, Any]) -> Call[PreviewReply]:
    return Call(method="POST", path="/v1/speech/preview", read=model(PreviewReply), json=body)


def list_voices() -> Call[tuple[Voice, ...]]:
    return Call(method="GET", path="/v1/voices", read=lambda got: model(VoiceList)(got).voices)


def list_stock_voices() -> Call[tuple[VoiceName, ...]]:
    read = model(VoiceNameList)
    return Call(method="GET", path="/v1/audio/voices", read=lambda got: read(got).voices)


def create_voice(name: str, base_voice: str | None, blend: str | None) -> Call[Voice]:
    body = given(name=name, base_voice=base_voice, blend=blend)
    return Call(method="POST", path="/v1/voices", read=model(Voice), json=body, once=True)


def get_voice(voice_id: UUID | str) -> Call[Voice]:
    return Call(method="GET", path=_voice(voice_id), read=model(Voice))


def rename_voice(voice_id: UUID | str, name: str) -> Call[Voice]:
    return Call(method="PATCH", path=_voice(voice_id), read=model(Voice), json={"name": name})


def delete_voice(voice_id: UUID | str) -> Call[None]:
    return Call(method="DELETE", path=_voice(voice_id), read=lambda _: None)


def get_usage(month: str | None) -> Call[UsageReply]:
    query = {} if month is None else {"month": month}
    return Call(method="GET", path="/v1/usage", read=model(UsageReply), query=query)


def list_models() -> Call[tuple[ModelInfo, ...]]:
    return Call(method="GET", path="/v1/models", read=lambda got: model(ModelList)(got).data)


def _voice(voice_id: UUID | str) -> str:
    return f"/v1/voices/{voice_id if isinstance(voice_id, UUID) else UUID(voice_id)}"


def model(kind: type[_Model]) -> Callable[[Got], _Model]:
    """Reads a reply as JSON of that kind."""
    return lambda got: kind.model_validate_json(got.body)


def _speech(got: Got) -> Speech:
    return Speech(
        pcm=got.body,
        chars_billed=int(got.headers.get(CHARS_BILLED.lower(), 0)),
        request_id=got.headers.get(REQUEST_ID.lower()),
    )
