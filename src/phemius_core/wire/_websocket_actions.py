"""What a `StreamSession` tells its caller to do."""

from dataclasses import dataclass, field

from phemius_core.wire._stream_messages import StreamRequest

__all__ = [
    "Action",
    "AddText",
    "Authenticate",
    "Cancel",
    "Close",
    "EndText",
    "FlushText",
    "SendAudio",
    "SendText",
    "Speak",
]


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Check the API key; then call `authenticated` or `failed`."""

    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Speak:
    """Start to synthesise; call `audio` and `words` meanwhile, then `finished` or `failed`."""

    request: StreamRequest


@dataclass(frozen=True, slots=True)
class AddText:
    """Append text to the request that is being spoken."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FlushText:
    """Speak the text received so far, even if its last sentence is incomplete."""


@dataclass(frozen=True, slots=True)
class EndText:
    """The text of the request is complete."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the synthesis; then call `finished`."""


@dataclass(frozen=True, slots=True)
class SendText:
    """Send a text message."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendAudio:
    """Send a binary message: signed 16-bit little-endian PCM, 24 kHz, mono."""

    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Close:
    """Close the WebSocket; the session is over."""

    code: int
    reason: str


Action = (
    Authenticate | Speak | AddText | FlushText | EndText | Cancel | SendText | SendAudio | Close
)
