"""Requests about custom voices."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.wire._constants import NATIVE_MODEL
from phemius_core.wire._parsing import parse_json_object, validate

__all__ = [
    "CreateVoiceRequest",
    "RenameVoiceRequest",
    "SampleRequest",
    "parse_create_voice",
    "parse_rename_voice",
    "parse_sample",
]


def _printable(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("name must be printable and not blank")
    return name


_VoiceName = Annotated[
    str, Field(strict=True, min_length=1, max_length=100), AfterValidator(_printable)
]
_StockVoice = Annotated[str | None, Field(strict=True, min_length=1, max_length=200)]


class CreateVoiceRequest(BaseModel):
    """`POST /v1/voices`. The voice speaks at once, as its base voice or blend."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "Alice", "base_voice": "nova"}]},
    )

    name: _VoiceName
    model: Literal["phemius-fast"] = NATIVE_MODEL
    base_voice: Annotated[
        _StockVoice,
        Field(description="A stock voice to start from; `default` if neither is given."),
    ] = None
    blend: Annotated[
        _StockVoice,
        Field(description="A weighted blend to start from, such as af_bella(2)+af_sky(1)."),
    ] = None

    @model_validator(mode="after")
    def _check_one_start(self) -> Self:
        if self.base_voice is not None and self.blend is not None:
            raise ValueError("base_voice and blend are mutually exclusive: give one of them")
        return self


class RenameVoiceRequest(BaseModel):
    """`PATCH /v1/voices/{voice_id}`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"name": "Alice II"}]}
    )

    name: _VoiceName


class SampleRequest(BaseModel):
    """Form of `POST /v1/voices/{voice_id}/samples`, with the recording as its file `audio`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: Annotated[
        Literal[True],
        Field(description="Confirms that the speaker in the recording agrees to be cloned."),
    ]
    depth: Annotated[
        Literal["fast", "full"],
        Field(description="`fast` mixes stock voices, in seconds; `full` takes minutes."),
    ] = "full"


def parse_create_voice(body: bytes) -> CreateVoiceRequest:
    """Parse the body of `POST /v1/voices`.

    Raises:
        MalformedRequest: The body is not a JSON object in UTF-8.
        InvalidRequest: A field is wrong; `fields` lists which and why.
    """
    return validate(CreateVoiceRequest, parse_json_object(body))


def parse_rename_voice(body: bytes) -> RenameVoiceRequest:
    """Parse the body of `PATCH /v1/voices/{voice_id}`. Raises what `parse_create_voice` raises."""
    return validate(RenameVoiceRequest, parse_json_object(body))


def parse_sample(form: Mapping[str, str], *, has_audio: bool) -> SampleRequest:
    """Validate the form of `POST /v1/voices/{voice_id}/samples`.

    Args:
        form: Text fields of the form, by name.
        has_audio: Whether the form has a recording.

    Raises:
        InvalidRequest: A part is missing or wrong; `fields` lists which and why.
    """
    problems = []
    if not has_audio:
        problems.append(FieldProblem("audio", "the form has no recording: add the part audio"))
    if form.get("consent") != "true":
        message = "consent must be true: the speaker in the recording has to agree to be cloned"
        problems.append(FieldProblem("consent", message, "consent_required"))
    if problems:
        raise InvalidRequest("; ".join(problem.message for problem in problems), fields=problems)
    return validate(SampleRequest, {**form, "consent": True})
