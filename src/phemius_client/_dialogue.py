"""What a client says on the WebSocket and makes of the answers. No I/O."""

import json
from typing import Any, Final

from phemius_client._errors import (
    APIConnectionError,
    APIError,
    IncompleteSpeechError,
    error_of_message,
)
from phemius_client._options import Options
from phemius_client._speech import Speech
from phemius_core.wire import CloseCode, StreamSummary, StreamWords, WordMessage

__all__ = ["Dialogue", "command", "hello"]

_NOT_TAKEN: Final = frozenset({CloseCode.IDLE, CloseCode.STOPPING})
"""A server closes with these only between requests: one that crossed with it was not taken."""


def hello(options: Options) -> str:
    """The first message."""
    return json.dumps({"api_key": options.api_key})


def command(kind: str, **fields: str) -> str:
    """A message inside a request."""
    return json.dumps({"type": kind, **fields})


class Dialogue:
    """One request on a WebSocket, and what came of it so far."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.request = json.dumps(body)
        self.in_pieces = body.get("input") == "stream"
        self.words: list[WordMessage] = []
        self.summary: StreamSummary | None = None
        self.pcm = bytearray()
        self.error: APIError | None = None
        self._answered = False

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

    def speech(self) -> Speech:
        """What was heard, once it is done.

        Raises:
            RuntimeError: It is not done yet.
        """
        if self.summary is None:
            raise RuntimeError("the stream is not done: read it to its end first")
        return Speech(pcm=bytes(self.pcm), chars_billed=self.summary.chars_billed)
