"""JSON messages of the WebSocket, in both directions."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from phemius_core.errors import AuthenticationFailed, MalformedRequest, PhemiusError
from phemius_core.wire._constants import MAX_NATIVE_CHARS
from phemius_core.wire._parsing import parse_json_object, validate
from phemius_core.wire._speech_requests import SpeechRequest

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
    "parse_message",
    "parse_stream_request",
]


class StreamAuth(BaseModel):
    """First message of a client: its API key."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    api_key: Annotated[str, Field(strict=True, min_length=1, max_length=200, repr=False)]


class StreamRequest(SpeechRequest):
    """A synthesis request: the fields of `POST /v1/speech`, and two that enable extensions."""

    text: Annotated[str, Field(strict=True, max_length=MAX_NATIVE_CHARS, repr=False)] = ""
    input: Annotated[
        Literal["text", "stream"],
        Field(description="`stream`: the text follows in messages of type text, flush and end."),
    ] = "text"
    timestamps: Annotated[
        bool, Field(strict=True, description="Send the time of each word, beside the audio.")
    ] = False

    @model_validator(mode="after")
    def _check_text_matches_input(self) -> Self:
        if self.input == "stream" and self.text:
            raise ValueError("text must be empty with input 'stream': send messages of type text")
        if self.input == "stream" and self.text_format == "ssml":
            raise ValueError("text_format 'ssml' needs the whole text: send it with input 'text'")
        if self.input == "text" and not self.text:
            raise ValueError("text is required: give at least 1 character")
        return self


class StreamText(BaseModel):
    """A piece of text of a request with `"input": "stream"`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["text"]
    text: Annotated[str, Field(strict=True, max_length=MAX_NATIVE_CHARS, repr=False)]


class Command(BaseModel):
    """`flush`: speak the text received so far. `end`: end of the text. `cancel`: stop speaking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["flush", "end", "cancel"]


class _ServerMessage(BaseModel):
    model_config = ConfigDict(frozen=True)

    def as_text(self) -> str:
        """The JSON to send, without the fields that are None."""
        return self.model_dump_json(exclude_none=True)


class StreamSummary(_ServerMessage):
    """Last message of a synthesis request."""

    done: Literal[True] = True
    chars_billed: int
    ttfb_ms: int
    cached: bool
    cancelled: Literal[True] | None = None
    """Set if the client cancelled the request."""


class StreamError(_ServerMessage):
    """Precedes every close that an error causes."""

    error: str
    code: int
    retry_after: int | None = None
    """Seconds after which to try again, where waiting helps."""

    @classmethod
    def of(cls, error: PhemiusError) -> "StreamError":
        """The message for an error."""
        wait = error.headers.get("Retry-After")
        return cls(
            error=error.message,
            code=int(error.ws_error_code),
            retry_after=int(wait) if wait else None,
        )


class WordMessage(_ServerMessage):
    """A word of the caller's text and its time in the audio."""

    text: str
    start: int
    """Offset of the first code point in the caller's text."""
    end: int
    """Offset behind the last code point."""
    start_ms: int
    """Time from the first sample of the request."""
    end_ms: int


class StreamWords(_ServerMessage):
    """Times of the words in the audio that follows."""

    type: Literal["words"] = "words"
    words: Annotated[tuple[WordMessage, ...], Field(repr=False)]


def parse_auth(message: str) -> StreamAuth:
    """Parse the first message of a client.

    Raises:
        AuthenticationFailed: The message holds no API key.
    """
    try:
        return validate(StreamAuth, parse_message(message))
    except PhemiusError as error:
        raise AuthenticationFailed(
            'the first message must be {"api_key": "sk_test_…"}: ' + error.message
        ) from None


def parse_stream_request(message: dict[str, Any]) -> StreamRequest:
    """Validate a synthesis request.

    Raises:
        InvalidRequest: A field is wrong.
    """
    return validate(StreamRequest, message)


def parse_command(message: dict[str, Any]) -> StreamText | Command:
    """Validate a message that has a `type`.

    Raises:
        InvalidRequest: The type is unknown, or a field is wrong.
    """
    if message.get("type") == "text":
        return validate(StreamText, message)
    return validate(Command, message)


def parse_message(message: str) -> dict[str, Any]:
    """Parse a text message as one JSON object.

    Raises:
        MalformedRequest: The message is not a JSON object.
    """
    try:
        return parse_json_object(message.encode())
    except UnicodeEncodeError:
        raise MalformedRequest("the message holds a lone surrogate: send valid Unicode") from None
    except MalformedRequest as error:
        raise MalformedRequest(error.message.replace("the request body", "the message")) from None
