"""HTTP requests of the API and how their replies are parsed. No I/O.

A new endpoint is a function here, or in `_job_requests`, and a method in `_async/`.
"""

import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from phemius_client._speech import Speech
from phemius_core.wire import (
    AUDIO_FORMATS,
    CHARS_BILLED,
    IDEMPOTENCY_KEY,
    PLS,
    REQUEST_ID,
    AudioFormat,
    LexiconEntry,
    LexiconReply,
    ModelInfo,
    ModelList,
    PreviewReply,
    TextFormat,
    UsageReply,
    Voice,
    VoiceList,
    VoiceName,
    VoiceNameList,
)

__all__ = [
    "Request",
    "Response",
    "create_speech",
    "create_voice",
    "delete_lexicon",
    "delete_voice",
    "get_lexicon",
    "get_usage",
    "get_voice",
    "idempotency_header",
    "json_parser",
    "list_models",
    "list_stock_voices",
    "list_voices",
    "omit_none",
    "preview_speech",
    "put_lexicon",
    "put_pls",
    "rename_voice",
    "speech_body",
    "voice_path",
]

_Result = TypeVar("_Result")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Response:
    """A successful reply with its whole body."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Generic[_Result]):
    """One request, identical in each attempt, and the parser of its reply."""

    method: str
    path: str
    parse: Callable[[Response], _Result]
    json: dict[str, Any] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    """File name, bytes and media type by the name of the part."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    idempotent: bool = True
    """Whether the request may be repeated after the server may have carried it out."""


def omit_none(**fields: Any) -> dict[str, Any]:
    """A JSON object without the fields that are None, for which the server has defaults."""
    return {name: value for name, value in fields.items() if value is not None}


def json_parser(model: type[_Model]) -> Callable[[Response], _Model]:
    """A parser of replies whose body is the JSON of a model."""
    return lambda response: model.model_validate_json(response.body)


def idempotency_header(key: str | None) -> dict[str, str]:
    """The `Idempotency-Key` header: the caller's key, or a random one that all attempts share."""
    return {IDEMPOTENCY_KEY: key or f"phemius-client-{uuid.uuid4()}"}


def speech_body(
    text: str | None,
    voice: str | None,
    voice_id: UUID | str | None,
    speed: float,
    text_format: TextFormat | None = None,
) -> dict[str, Any]:
    """The JSON body of a speech request.

    Raises:
        ValueError: `speed` is infinite or NaN, which JSON cannot represent.
    """
    if not math.isfinite(speed):
        raise ValueError(f"speed must be a number from 0.25 to 4, not {speed}")
    return omit_none(
        text=text,
        voice=voice,
        voice_id=voice_id and str(voice_id),
        speed=speed,
        text_format=text_format,
    )


def create_speech(
    body: dict[str, Any], *, audio_format: AudioFormat = "pcm", idempotency_key: str | None = None
) -> Request[Speech]:
    """`POST /v1/speech` with an idempotency key, so that a repetition is not charged again.

    Raises:
        ValueError: `audio_format` is not a format of the server.
    """
    if audio_format not in AUDIO_FORMATS:
        raise ValueError(f"format must be one of {', '.join(AUDIO_FORMATS)}, not {audio_format!r}")
    accept = AUDIO_FORMATS[audio_format].plain_media_type
    return Request(
        method="POST",
        path="/v1/speech",
        parse=_parse_speech,
        json=body,
        headers={"Accept": accept, **idempotency_header(idempotency_key)},
    )


def preview_speech(body: dict[str, Any]) -> Request[PreviewReply]:
    return Request(
        method="POST", path="/v1/speech/preview", parse=json_parser(PreviewReply), json=body
    )


def list_voices() -> Request[tuple[Voice, ...]]:
    parse = json_parser(VoiceList)
    return Request(method="GET", path="/v1/voices", parse=lambda reply: parse(reply).voices)


def list_stock_voices() -> Request[tuple[VoiceName, ...]]:
    parse = json_parser(VoiceNameList)
    return Request(method="GET", path="/v1/audio/voices", parse=lambda reply: parse(reply).voices)


def create_voice(name: str, base_voice: str | None, blend: str | None) -> Request[Voice]:
    body = omit_none(name=name, base_voice=base_voice, blend=blend)
    return Request(
        method="POST", path="/v1/voices", parse=json_parser(Voice), json=body, idempotent=False
    )


def get_voice(voice_id: UUID | str) -> Request[Voice]:
    return Request(method="GET", path=voice_path(voice_id), parse=json_parser(Voice))


def rename_voice(voice_id: UUID | str, name: str) -> Request[Voice]:
    body = {"name": name}
    return Request(method="PATCH", path=voice_path(voice_id), parse=json_parser(Voice), json=body)


def delete_voice(voice_id: UUID | str) -> Request[None]:
    return Request(method="DELETE", path=voice_path(voice_id), parse=lambda _: None)


def get_lexicon() -> Request[tuple[LexiconEntry, ...]]:
    """The account's own pronunciations."""
    return Request(method="GET", path="/v1/lexicon", parse=_entries)


def put_lexicon(entries: Iterable[LexiconEntry]) -> Request[tuple[LexiconEntry, ...]]:
    """Other pronunciations in place of those that the account has."""
    body = {"entries": [entry.model_dump(mode="json") for entry in entries]}
    return Request(method="PUT", path="/v1/lexicon", json=body, parse=_entries)


def put_pls(document: bytes) -> Request[tuple[LexiconEntry, ...]]:
    """`put_lexicon` with a lexicon in the W3C's format."""
    return Request(
        method="PUT",
        path="/v1/lexicon",
        content=document,
        headers={"Content-Type": PLS},
        parse=_entries,
    )


def delete_lexicon() -> Request[None]:
    """No pronunciations of the account's own any more."""
    return Request(method="DELETE", path="/v1/lexicon", parse=lambda _response: None)


def _entries(response: Response) -> tuple[LexiconEntry, ...]:
    return LexiconReply.model_validate_json(response.body).entries


def get_usage(month: str | None) -> Request[UsageReply]:
    query = {} if month is None else {"month": month}
    return Request(method="GET", path="/v1/usage", parse=json_parser(UsageReply), query=query)


def list_models() -> Request[tuple[ModelInfo, ...]]:
    parse = json_parser(ModelList)
    return Request(method="GET", path="/v1/models", parse=lambda reply: parse(reply).data)


def voice_path(voice_id: UUID | str) -> str:
    """The path of a custom voice.

    Raises:
        ValueError: `voice_id` is not a UUID.
    """
    return f"/v1/voices/{voice_id if isinstance(voice_id, UUID) else UUID(voice_id)}"


def _parse_speech(response: Response) -> Speech:
    return Speech(
        pcm=response.body,
        chars_billed=int(response.headers.get(CHARS_BILLED.lower(), 0)),
        request_id=response.headers.get(REQUEST_ID.lower()),
    )
