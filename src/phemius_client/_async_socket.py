"""Speech over a WebSocket, on asyncio: `_socket` again, with `await`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import anyio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from phemius_client._dialogue import Dialogue, Heard, command, hello, how_closed, not_connected
from phemius_client._errors import APIConnectionError, APITimeoutError
from phemius_client._options import Options
from phemius_client._retry import again_async
from phemius_client._speech import Speech

__all__ = ["AsyncSpeechSession", "AsyncSpeechStream"]


class AsyncSpeechSession:
    """One connection for many requests, one after the other. It connects when it is first used,
    and again when the server has closed it between two requests.

    Args:
        options: Who calls, where, how patiently.
        once: Close after the first request.
    """

    def __init__(self, options: Options, *, once: bool = False) -> None:
        self._options: Options = options
        self._once: bool = once
        self._socket: ClientConnection | None = None
        self._current: AsyncSpeechStream | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connection; what was being spoken stops."""
        socket, self._socket = self._socket, None
        if socket is not None:
            with anyio.CancelScope(shield=True):  # it takes a second at most
                await socket.close()

    def stream(
        self,
        text: str | None = None,
        *,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        timestamps: bool = False,
    ) -> "AsyncSpeechStream":
        """Speech as it is made.

        Args:
            text: Up to 5,000 characters; None: it comes by `AsyncSpeechStream.send_text`.
            voice: A built-in name, a voicepack or a blend.
            voice_id: Or a custom voice.
            speed: 0.25 to 4.
            timestamps: Fill `AsyncSpeechStream.words`.
        """
        dialogue = Dialogue(
            text, voice=voice, voice_id=voice_id, speed=speed, timestamps=timestamps
        )
        return AsyncSpeechStream(self, dialogue)

    async def speak(self, text: str, **options: Any) -> Speech:
        """Speech, whole. Takes what `stream` takes."""
        async with self.stream(text, **options) as stream:
            return await stream.read()

    async def _begin(self, stream: "AsyncSpeechStream") -> None:
        if self._current is not None:
            raise RuntimeError("a session speaks one request at a time: read the last one first")
        self._current = stream
        try:
            await self._send_request(stream._dialogue)  # noqa: SLF001 - one thing in two classes
        except BaseException:
            self._current = None
            raise

    async def _send_request(self, dialogue: Dialogue) -> None:
        if self._socket is not None:
            try:
                await self._socket.send(dialogue.request)
            except ConnectionClosed:  # since the last request
                await self.close()
            else:
                return
        self._socket = await again_async(self._options, self._connect)
        # Where the server has closed already, it has said why: to be read.
        with suppress(ConnectionClosed):
            await self._socket.send(hello(self._options))
            await self._socket.send(dialogue.request)

    async def _connect(self) -> ClientConnection:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError(
                "streaming over WebSocket needs asyncio; use create on trio"
            ) from None
        try:
            return await connect(
                self._options.socket_url,
                open_timeout=self._options.timeout_s,
                close_timeout=1,
            )
        except (OSError, EOFError, WebSocketException) as error:
            raise not_connected(error, self._options) from error

    async def _receive(self, dialogue: Dialogue) -> bytes:
        """The next audio; empty where the frame was none."""
        for _ in range(self._options.max_retries + 1):
            if self._socket is None:
                raise dialogue.failed(APIConnectionError("the session is closed"))
            try:
                with anyio.fail_after(self._options.timeout_s):
                    frame = await self._socket.recv()
                return dialogue.receive(frame)
            except TimeoutError as error:
                await self.close()
                waited = f"nothing came for {self._options.timeout_s:g} s"
                raise dialogue.failed(APITimeoutError(waited)) from error
            except ConnectionClosed as error:
                await self.close()
                if lost := dialogue.lost(*how_closed(error)):
                    raise lost from error
                await self._send_request(dialogue)
        raise dialogue.failed(APIConnectionError("the server closes every connection"))

    async def _send(self, message: str) -> None:
        # Where the connection is gone, reading says why.
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(message)

    async def _end(self, stream: "AsyncSpeechStream", *, done: bool) -> None:
        if self._current is stream:
            self._current = None
        if self._once or not done:
            await self.close()


class AsyncSpeechStream(Heard):
    """One request's speech: a context manager, and an iterator over PCM as it comes.

    Leaving the context before the end closes the connection; the server stops and charges
    what it has delivered.
    """

    def __init__(self, session: AsyncSpeechSession, dialogue: Dialogue) -> None:
        super().__init__(dialogue)
        self._session: AsyncSpeechSession = session

    async def __aenter__(self) -> Self:
        await self._session._begin(self)  # noqa: SLF001
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session._end(self, done=self._dialogue.summary is not None)  # noqa: SLF001

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._dialogue.error is not None:
            raise self._dialogue.error
        while self._dialogue.summary is None:
            if pcm := await self._session._receive(self._dialogue):  # noqa: SLF001
                return pcm
        raise StopAsyncIteration

    async def read(self) -> Speech:
        """The whole speech, once it is there."""
        async for _ in self:
            pass
        return self._speech()

    async def send_text(self, text: str) -> None:
        """Adds to the text of a stream that was opened without one."""
        await self._session._send(command("text", text=text))  # noqa: SLF001

    async def flush(self) -> None:
        """Speak what was sent so far, whole sentence or not."""
        await self._session._send(command("flush"))  # noqa: SLF001

    async def end(self) -> None:
        """No more text comes."""
        await self._session._send(command("end"))  # noqa: SLF001

    async def cancel(self) -> None:
        """Stop speaking. Go on reading: little comes, and `summary` says what was charged."""
        await self._session._send(command("cancel"))  # noqa: SLF001
