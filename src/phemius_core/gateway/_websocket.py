"""Pumps the dialogue of a WebSocket: events from client and synthesis in, actions done."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from phemius_core.accounts import Principal
from phemius_core.errors import Overloaded, PhemiusError
from phemius_core.gateway._gateway import Gateway
from phemius_core.gateway._shared_synthesis import AudioPart
from phemius_core.gateway._speech_reply import SpeechReply, frames
from phemius_core.wire import (
    Action,
    AddText,
    Authenticate,
    Cancel,
    Close,
    CloseCode,
    EndText,
    FlushText,
    SendAudio,
    SendText,
    Speak,
    StreamError,
    StreamRequest,
    StreamSession,
    StreamSummary,
    WordMessage,
)

__all__ = ["Socket", "run_stream_session"]

logger = logging.getLogger(__name__)

_SEND_TIMEOUT_S: Final = 60
"""A client that takes no frame for so long is treated as gone."""

_Tell = Callable[[Callable[[StreamSession], list[Action]]], Awaitable[None]]


class Socket(Protocol):
    """What an adapter gives: one open WebSocket."""

    async def receive(self) -> str | bytes | None:
        """The next frame; None once the client is gone."""
        ...

    async def send(self, data: str | bytes, /) -> None:
        """Sends a frame, and waits while the client is slow.

        Raises:
            ConnectionError: The client is gone.
        """
        ...

    async def close(self, code: int, reason: str, /) -> None:
        """Sends a close frame; does nothing once the client is gone."""
        ...


@dataclass(slots=True)
class _Event:
    """Something for the dialogue; `done` is set when its actions have been done."""

    tell: Callable[[StreamSession], list[Action]]
    done: anyio.Event = field(default_factory=anyio.Event)


async def run_stream_session(gateway: Gateway, socket: Socket, *, request_id: str) -> None:
    """Holds the dialogue of one WebSocket, until it is closed.

    Args:
        gateway: Answers the requests.
        socket: Accepted already.
        request_id: Of the connection; each request on it adds a number.
    """
    try:
        with gateway.counted_socket():
            async with anyio.create_task_group() as tasks:
                connection = _StreamConnection(gateway, socket, request_id, tasks)
                try:
                    await connection.run()
                finally:
                    tasks.cancel_scope.cancel()
    except Overloaded as error:
        with suppress(ConnectionError):
            await socket.send(StreamError.of(error).as_text())
            await socket.close(CloseCode.TRY_AGAIN_LATER, error.message)


class _StreamConnection:
    def __init__(self, gateway: Gateway, socket: Socket, request_id: str, tasks: TaskGroup) -> None:
        self._gateway = gateway
        self._socket = socket
        self._request_id = request_id
        self._tasks = tasks
        self._session = StreamSession()
        self._principal: Principal | None = None
        self._requests = 0
        self._speaker: anyio.CancelScope | None = None
        self._texts: _Texts | None = None
        self._events_in: MemoryObjectSendStream[_Event]
        self._events: MemoryObjectReceiveStream[_Event]
        # Nothing is ever buffered here: whoever tells something waits until it is dealt with.
        self._events_in, self._events = anyio.create_memory_object_stream[_Event](0)

    async def run(self) -> None:
        """One event after another, each with all that follows from it."""
        self._tasks.start_soon(self._listen)
        self._tasks.start_soon(self._await_stop)
        with self._events, self._events_in:
            while not self._session.closed:
                event: _Event | None = None
                with anyio.move_on_after(self._session.timeout_s):
                    event = await self._events.receive()
                tell = StreamSession.timed_out if event is None else event.tell
                for action in tell(self._session):
                    await self._do(action)
                if event is not None:
                    event.done.set()

    async def _tell(self, tell: Callable[[StreamSession], list[Action]]) -> None:
        event = _Event(tell)
        await self._events_in.send(event)
        await event.done.wait()

    async def _listen(self) -> None:
        while True:
            message = await self._socket.receive()
            if message is None:
                # At once, whatever is being sent: there is nobody to take it.
                self._tasks.cancel_scope.cancel()
                return
            await self._tell(lambda session, frame=message: session.receive_message(frame))  # type: ignore[misc]

    async def _await_stop(self) -> None:
        await self._gateway.stopping.wait()
        await self._tell(StreamSession.server_stopping)

    async def _do(self, action: Action) -> None:
        match action:
            case SendText(data) | SendAudio(data):
                await self._send(data)
            case Authenticate(api_key):
                await self._authenticate(api_key)
            case Speak(request):
                self._speak(request)
            case AddText() | FlushText() | EndText():
                self._take_text(action)
            case Cancel() if self._speaker is not None:
                self._speaker.cancel()
            case Close(code, reason):
                await self._close(code, reason)

    async def _send(self, data: str | bytes) -> None:
        try:
            with anyio.fail_after(_SEND_TIMEOUT_S):
                await self._socket.send(data)
        except (ConnectionError, TimeoutError):
            self._tasks.cancel_scope.cancel()
            await anyio.lowlevel.checkpoint()

    async def _close(self, code: int, reason: str) -> None:
        with anyio.move_on_after(_SEND_TIMEOUT_S):
            await self._socket.close(code, reason)

    async def _authenticate(self, api_key: str) -> None:
        try:
            self._principal = await self._gateway.authenticate(f"Bearer {api_key}")
        except Exception as error:  # noqa: BLE001 - told to the client below
            follow = self._session.failed(_told(error))
        else:
            follow = self._session.authenticated()
        for action in follow:
            await self._do(action)

    def _take_text(self, action: AddText | FlushText | EndText) -> None:
        if self._texts is None:
            return
        if isinstance(action, EndText):
            self._texts.end()
        else:
            self._texts.put(action.text if isinstance(action, AddText) else None)

    def _speak(self, request: StreamRequest) -> None:
        self._texts = _Texts() if request.input == "stream" else None
        self._requests += 1
        self._speaker = anyio.CancelScope()
        request_id = f"{self._request_id}-{self._requests}"
        speaker = _Speaker(self._gateway, request, request_id, self._texts)
        self._tasks.start_soon(self._run_speaker, speaker, self._speaker)

    async def _run_speaker(self, speaker: "_Speaker", scope: anyio.CancelScope) -> None:
        assert self._principal is not None  # noqa: S101 - no Speak before authentication
        failure: PhemiusError | None = None
        try:
            with scope:
                await speaker.run(self._principal, self._tell)
        except Exception as error:  # noqa: BLE001 - told to the client below
            failure = _told(error)
        finally:
            try:
                await speaker.aclose()
            except PhemiusError as error:
                failure = failure or error
        if failure is not None:
            await self._tell(lambda session: session.failed(failure))
        else:
            await self._tell(lambda session: session.finished(speaker.summary))


class _Speaker:
    """One request of a WebSocket."""

    def __init__(
        self, gateway: Gateway, request: StreamRequest, request_id: str, texts: "_Texts | None"
    ) -> None:
        self._gateway = gateway
        self._request = request
        self._request_id = request_id
        self._texts = texts
        self._reply: SpeechReply | None = None
        self._admitted = anyio.Event()

    @property
    def summary(self) -> StreamSummary:
        if self._reply is None:
            return StreamSummary(chars_billed=0, ttfb_ms=0, cached=False)
        return self._reply.summary

    async def run(self, principal: Principal, tell: _Tell) -> None:
        self._reply = await self._gateway.speak(
            principal,
            self._request,
            request_id=self._request_id,
            incoming=None if self._texts is None else self._grown(self._texts),
        )
        self._admitted.set()
        if self._texts is not None:
            await self._reply.begin()
        while (part := await self._reply.next()) is not None:
            await self._pass_on(part, tell)
        self._reply.deliver_all()

    async def aclose(self) -> None:
        if self._reply is not None:
            await self._reply.aclose()

    async def _pass_on(self, part: AudioPart, tell: _Tell) -> None:
        if part.words and self._request.timestamps:
            words = [
                WordMessage(text=text, start=start, end=end, start_ms=start_ms, end_ms=end_ms)
                for text, start, end, start_ms, end_ms in part.words
            ]
            await tell(lambda session: session.words(words))
        for frame in frames(part.pcm):
            await tell(lambda session, pcm=frame: session.audio(pcm))  # type: ignore[misc]

    async def _grown(self, texts: "_Texts") -> AsyncIterator[str | None]:
        await self._admitted.wait()
        assert self._reply is not None  # noqa: S101 - it was admitted
        async for text in texts:
            if text is not None:
                await self._reply.grow(len(text))
            yield text


class _Texts:
    """Pieces of text on their way to the voice. The session bounds their sum."""

    def __init__(self) -> None:
        self._waiting: list[str | None] = []
        self._ended = False
        self._news = anyio.Event()

    def put(self, text: str | None) -> None:
        """Adds a piece; None for a flush."""
        if text is not None or self._waiting[-1:] != [None]:
            self._waiting.append(text)
            self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    def __aiter__(self) -> AsyncIterator[str | None]:
        return self

    async def __anext__(self) -> str | None:
        """All that waits, up to a flush: each piece alone would cost a transaction."""
        while not self._waiting:
            if self._ended:
                raise StopAsyncIteration
            self._news = anyio.Event()
            await self._news.wait()
        if self._waiting[0] is None:
            return self._waiting.pop(0)
        flush = self._waiting.index(None) if None in self._waiting else len(self._waiting)
        ready = "".join(text or "" for text in self._waiting[:flush])
        del self._waiting[:flush]
        return ready


def _told(error: Exception) -> PhemiusError:
    """What the client is told."""
    if isinstance(error, PhemiusError):
        return error
    logger.error("a WebSocket request failed", exc_info=error)
    return PhemiusError("internal error: the server's log has the details")
