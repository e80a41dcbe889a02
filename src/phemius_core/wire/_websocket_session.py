"""The dialogue of `WebSocket /v1/speech/stream`, without any I/O.

Events go in, actions come out, in the order in which they are to be done. Whatever comes
in, and in whatever order: nothing is raised, no audio goes out before authentication, and
the dialogue ends in one close.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from phemius_core.errors import AuthenticationFailed, InvalidRequest, PhemiusError
from phemius_core.wire._names import CloseCode
from phemius_core.wire._stream import (
    StreamError,
    StreamRequest,
    StreamSummary,
    StreamText,
    StreamWords,
    WordMessage,
    parse_auth,
    parse_command,
    parse_stream_request,
    read_message,
)

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
    "StreamSession",
]

AUTH_TIMEOUT_S: Final = 10
IDLE_TIMEOUT_S: Final = 60
MAX_MESSAGE_CHARS: Final = 128 << 10
"""A text of 5,000 characters, each escaped in JSON as two times six, is half of this."""
MAX_STREAM_CHARS: Final = 50_000
"""Characters of one request whose text comes in pieces."""
_MAX_EARLY: Final = 16
"""Messages that may come while the key is looked up, or a request is cancelled."""
_MAX_REASON_BYTES: Final = 120


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Look the key up; then call `authenticated` or `failed`."""

    api_key: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak a request; call `audio` and `words`, then `finished` or `failed`."""

    request: StreamRequest


@dataclass(frozen=True, slots=True)
class AddText:
    text: str


@dataclass(frozen=True, slots=True)
class FlushText:
    """Speak what has come in, whole sentence or not."""


@dataclass(frozen=True, slots=True)
class EndText:
    """No more text comes."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop speaking; then call `finished`."""


@dataclass(frozen=True, slots=True)
class SendText:
    text: str


@dataclass(frozen=True, slots=True)
class SendAudio:
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Close:
    code: int
    reason: str


Action = (
    Authenticate | Speak | AddText | FlushText | EndText | Cancel | SendText | SendAudio | Close
)


class _State(Enum):
    NEW = auto()
    """Waits for the key."""
    CHECKING = auto()
    """The key is being looked up."""
    READY = auto()
    SPEAKING = auto()
    CANCELLING = auto()
    CLOSED = auto()


