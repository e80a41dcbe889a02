"""The protocol of `WebSocket /v1/speech/stream` as a sans-I/O state machine.

Events go in, actions come out, in the order in which the caller must carry them out. Whatever
events come in whatever order: no method raises, no audio goes out before authentication, and the
session ends with exactly one close.

::

    AWAITING_KEY ─ receive_message ─→ AUTHENTICATING ─ authenticated ─→ READY
    READY ─ receive_message ─→ SPEAKING ─ finished ─→ READY
    SPEAKING ─ cancel ─→ CANCELLING ─ finished ─→ READY
    any state ─ failed, timed_out, evicted, server_stopping, client_disconnected ─→ CLOSED
"""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

from phemius_core.close_codes import CloseCode
from phemius_core.errors import AuthenticationFailed, InvalidRequest, PhemiusError
from phemius_core.wire._stream_messages import (
    StreamError,
    StreamSummary,
    StreamText,
    StreamWords,
    WordMessage,
    parse_auth,
    parse_command,
    parse_message,
    parse_stream_request,
)
from phemius_core.wire._websocket_actions import (
    Action,
    AddText,
    Authenticate,
    Cancel,
    Close,
    EndText,
    FlushText,
    SendAudio,
    SendText,
    Speak,
)

__all__ = ["StreamSession"]

AUTH_TIMEOUT_S: Final = 10
IDLE_TIMEOUT_S: Final = 60
MAX_MESSAGE_CHARS: Final = 128 << 10
"""Twice the longest request: 5,000 characters, each escaped in JSON as two surrogates of six."""
MAX_STREAM_CHARS: Final = 50_000
"""Characters of one request with `"input": "stream"`."""
MAX_STREAM_FLUSHES: Final = 2_000
"""Flushes of one request with `"input": "stream"`: one for every 25 of its characters."""
_MAX_QUEUED_MESSAGES: Final = 16
"""Messages that may arrive while the key is checked or a request is being cancelled."""
_MAX_QUEUED_CHARS: Final = MAX_MESSAGE_CHARS
"""Characters of those messages together, without the last one."""
_MAX_REASON_BYTES: Final = 120
"""Of a close frame: RFC 6455 allows 123."""


class _State(Enum):
    AWAITING_KEY = auto()
    AUTHENTICATING = auto()
    READY = auto()
    SPEAKING = auto()
    CANCELLING = auto()
    CLOSED = auto()


