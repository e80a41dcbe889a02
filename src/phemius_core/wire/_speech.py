"""Requests for speech, as they come in on the two HTTP endpoints."""

import re
from typing import Annotated, Any, Final, Literal, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from phemius_core.errors import FieldProblem, InvalidRequest, UnsupportedModel
from phemius_core.wire._audio_formats import OpenAIAudioFormat
from phemius_core.wire._body import read_object
from phemius_core.wire._names import (
    MAX_NATIVE_CHARS,
    MAX_OPENAI_CHARS,
    MAX_SPEED,
    MIN_SPEED,
    NATIVE_MODEL,
    OPENAI_MODEL,
    OPENAI_MODELS,
)

__all__ = [
    "OpenAIProfileRequest",
    "OpenAISpeechRequest",
    "SpeechRequest",
    "parse_native",
    "parse_openai",
    "parse_openai_profile",
    "validated",
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
_Model = TypeVar("_Model", bound=BaseModel)
_OPENAI_MODEL: Final = rf"^({'|'.join(OPENAI_MODELS)})(-[0-9]{{4}}(-[0-9]{{2}}){{0,2}})?$"
"""With a date or without, as in `gpt-4o-mini-tts-2025-12-15`."""
_Name = Annotated[str, Field(min_length=1, max_length=200)]


class SpeechRequest(BaseModel):
    """`POST /v1/speech`. Unknown fields are refused, so that a typo does not pass unseen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"text": "Hello world", "voice": "nova", "speed": 1}]},
    )

    text: Annotated[str, Field(strict=True, min_length=1, max_length=MAX_NATIVE_CHARS)]
    voice: Annotated[
        _Name | None,
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

    @model_validator(mode="after")
    def _one_voice(self) -> Self:
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
    input: Annotated[str, Field(strict=True, min_length=1, max_length=MAX_OPENAI_CHARS)]
    voice: Annotated[_Name, Field(strict=True)] = "alloy"
    speed: _Speed = 1.0


def _voice_by_id(value: Any) -> Any:
    """OpenAI's newer clients may send a voice as an object."""
    return value["id"] if isinstance(value, dict) and set(value) == {"id"} else value


class OpenAIProfileRequest(OpenAISpeechRequest):
    """`POST /v1/audio/speech` under `openai_profile = "openai"`: as OpenAI's own."""

    model: Annotated[
        str, Field(strict=True, max_length=200, json_schema_extra={"pattern": _OPENAI_MODEL})
    ] = OPENAI_MODEL
    voice: Annotated[_Name, Field(strict=True), BeforeValidator(_voice_by_id)] = "alloy"
    response_format: OpenAIAudioFormat = "mp3"
    stream_format: Literal["audio", "sse"] = "audio"


def parse_native(body: bytes) -> SpeechRequest:
    """Reads the body of `POST /v1/speech`.

    Raises:
        MalformedRequest: Not a JSON object in UTF-8.
        UnsupportedModel: A model other than `phemius-fast`.
        InvalidRequest: A field is wrong; `fields` says which, and how.
    """
    return validated(SpeechRequest, read_object(body))


def parse_openai(body: bytes) -> OpenAISpeechRequest:
    """Reads the body of `POST /v1/audio/speech`. Raises as `parse_native`."""
    request = validated(OpenAISpeechRequest, read_object(body))
    if request.model != OPENAI_MODEL:
        raise _unsupported(request.model, OPENAI_MODEL)
    return request


def parse_openai_profile(body: bytes) -> OpenAIProfileRequest:
    """Reads the same under `openai_profile = "openai"`. Raises as `parse_native`."""
    request = validated(OpenAIProfileRequest, read_object(body))
    if re.fullmatch(_OPENAI_MODEL, request.model) is None:
        raise _unsupported(request.model, *OPENAI_MODELS)
    return request


def validated(model: type[_Model], value: Any) -> _Model:
    """The model of a JSON value; what is wrong with it as one of our errors."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = [
            FieldProblem(
                ".".join(str(part) for part in item["loc"]),
                item["msg"].removeprefix("Value error, "),
                item["type"],
            )
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        first = problems[0]
        if first.field == "model" and first.code == "literal_error":
            raise _unsupported(value["model"], NATIVE_MODEL) from None
        where = f"{first.field}: " if first.field else ""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidRequest(f"{where}{first.message}{more}", fields=problems) from None


def _unsupported(model: object, *known: str) -> UnsupportedModel:
    choice = " or ".join(map(repr, known))
    message = f"model {str(model)[:80]!r} is not supported: use {choice}"
    return UnsupportedModel(message, fields=[FieldProblem("model", message, "model_not_supported")])
