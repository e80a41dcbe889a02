"""Messages of the WebSocket: what a client sends and what it is sent."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from phemius_core.errors import AuthenticationFailed, MalformedRequest, PhemiusError
from phemius_core.wire._body import read_object
from phemius_core.wire._names import MAX_NATIVE_CHARS
from phemius_core.wire._speech import SpeechRequest, validated

__all__ = [
    "Command",
    "StreamAuth",
    "StreamError",
    "StreamRequest",
    "StreamSummary",
    "StreamText",
    "StreamWords",
    "WordMessage",
    "parse_auth",
    "parse_command",
    "parse_stream_request",
    "read_message",
]


class StreamAuth(BaseModel):
    """First message of a client."""

    model_config = ConfigDict(frozen=True)

    api_key: Annotated[str, Field(strict=True, min_length=1, max_length=200)]


class StreamRequest(SpeechRequest):
    """A synthesis request. The contract's fields, and two that switch extensions on."""

    text: Annotated[str, Field(strict=True, max_length=MAX_NATIVE_CHARS)] = ""
    input: Annotated[
        Literal["text", "stream"],
        Field(description="`stream`: the text follows in messages of type text, flush and end."),
    ] = "text"
    timestamps: Annotated[
        bool, Field(strict=True, description="Send when each word is heard, beside the audio.")
    ] = False

    @model_validator(mode="after")
    def _text_by_input(self) -> Self:
        if self.input == "stream" and self.text:
            raise ValueError("with input 'stream' the text comes in messages of its own")
        if self.input == "text" and not self.text:
            raise ValueError("text is required: give at least 1 character")
        return self


class StreamText(BaseModel):
    """A piece of text, as a language model writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["text"]
    text: Annotated[str, Field(strict=True, max_length=MAX_NATIVE_CHARS)]


class Command(BaseModel):
    """`flush`: speak what has come in. `end`: no more text comes. `cancel`: stop speaking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["flush", "end", "cancel"]


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)

    def as_text(self) -> str:
        return self.model_dump_json(exclude_none=True)


class StreamSummary(_Reply):
    """Last message of a synthesis."""

    done: Literal[True] = True
    chars_billed: int
    ttfb_ms: int
    cached: bool
    cancelled: Literal[True] | None = None
    """Only where the client asked to cancel."""


class StreamError(_Reply):
    """Precedes every close that is not the client's own doing."""

    error: str
    code: int
    retry_after: int | None = None
    """Seconds, where waiting helps."""

    @classmethod
    def of(cls, error: PhemiusError) -> "StreamError":
        wait = error.headers.get("Retry-After")
        code = error.ws_close_code if error.ws_error_code is None else error.ws_error_code
        return cls(error=error.message, code=code, retry_after=int(wait) if wait else None)


class WordMessage(_Reply):
    """A word of the caller's text and when it is heard."""

    text: str
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    start_ms: int
    end_ms: int


class StreamWords(_Reply):
    """Words of the audio that follows."""

    type: Literal["words"] = "words"
    words: tuple[WordMessage, ...]


def parse_auth(message: str) -> StreamAuth:
    """Reads the first message.

    Raises:
        AuthenticationFailed: It holds no API key.
    """
    try:
        return validated(StreamAuth, read_message(message))
    except PhemiusError as error:
        raise AuthenticationFailed(
            'the first message must be {"api_key": "sk_test_…"}: ' + error.message
        ) from None


def parse_stream_request(message: dict[str, Any]) -> StreamRequest:
    """Reads a synthesis request.

    Raises:
        InvalidRequest: A field is wrong.
    """
    return validated(StreamRequest, message)


def parse_command(message: dict[str, Any]) -> StreamText | Command:
    """Reads a message that has a `type`.

    Raises:
        InvalidRequest: No such type, or a field is wrong.
    """
    if message.get("type") == "text":
        return validated(StreamText, message)
    return validated(Command, message)


def read_message(message: str) -> dict[str, Any]:
    """Reads a text frame as one JSON object.

    Raises:
        MalformedRequest: It is none.
    """
    try:
        return read_object(message.encode())
    except UnicodeEncodeError:
        raise MalformedRequest("the message is no Unicode text") from None
    except MalformedRequest as error:
        raise MalformedRequest(error.message.replace("the request body", "the message")) from None