class StreamSession:
    """State of one WebSocket connection."""

    def __init__(self) -> None:
        self._state = _State.AWAITING_KEY
        self._queued: list[str | bytes] = []
        self._accepts_text = False
        self._streamed_chars = 0
        self._flushes = 0
        self._has_unflushed_text = False
        self._was_cancelled = False
        self._stopping = False
        self._activity = 0

    @property
    def closed(self) -> bool:
        """Whether the session is over: every further event is ignored."""
        return self._state is _State.CLOSED

    @property
    def idle(self) -> bool:
        """Whether nothing is in progress: the session waits for a key or for a request."""
        return self._state in {_State.AWAITING_KEY, _State.READY}

    @property
    def backlogged(self) -> bool:
        """Whether the client should wait: so many messages are queued that one more might be too
        many, because the key is being checked or a request is being cancelled.
        """
        chars = sum(map(len, self._queued))
        return len(self._queued) >= _MAX_QUEUED_MESSAGES or chars > _MAX_QUEUED_CHARS

    @property
    def activity(self) -> int:
        """Number of events so far that were progress: the key was accepted, a request has begun
        or ended, text of it was accepted, audio was sent. Messages that change nothing, such as
        an empty text or a cancel between requests, do not count.
        """
        return self._activity

    @property
    def timeout_s(self) -> float | None:
        """How long after `activity` has changed to call `timed_out`; None for no limit."""
        if self._state is _State.AWAITING_KEY:
            return AUTH_TIMEOUT_S
        if self._state is _State.READY or (self._state is _State.SPEAKING and self._accepts_text):
            return IDLE_TIMEOUT_S
        return None

    def receive_message(self, message: str | bytes) -> list[Action]:
        """The client has sent a text message or a binary one."""
        if self.closed:
            return []
        try:
            if len(message) > MAX_MESSAGE_CHARS:
                raise self._protocol_error(
                    f"the message is longer than {MAX_MESSAGE_CHARS} characters"
                )
            if self._state is _State.AUTHENTICATING or self._queued:
                return self._queue(message)
            return self._process(message)
        except PhemiusError as error:
            return self.failed(error)

    def authenticated(self) -> list[Action]:
        """The API key is valid."""
        if self._state is not _State.AUTHENTICATING:
            return []
        self._state = _State.READY
        self._activity += 1
        return self._process_queued()

    def audio(self, pcm: bytes) -> list[Action]:
        """Audio of the current request is ready."""
        if self._state is not _State.SPEAKING or not pcm:
            return []
        self._activity += 1
        return [SendAudio(pcm)]

    def words(self, words: Iterable[WordMessage]) -> list[Action]:
        """The times of the words in the next audio are known."""
        if self._state is not _State.SPEAKING:
            return []
        return [SendText(StreamWords(words=tuple(words)).as_text())]

    def finished(self, summary: StreamSummary) -> list[Action]:
        """The current request was spoken to its end, or its synthesis was cancelled."""
        if self._state not in {_State.SPEAKING, _State.CANCELLING}:
            return []
        if self._state is _State.CANCELLING:
            summary = summary.model_copy(update={"cancelled": True})
            self._was_cancelled = True
        self._state = _State.READY
        self._activity += 1
        following = self.server_stopping() if self._stopping else self._process_queued()
        return [SendText(summary.as_text()), *following]

    def failed(self, error: PhemiusError) -> list[Action]:
        """The authentication, a message or the synthesis has failed: report it and close."""
        if self.closed:
            return []
        speaking = self._state is _State.SPEAKING
        self._state = _State.CLOSED
        self._queued.clear()
        cancel: list[Action] = [Cancel()] if speaking else []
        return [
            *cancel,
            SendText(StreamError.of(error).as_text()),
            Close(error.ws_close_code, _close_reason(error.message)),
        ]

    def timed_out(self) -> list[Action]:
        """Nothing has counted as `activity` for `timeout_s`."""
        if self._state is _State.AWAITING_KEY:
            message = f"no API key came within {AUTH_TIMEOUT_S} s"
            return self.failed(AuthenticationFailed(message))
        if self._state is _State.SPEAKING and self._accepts_text:
            message = f"no text came for {IDLE_TIMEOUT_S} s: send text, flush or end"
            return self.failed(InvalidRequest(message))
        if self._state is _State.READY:
            self._state = _State.CLOSED
            return [Close(CloseCode.NORMAL_CLOSURE, f"idle for {IDLE_TIMEOUT_S} s")]
        return []

    def evicted(self) -> list[Action]:
        """The server needs the place of this session, which is idle, for another one."""
        if not self.idle:
            return []
        self._state = _State.CLOSED
        return [Close(CloseCode.TRY_AGAIN_LATER, "idle while others wait: connect again")]

    def server_stopping(self) -> list[Action]:
        """The server is stopping: close, after the current request where there is one."""
        self._stopping = True
        if self._state in {_State.SPEAKING, _State.CANCELLING, _State.CLOSED}:
            return []
        self._state = _State.CLOSED
        self._queued.clear()
        return [Close(CloseCode.SERVICE_RESTART, "the server is stopping: connect again")]

    def client_disconnected(self) -> list[Action]:
        """The connection is closed or lost."""
        speaking = self._state is _State.SPEAKING
        self._state = _State.CLOSED
        return [Cancel()] if speaking else []

    def _queue(self, message: str | bytes) -> list[Action]:
        if self.backlogged:
            raise InvalidRequest("too many messages at once: wait for an answer")
        self._queued.append(message)
        return []

    def _process_queued(self) -> list[Action]:
        queued, self._queued = self._queued, []
        return [action for message in queued for action in self.receive_message(message)]

    def _process(self, message: str | bytes) -> list[Action]:
        if isinstance(message, bytes):
            raise self._protocol_error("binary messages are not supported: send JSON as text")
        if self._state is _State.AWAITING_KEY:
            self._state = _State.AUTHENTICATING
            return [Authenticate(parse_auth(message).api_key)]
        value = parse_message(message)
        if "type" in value:
            return self._process_command(value)
        if self._state is _State.CANCELLING:
            return self._queue(message)
        if self._state is not _State.READY:
            raise InvalidRequest("a request is being spoken: wait for done, or send cancel")
        request = parse_stream_request(value)
        self._state = _State.SPEAKING
        self._accepts_text = request.input == "stream"
        self._activity += 1
        self._streamed_chars = self._flushes = 0
        self._has_unflushed_text = False
        self._was_cancelled = False
        return [Speak(request)]

    def _process_command(self, value: dict[str, object]) -> list[Action]:
        command = parse_command(value)
        if command.type == "cancel":
            if self._state is not _State.SPEAKING:
                return []  # the client sent it before it had received `done`
            self._state = _State.CANCELLING
            return [Cancel()]
        if self._state is _State.CANCELLING or (
            self._state is _State.READY and self._was_cancelled
        ):
            return []  # text of the cancelled request that was still on its way
        if self._state is not _State.SPEAKING or not self._accepts_text:
            raise InvalidRequest(
                f"{command.type} belongs to a request with input 'stream' that has not ended"
            )
        if isinstance(command, StreamText):
            return self._add_text(command.text)
        if command.type == "flush":
            return self._flush()
        self._accepts_text = False
        self._activity += 1
        return [EndText()]

    def _add_text(self, text: str) -> list[Action]:
        self._streamed_chars += len(text)
        if self._streamed_chars > MAX_STREAM_CHARS:
            raise InvalidRequest(
                f"the request has more than {MAX_STREAM_CHARS} characters: start another one"
            )
        if not text:
            return []
        # Spaces are no progress: they would keep a request open that is never charged.
        self._activity += bool(text.strip())
        self._has_unflushed_text = True
        return [AddText(text)]

    def _flush(self) -> list[Action]:
        if not self._has_unflushed_text:
            return []
        self._has_unflushed_text = False
        self._flushes += 1
        if self._flushes > MAX_STREAM_FLUSHES:
            raise InvalidRequest(
                f"the request has more than {MAX_STREAM_FLUSHES} flushes: start another one"
            )
        return [FlushText()]

    def _protocol_error(self, message: str) -> PhemiusError:
        """Whatever is wrong with the first message is a failed authentication."""
        if self._state is _State.AWAITING_KEY:
            return AuthenticationFailed(message)
        return InvalidRequest(message)


def _close_reason(message: str) -> str:
    return message.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")
