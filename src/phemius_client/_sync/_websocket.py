# Generated from `_async/_websocket.py` by `python scripts/generate_sync_client.py`: do not edit.
"""Speech over a WebSocket."""

from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from websockets.exceptions import ConnectionClosed, WebSocketException

from phemius_client._dialogue import (
    Dialogue,
    StreamResult,
    auth_message,
    close_details,
    connect_error,
    control_message,
)
from phemius_client._errors import APIConnectionError, APITimeoutError
from phemius_client._options import Options
from phemius_client._speech import Speech
from phemius_client._sync._backend import (
    ClientConnection,
    close_websocket,
    connect_websocket,
    receive,
)
from phemius_client._sync._sender import retry
from phemius_core.wire import TextFormat

__all__ = ["SpeechSession", "SpeechStream"]

_CLOSE_TIMEOUT_S = 1


class SpeechSession:
    """One connection for a sequence of requests. It connects when it is first used, and again after
    the server has closed the connection between two requests.

    Args:
        options: Server, credentials and patience.
        single_use: Whether to close the connection after the first request.
    """

    def __init__(self, options: Options, *, single_use: bool = False) -> None:
        self._options: Options = options
        self._single_use: bool = single_use
        self._websocket: ClientConnection | None = None
        self._active_stream: SpeechStream | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection, which ends a stream in progress."""
        websocket, self._websocket = self._websocket, None
        if websocket is not None:
            close_websocket(websocket)

    def stream(
        self,
        text: str | None = None,
        *,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        timestamps: bool = False,
        text_format: TextFormat | None = None,
    ) -> "SpeechStream":
        """A stream of speech, whose audio arrives while it is synthesised.

        Args:
            text: Up to 5,000 characters; None if it follows with `SpeechStream.send_text`.
            voice: A built-in name, a voicepack or a blend.
            voice_id: A custom voice; the alternative to `voice`.
            speed: 0.25 to 4.
            timestamps: Whether to fill `SpeechStream.words`.
            text_format: As in `SpeechResource.create`; not for text in pieces.
        """
        dialogue = Dialogue(
            text,
            voice=voice,
            voice_id=voice_id,
            speed=speed,
            timestamps=timestamps,
            text_format=text_format,
        )
        return SpeechStream(self, dialogue)

    def speak(self, text: str, **options: Any) -> Speech:
        """The complete speech of a text.

        Args:
            text: Up to 5,000 characters.
            options: As in `stream`.
        """
        with self.stream(text, **options) as stream:
            return stream.read()

    def _begin(self, stream: "SpeechStream") -> None:
        if self._active_stream is not None:
            raise RuntimeError(
                "a session speaks one request at a time: read the previous stream to its end first"
            )
        self._active_stream = stream
        try:
            self._send_request(stream._dialogue)  # noqa: SLF001 - session and stream are one
        except BaseException:
            self._active_stream = None
            raise

    def _send_request(self, dialogue: Dialogue) -> None:
        if self._websocket is not None:
            try:
                self._websocket.send(dialogue.request)
            except ConnectionClosed:  # since the last request
                self.close()
            else:
                return
        self._websocket = retry(self._options, self._connect)
        # If the server has already closed the connection, `_receive` raises its reason.
        with suppress(ConnectionClosed):
            self._websocket.send(auth_message(self._options))
            self._websocket.send(dialogue.request)

    def _connect(self) -> ClientConnection:
        try:
            return connect_websocket(
                self._options.socket_url,
                open_timeout_s=self._options.timeout_s,
                close_timeout_s=_CLOSE_TIMEOUT_S,
            )
        except (OSError, EOFError, WebSocketException) as error:
            raise connect_error(error, self._options) from error

    def _receive(self, dialogue: Dialogue) -> bytes:
        """The audio of the next frame; empty if it has none."""
        attempts = self._options.max_retries + 1
        for _ in range(attempts):
            if self._websocket is None:
                raise dialogue.fail(APIConnectionError("the session is closed"))
            try:
                frame = receive(self._websocket, timeout_s=self._options.timeout_s)
                return dialogue.receive(frame)
            except TimeoutError as error:
                self.close()
                message = f"no WebSocket message within {self._options.timeout_s:g} s"
                raise dialogue.fail(APITimeoutError(message)) from error
            except ConnectionClosed as error:
                self.close()
                if closed := dialogue.connection_closed(*close_details(error)):
                    raise closed from error
                self._send_request(dialogue)
        raise dialogue.fail(
            APIConnectionError(f"the server closed {attempts} connections before it accepted one")
        )

    def _send(self, message: str) -> None:
        # If the connection is closed, `_receive` raises the reason.
        if self._websocket is not None:
            with suppress(ConnectionClosed):
                self._websocket.send(message)

    def _end(self, stream: "SpeechStream", *, done: bool) -> None:
        if self._active_stream is stream:
            self._active_stream = None
        if self._single_use or not done:
            self.close()


class SpeechStream(StreamResult):
    """The speech of one request: a context manager and an iterator over chunks of PCM.

    Leaving the context before the end closes the connection; the server stops and charges what it
    has delivered.
    """

    def __init__(self, session: SpeechSession, dialogue: Dialogue) -> None:
        super().__init__(dialogue)
        self._session: SpeechSession = session

    def __enter__(self) -> Self:
        self._session._begin(self)  # noqa: SLF001
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session._end(self, done=self._dialogue.summary is not None)  # noqa: SLF001

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._dialogue.error is not None:
            raise self._dialogue.error
        while self._dialogue.summary is None:
            if pcm := self._session._receive(self._dialogue):  # noqa: SLF001
                return pcm
        raise StopIteration

    def read(self) -> Speech:
        """Reads the stream to its end and returns the complete speech.

        Raises:
            APIError: The synthesis failed.
            IncompleteSpeechError: The connection broke off; `pcm` has what was received.
        """
        for _ in self:
            pass
        return self._speech()

    def send_text(self, text: str) -> None:
        """Appends to the text of a stream that was opened without one."""
        self._session._send(control_message("text", text=text))  # noqa: SLF001

    def flush(self) -> None:
        """Makes the server speak all text sent so far, even in the middle of a sentence."""
        self._session._send(control_message("flush"))  # noqa: SLF001

    def end(self) -> None:
        """Marks the end of the text."""
        self._session._send(control_message("end"))  # noqa: SLF001

    def cancel(self) -> None:
        """Stops the synthesis. Read on to the end: `summary` then has what was charged."""
        self._session._send(control_message("cancel"))  # noqa: SLF001