class StreamSession:
    """One WebSocket's dialogue."""

    def __init__(self) -> None:
        self._state = _State.NEW
        self._early: list[str | bytes] = []
        self._listening = False
        self._chars = 0
        self._was_cancelled = False
        self._stopping = False

    @property
    def closed(self) -> bool:
        return self._state is _State.CLOSED

    @property
    def timeout_s(self) -> float | None:
        """How long to wait for the next event before `timed_out`; None: as long as it takes."""
        if self._state is _State.NEW:
            return AUTH_TIMEOUT_S
        if self._state is _State.READY or (self._state is _State.SPEAKING and self._listening):
            return IDLE_TIMEOUT_S
        return None

    def receive(self, message: str | bytes) -> list[Action]:
        """A frame from the client."""
        if self.closed:
            return []
        try:
            if self._state is _State.CHECKING or self._early:
                return self._keep(message)
            return self._read(message)
        except PhemiusError as error:
            return self.failed(error)

    def authenticated(self) -> list[Action]:
        """The key is valid."""
        if self._state is not _State.CHECKING:
            return []
        self._state = _State.READY
        return self._read_early()

    def audio(self, pcm: bytes) -> list[Action]:
        """Audio was made."""
        return [SendAudio(pcm)] if self._state is _State.SPEAKING and pcm else []

    def words(self, words: Iterable[WordMessage]) -> list[Action]:
        """It is known when words are heard."""
        if self._state is not _State.SPEAKING:
            return []
        return [SendText(StreamWords(words=tuple(words)).as_text())]

    def finished(self, summary: StreamSummary) -> list[Action]:
        """The request was spoken, or its cancellation was done."""
        if self._state not in {_State.SPEAKING, _State.CANCELLING}:
            return []
        if self._state is _State.CANCELLING:
            summary = summary.model_copy(update={"cancelled": True})
            self._was_cancelled = True
        self._state = _State.READY
        follow = self.stopping() if self._stopping else self._read_early()
        return [SendText(summary.as_text()), *follow]

    def failed(self, error: PhemiusError) -> list[Action]:
        """The key, a message or the synthesis was no good: says so, and closes."""
        if self.closed:
            return []
        speaking = self._state is _State.SPEAKING
        self._state = _State.CLOSED
        self._early.clear()
        ending: list[Action] = [Cancel()] if speaking else []
        return [
            *ending,
            SendText(StreamError.of(error).as_text()),
            Close(error.ws_close_code, _reason(error.message)),
        ]

    def timed_out(self) -> list[Action]:
        """Nothing came within `timeout_s`."""
        if self._state is _State.NEW:
            message = f"no API key came within {AUTH_TIMEOUT_S} s"
            return self.failed(AuthenticationFailed(message))
        if self._state is _State.SPEAKING and self._listening:
            message = f"no text came for {IDLE_TIMEOUT_S} s: send text, flush or end"
            return self.failed(InvalidRequest(message))
        if self._state is _State.READY:
            self._state = _State.CLOSED
            return [Close(CloseCode.IDLE, f"idle for {IDLE_TIMEOUT_S} s")]
        return []

    def stopping(self) -> list[Action]:
        """The server is to stop: closes, but not before what is being spoken is done."""
        self._stopping = True
        if self._state in {_State.SPEAKING, _State.CANCELLING, _State.CLOSED}:
            return []
        self._state = _State.CLOSED
        self._early.clear()
        return [Close(CloseCode.STOPPING, "the server is stopping: connect again")]

    def gone(self) -> list[Action]:
        """The client has left."""
        speaking = self._state is _State.SPEAKING
        self._state = _State.CLOSED
        return [Cancel()] if speaking else []

    def _keep(self, message: str | bytes) -> list[Action]:
        """For later: the key is being looked up, or the request before is being cancelled."""
        self._early.append(message)
        if len(self._early) > _MAX_EARLY:
            raise InvalidRequest("too many messages at once: wait for an answer")
        return []

    def _read_early(self) -> list[Action]:
        early, self._early = self._early, []
        return [action for message in early for action in self.receive(message)]

    def _read(self, message: str | bytes) -> list[Action]:
        if isinstance(message, bytes):
            raise self._wrong("binary messages are not understood: send JSON as text")
        if len(message) > MAX_MESSAGE_CHARS:
            raise self._wrong(f"the message is longer than {MAX_MESSAGE_CHARS} characters")
        if self._state is _State.NEW:
            self._state = _State.CHECKING
            return [Authenticate(parse_auth(message).api_key)]
        value = read_message(message)
        if "type" in value:
            return self._command(value)
        if self._state is _State.CANCELLING:
            return self._keep(message)
        if self._state is not _State.READY:
            raise InvalidRequest("a request is being spoken: wait for done, or send cancel")
        request = parse_stream_request(value)
        self._state = _State.SPEAKING
        self._listening = request.input == "stream"
        self._chars = 0
        self._was_cancelled = False
        return [Speak(request)]

    def _command(self, value: dict[str, object]) -> list[Action]:
        command = parse_command(value)
        if command.type == "cancel":
            if self._state is not _State.SPEAKING:
                return []  # it crossed with `done`
            self._state = _State.CANCELLING
            return [Cancel()]
        if self._state is _State.CANCELLING or (
            self._state is _State.READY and self._was_cancelled
        ):
            return []  # it crossed with the cancellation
        if self._state is not _State.SPEAKING or not self._listening:
            raise InvalidRequest(
                f"{command.type} belongs to a request with input 'stream' that has not ended"
            )
        if isinstance(command, StreamText):
            self._chars += len(command.text)
            if self._chars > MAX_STREAM_CHARS:
                raise InvalidRequest(f"more than {MAX_STREAM_CHARS} characters in one request")
            return [AddText(command.text)] if command.text else []
        if command.type == "flush":
            return [FlushText()]
        self._listening = False
        return [EndText()]

    def _wrong(self, message: str) -> PhemiusError:
        """Before the key, whatever is wrong is a failed authentication."""
        if self._state is _State.NEW:
            return AuthenticationFailed(message)
        return InvalidRequest(message)


def _reason(message: str) -> str:
    return message.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")
