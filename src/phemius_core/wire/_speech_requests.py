"""Requests of the two speech endpoints: native and OpenAI. Their reprs do not show the text."""

import re
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from phemius_core.audio_formats import OpenAIAudioFormat
from phemius_core.text_formats import TextFormat
from phemius_core.wire._constants import (
    MAX_NATIVE_CHARS,
    MAX_OPENAI_CHARS,
    MAX_SPEED,
    MIN_SPEED,
    NATIVE_MODEL,
    OPENAI_MODEL,
    OPENAI_MODELS,
)
from phemius_core.wire._parsing import parse_json_object, unsupported_model, validate

__all__ = [
    "OpenAIProfileRequest",
    "OpenAISpeechRequest",
    "SpeechRequest",
    "parse_native",
    "parse_openai",
    "parse_openai_profile",
]

_Speed = Annotated[
    float,
    Field(
        strict=True,
        ge=MIN_SPEED,
        le=MAX_SPEED,
        allow_inf_nan=False,
        description="Playback speed multiplier.",
    ),
]
_MODEL_PATTERN: Final = rf"^({'|'.join(OPENAI_MODELS)})(-[0-9]{{4}}(-[0-9]{{2}}){{0,2}})?$"
"""With or without a date, as in `gpt-4o-mini-tts-2025-12-15`."""
_TextFormat = Annotated[
    TextFormat | None,
    Field(
        description="`ssml`: the text is an SSML document. `plain`: it is not. Null: it is one if "
        "it begins with `<speak>`."
    ),
]
_VoiceName = Annotated[str, Field(min_length=1, max_length=200)]


class SpeechRequest(BaseModel):
    """`POST /v1/speech`. Unknown fields are refused, so that a typo does not pass unseen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"text": "Hello world", "voice": "nova", "speed": 1}]},
    )

    text: Annotated[str, Field(strict=True, min_length=1, max_length=MAX_NATIVE_CHARS, repr=False)]
    voice: Annotated[
        _VoiceName | None,
        Field(
            default=None,
            strict=True,
            description="A built-in name, a Kokoro voicepack, or a blend such as "
            "af_bella(2)+af_sky(1). `default` where neither voice nor voice_id is given.",
        ),
    ]
    model: Literal["phemius-fast"] = NATIVE_MODEL
    voice_id: Annotated[
        UUID | None, Field(description="A custom voice. Mutually exclusive with voice.")
    ] = None
    speed: _Speed = 1.0
    text_format: _TextFormat = None

    @model_validator(mode="after")
    def _check_one_voice(self) -> Self:
        if self.voice is not None and self.voice_id is not None:
            raise ValueError("voice and voice_id are mutually exclusive: give one of them")
        return self


class OpenAISpeechRequest(BaseModel):
    """`POST /v1/audio/speech`. Fields that only OpenAI knows are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        json_schema_extra={
            "examples": [{"model": "tts-1", "voice": "alloy", "input": "Hello world"}]
        },
    )

    model: Annotated[
        str, Field(strict=True, max_length=200, json_schema_extra={"enum": [OPENAI_MODEL]})
    ] = OPENAI_MODEL
    input: Annotated[str, Field(strict=True, min_length=1, max_length=MAX_OPENAI_CHARS, repr=False)]
    voice: Annotated[_VoiceName, Field(strict=True)] = "alloy"
    speed: _Speed = 1.0


def _voice_name_of(value: Any) -> Any:
    """The name in `{"id": name}`, which OpenAI's newer clients may send as the voice."""
    return value["id"] if isinstance(value, dict) and set(value) == {"id"} else value


class OpenAIProfileRequest(OpenAISpeechRequest):
    """`POST /v1/audio/speech` under `openai_profile = "openai"`: as OpenAI's own."""

    model: Annotated[
        str,
        Field(strict=True, max_length=200, json_schema_extra={"pattern": _MODEL_PATTERN}),
    ] = OPENAI_MODEL
    voice: Annotated[_VoiceName, Field(strict=True), BeforeValidator(_voice_name_of)] = "alloy"
    response_format: OpenAIAudioFormat = "mp3"
    stream_format: Literal["audio", "sse"] = "audio"


def parse_native(body: bytes) -> SpeechRequest:
    """Parse the body of `POST /v1/speech`.

    Raises:
        MalformedRequest: The body is not a JSON object in UTF-8.
        UnsupportedModel: The model is not `phemius-fast`.
        InvalidRequest: A field is wrong; `fields` lists which and why.
    """
    return validate(SpeechRequest, parse_json_object(body))


def parse_openai(body: bytes) -> OpenAISpeechRequest:
    """Parse the body of `POST /v1/audio/speech`. Raises what `parse_native` raises."""
    request = validate(OpenAISpeechRequest, parse_json_object(body))
    if request.model != OPENAI_MODEL:
        raise unsupported_model(request.model, OPENAI_MODEL)
    return request


def parse_openai_profile(body: bytes) -> OpenAIProfileRequest:
    """Parse the same under `openai_profile = "openai"`. Raises what `parse_native` raises."""
    request = validate(OpenAIProfileRequest, parse_json_object(body))
    if re.fullmatch(_MODEL_PATTERN, request.model) is None:
        raise unsupported_model(request.model, *OPENAI_MODELS)
    return request
