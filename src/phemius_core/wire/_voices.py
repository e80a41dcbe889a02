"""Requests about custom voices."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.wire._body import read_object
from phemius_core.wire._names import NATIVE_MODEL
from phemius_core.wire._speech import validated

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
        raise ValueError("must be printable, and more than spaces")
    return name


_Name = Annotated[str, Field(strict=True, min_length=1, max_length=100), AfterValidator(_printable)]
_Stock = Annotated[str | None, Field(strict=True, min_length=1, max_length=200)]


class CreateVoiceRequest(BaseModel):
    """`POST /v1/voices`. It speaks at once, as its base voice or blend."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "Alice", "base_voice": "nova"}]},
    )

    name: _Name
    model: Literal["phemius-fast"] = NATIVE_MODEL
    base_voice: Annotated[
        _Stock, Field(description="A stock voice to begin with; `default` where none is given.")
    ] = None
    blend: Annotated[_Stock, Field(description="Or a mixture, such as af_bella(2)+af_sky(1).")] = (
        None
    )

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if self.base_voice is not None and self.blend is not None:
            raise ValueError("base_voice and blend are mutually exclusive: give one of them")
        return self


class RenameVoiceRequest(BaseModel):
    """`PATCH /v1/voices/{voice_id}`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"name": "Alice II"}]}
    )

    name: _Name


class SampleRequest(BaseModel):
    """`POST /v1/voices/{voice_id}/samples`, all but the recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: Annotated[
        Literal[True],
        Field(description="That whoever speaks in the recording agrees to be cloned."),
    ]
    depth: Annotated[
        Literal["fast", "full"],
        Field(description="`fast` mixes stock voices, in seconds; `full` takes minutes."),
    ] = "full"


def parse_create_voice(body: bytes) -> CreateVoiceRequest:
    """Reads the body of `POST /v1/voices`.

    Raises:
        MalformedRequest: Not a JSON object in UTF-8.
        InvalidRequest: A field is wrong; `fields` says which, and how.
    """
    return validated(CreateVoiceRequest, read_object(body))


def parse_rename_voice(body: bytes) -> RenameVoiceRequest:
    """Reads the body of `PATCH /v1/voices/{voice_id}`. Raises as `parse_create_voice`."""
    return validated(RenameVoiceRequest, read_object(body))


def parse_sample(form: Mapping[str, str], *, audio: bool) -> SampleRequest:
    """Reads the form of `POST /v1/voices/{voice_id}/samples`.

    Args:
        form: Its text parts by name.
        audio: Whether it has a recording.

    Raises:
        InvalidRequest: A part is missing or wrong; `fields` says which, and how.
    """
    problems = []
    if not audio:
        problems.append(FieldProblem("audio", "the form has no recording: add it as audio"))
    if form.get("consent") != "true":
        message = "consent must be true: whoever speaks in the recording has to agree to be cloned"
        problems.append(FieldProblem("consent", message, "consent_required"))
    if problems:
        raise InvalidRequest("; ".join(problem.message for problem in problems), fields=problems)
    return validated(SampleRequest, {**form, "consent": True})
