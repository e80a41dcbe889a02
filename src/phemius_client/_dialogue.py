"""What a client says on the WebSocket and makes of the answers. No I/O."""

import json
from typing import Any, Final
from uuid import UUID

from websockets.exceptions import ConnectionClosed, InvalidStatus

from phemius_client._calls import given, speech_body
from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    IncompleteSpeechError,
    error_of_message,
    error_of_response,
)
from phemius_client._options import Options
from phemius_client._speech import Speech
from phemius_core.wire import CloseCode, StreamSummary, StreamWords, WordMessage

__all__ = ["Dialogue", "Heard", "command", "hello", "how_closed", "not_connected"]

_NOT_TAKEN: Final = frozenset({CloseCode.NORMAL_CLOSURE, CloseCode.SERVICE_RESTART})
"""A server closes with these only between requests: one that crossed with it was not taken."""


def hello(options: Options) -> str:
    """The first message."""
    return json.dumps({"api_key": options.api_key})


def command(kind: str, **fields: str) -> str:
    """A message inside a request."""
    return json.dumps({"type": kind, **fields})


def not_connected(error: Exception, options: Options) -> APIError:
    """The error of a WebSocket that could not be opened."""
    if isinstance(error, InvalidStatus):
        reply = error.response
        headers = {name.lower(): value for name, value in reply.headers.raw_items()}
        return error_of_response(reply.status_code, headers, bytes(reply.body or b""))
    if isinstance(error, TimeoutError):
        return APITimeoutError(f"no WebSocket in time at {options.socket_url}")
    return APIConnectionError(f"no WebSocket at {options.socket_url}: {error}")


def how_closed(closed: ConnectionClosed) -> tuple[int | None, str]:
    """The server's close code and reason; no code where it went without a goodbye."""
    return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "")


class Dialogue:
    """One request on a WebSocket, and what came of it so far."""

    def __init__(
        self,
        text: str | None,
        *,
        voice: str | None,
        voice_id: UUID | str | None,
        speed: float,
        timestamps: bool,
    ) -> None:
        self.in_pieces: bool = text is None
        self.request: str = json.dumps(
            speech_body(text, voice, voice_id, speed)
            | given(input="stream" if self.in_pieces else None, timestamps=timestamps or None)
        )
        self.words: list[WordMessage] = []
        self.summary: StreamSummary | None = None
        self.pcm: bytearray = bytearray()
        self.error: APIError | None = None
        self._answered: bool = False

    def receive(self, frame: str | bytes) -> bytes:
        """Takes a frame; returns the audio in it.

        Raises:
            APIError: The server says that it went wrong.
        """
        self._answered = True
        if isinstance(frame, bytes):
            self.pcm += frame
            return frame
        try:
            message: dict[str, Any] = json.loads(frame)
            if "error" in message:
                raise self.failed(error_of_message(message))
            if message.get("done"):
                self.summary = StreamSummary.model_validate(message)
            elif message.get("type") == "words":
                self.words.extend(StreamWords.model_validate(message).words)
        except (ValueError, TypeError, AttributeError) as error:
            what = f"the server said what no Phemius server says: {frame[:80]!r}"
            raise self.failed(APIError(what)) from error
        return b""

    def lost(self, code: int | None, reason: str) -> APIError | None:
        """The connection closed.

        Args:
            code: Of the close frame; None where there was none.
            reason: Of the close frame.

        Returns:
            What to raise; None where the request was not taken and may be sent on a new connection.
        """
        if not self._answered and not self.in_pieces and code in _NOT_TAKEN:
            return None
        how = f"{code} {reason}".strip() if code else "without a goodbye"
        if self.pcm:
            return self.failed(
                IncompleteSpeechError(
                    f"the speech broke off after {len(self.pcm)} bytes: closed {how}",
                    bytes(self.pcm),
                )
            )
        return self.failed(APIConnectionError(f"the WebSocket closed before any audio: {how}"))

    def failed(self, error: APIError) -> APIError:
        """Keeps the error: whoever goes on reading meets it again."""
        self.error = error
        return error


class Heard:
    """What a stream gives once it is read, blocking or not."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue: Dialogue = dialogue

    @property
    def summary(self) -> StreamSummary:
        """What was charged, time to first audio, whether cached.

        Raises:
            RuntimeError: The stream was not read to its end.
        """
        if self._dialogue.summary is None:
            raise RuntimeError("the stream is not done: read it to its end first")
        return self._dialogue.summary

    @property
    def words(self) -> tuple[WordMessage, ...]:
        """When the words so far are heard, with `timestamps=True`."""
        return tuple(self._dialogue.words)

    def _speech(self) -> Speech:
        return Speech(pcm=bytes(self._dialogue.pcm), chars_billed=self.summary.chars_billed)
