"""The WebSocket messages of one speech request and the state that its replies lead to. No I/O."""

import json
import logging
from typing import Any, Final
from uuid import UUID

from websockets.exceptions import ConnectionClosed, InvalidStatus

from phemius_client._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    IncompleteSpeechError,
    error_of_message,
    error_of_response,
)
from phemius_client._options import Options
from phemius_client._requests import omit_none, speech_body
from phemius_client._speech import Speech
from phemius_core.wire import CloseCode, StreamSummary, StreamWords, TextFormat, WordMessage

__all__ = [
    "Dialogue",
    "StreamResult",
    "auth_message",
    "close_details",
    "connect_error",
    "control_message",
    "websocket_logger",
]

_REQUEST_NOT_ACCEPTED: Final = frozenset(
    {CloseCode.NORMAL_CLOSURE, CloseCode.SERVICE_RESTART, CloseCode.TRY_AGAIN_LATER}
)
"""Without an error message the server closes with these codes only between requests, so a request
that crossed with such a close was not accepted."""


def auth_message(options: Options) -> str:
    """The first message of a connection."""
    return json.dumps({"api_key": options.api_key})


def websocket_logger() -> logging.Logger:
    """The logger of connections: at level DEBUG it would log the first frame, which has the key."""
    logger = logging.getLogger("phemius_client.websocket")
    logger.setLevel(logging.INFO)
    return logger


def control_message(kind: str, **fields: str) -> str:
    """A message within a request: `text`, `flush`, `end` or `cancel`."""
    return json.dumps({"type": kind, **fields})


def connect_error(error: Exception, options: Options) -> APIError:
    """The error of a WebSocket handshake that failed."""
    if isinstance(error, InvalidStatus):
        reply = error.response
        headers = {name.lower(): value for name, value in reply.headers.raw_items()}
        return error_of_response(reply.status_code, headers, bytes(reply.body or b""))
    if isinstance(error, TimeoutError):
        return APITimeoutError(f"the WebSocket handshake timed out at {options.socket_url}")
    return APIConnectionError(f"the WebSocket handshake failed at {options.socket_url}: {error}")


def close_details(closed: ConnectionClosed) -> tuple[int | None, str]:
    """Code and reason of the server's close frame; the code is None if there was no frame."""
    return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, "")


class Dialogue:
    """One speech request over a WebSocket, with what was received so far.

    Args:
        text: The text; None if it follows in `text` messages.
        voice: A built-in name, a voicepack or a blend.
        voice_id: A custom voice; the alternative to `voice`.
        speed: 0.25 to 4.
        timestamps: Whether the server sends word timings.
        text_format: Whether the text is SSML; None if the text itself says so.
    """

    def __init__(
        self,
        text: str | None,
        *,
        voice: str | None,
        voice_id: UUID | str | None,
        speed: float,
        timestamps: bool,
        text_format: TextFormat | None = None,
    ) -> None:
        self.streams_text: bool = text is None
        self.request: str = json.dumps(
            speech_body(text, voice, voice_id, speed, text_format)
            | omit_none(
                input="stream" if self.streams_text else None, timestamps=timestamps or None
            )
        )
        self.words: list[WordMessage] = []
        self.summary: StreamSummary | None = None
        self.pcm: bytearray = bytearray()
        self.error: APIError | None = None
        self._received_any: bool = False

    def receive(self, frame: str | bytes) -> bytes:
        """Processes a frame of the server.

        Returns:
            The frame's audio; empty if it has none.

        Raises:
            APIError: The frame is an error message, or none of the protocol.
        """
        self._received_any = True
        if isinstance(frame, bytes):
            self.pcm += frame
            return frame
        try:
            message: dict[str, Any] = json.loads(frame)
            if "error" in message:
                raise self.fail(error_of_message(message))
            if message.get("done"):
                self.summary = StreamSummary.model_validate(message)
            elif message.get("type") == "words":
                self.words.extend(StreamWords.model_validate(message).words)
        except (ValueError, TypeError, AttributeError) as error:
            raise self.fail(
                APIError(f"unexpected WebSocket message from no Phemius server: {frame[:80]!r}")
            ) from error
        return b""

    def connection_closed(self, code: int | None, reason: str) -> APIError | None:
        """Processes the end of the connection.

        Args:
            code: Code of the close frame; None if there was no frame.
            reason: Reason in the close frame.

        Returns:
            The error to raise; None if the request was not accepted and may be sent on a new
            connection.
        """
        if not self._received_any and not self.streams_text and code in _REQUEST_NOT_ACCEPTED:
            return None
        how = f"{code} {reason}".strip() if code else "no close frame"
        if self.pcm:
            return self.fail(
                IncompleteSpeechError(
                    f"the audio broke off after {len(self.pcm)} bytes: WebSocket closed, {how}",
                    bytes(self.pcm),
                )
            )
        return self.fail(APIConnectionError(f"the WebSocket closed before any audio: {how}"))

    def fail(self, error: APIError) -> APIError:
        """Stores the error, which each later read raises again."""
        self.error = error
        return error


class StreamResult:
    """What the streams of both clients offer besides their audio."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue: Dialogue = dialogue

    @property
    def summary(self) -> StreamSummary:
        """Charged characters, time to first audio, and whether the audio was cached.

        Raises:
            RuntimeError: The stream was not read to its end.
        """
        if self._dialogue.summary is None:
            raise RuntimeError("the stream is not done: read it to its end first")
        return self._dialogue.summary

    @property
    def words(self) -> tuple[WordMessage, ...]:
        """Timings of the words received so far; empty unless `timestamps=True` was given."""
        return tuple(self._dialogue.words)

    def _speech(self) -> Speech:
        return Speech(pcm=bytes(self._dialogue.pcm), chars_billed=self.summary.chars_billed)
