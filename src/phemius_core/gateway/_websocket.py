"""Drives the session of a WebSocket: events of client and synthesis in, actions out."""

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
from phemius_core.errors import INTERNAL_ERROR, Overloaded, PhemiusError
from phemius_core.gateway._access_log import logged_websocket
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
"""A client that takes no frame for this long is treated as disconnected."""

_Advance = Callable[[StreamSession], list[Action]]
"""Gives an event to the session and returns the actions that follow."""
_Deliver = Callable[[_Advance], Awaitable[None]]
"""Delivers an event and waits until its actions are done."""


class Socket(Protocol):
    """An open WebSocket, as an adapter provides it."""

    async def receive(self) -> str | bytes | None:
        """Returns the next frame; None once the client has disconnected."""
        ...

    async def send(self, data: str | bytes, /) -> None:
        """Sends a frame; waits while the client is slow.

        Raises:
            ConnectionError: The client has disconnected.
        """
        ...

    async def close(self, code: int, reason: str, /) -> None:
        """Sends a close frame; does nothing once the client has disconnected."""
        ...


@dataclass(slots=True)
class _Event:
    """An event of the session; `done` is set when its actions are done."""

    advance: _Advance
    done: anyio.Event = field(default_factory=anyio.Event)


async def run_stream_session(gateway: Gateway, socket: Socket, *, request_id: str) -> None:
    """Serves one WebSocket until it is closed.

    Args:
        gateway: Gateway that answers the requests.
        socket: An accepted WebSocket.
        request_id: Request id of the connection; each request on it appends a number.
    """
    try:
        with logged_websocket(request_id), gateway.counted_websocket():
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
        self._texts: _IncomingText | None = None
        self._events_in: MemoryObjectSendStream[_Event]
        self._events: MemoryObjectReceiveStream[_Event]
        # Nothing is buffered: the sender of an event waits until it is handled.
        self._events_in, self._events = anyio.create_memory_object_stream[_Event](0)

    async def run(self) -> None:
        """Handles one event after another until the session is closed."""
        self._tasks.start_soon(self._listen)
        self._tasks.start_soon(self._await_stop)
        with self._events, self._events_in:
            while not self._session.closed:
                event: _Event | None = None
                with anyio.move_on_after(self._session.timeout_s):
                    event = await self._events.receive()
                advance = StreamSession.timed_out if event is None else event.advance
                for action in advance(self._session):
                    await self._do(action)
                if event is not None:
                    event.done.set()

    async def _deliver(self, advance: _Advance) -> None:
        event = _Event(advance)
        await self._events_in.send(event)
        await event.done.wait()

    async def _listen(self) -> None:
        while True:
            message = await self._socket.receive()
            if message is None:
                # At once, whatever is being sent: the client has disconnected.
                self._tasks.cancel_scope.cancel()
                return
            await self._deliver(lambda session, frame=message: session.receive_message(frame))  # type: ignore[misc]

    async def _await_stop(self) -> None:
        await self._gateway.stopping.wait()
        await self._deliver(StreamSession.server_stopping)

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
        except Exception as error:  # noqa: BLE001 - reported to the client below
            actions = self._session.failed(_reported(error))
        else:
            actions = self._session.authenticated()
        for action in actions:
            await self._do(action)

    def _take_text(self, action: AddText | FlushText | EndText) -> None:
        if self._texts is None:
            return
        if isinstance(action, EndText):
            self._texts.end()
        else:
            self._texts.put(action.text if isinstance(action, AddText) else None)

    def _speak(self, request: StreamRequest) -> None:
        self._texts = _IncomingText() if request.input == "stream" else None
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
                await speaker.run(self._principal, self._deliver)
        except Exception as error:  # noqa: BLE001 - reported to the client below
            failure = _reported(error)
        finally:
            try:
                await speaker.aclose()
            except PhemiusError as error:
                failure = failure or error
        if failure is not None:
            await self._deliver(lambda session: session.failed(failure))
        else:
            await self._deliver(lambda session: session.finished(speaker.summary))


class _Speaker:
    """Speaks one request of a WebSocket."""

    def __init__(
        self,
        gateway: Gateway,
        request: StreamRequest,
        request_id: str,
        texts: "_IncomingText | None",
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

    async def run(self, principal: Principal, deliver: _Deliver) -> None:
        self._reply = await self._gateway.speak(
            principal,
            self._request,
            request_id=self._request_id,
            incoming=None if self._texts is None else self._reserve(self._texts),
        )
        self._admitted.set()
        if self._texts is not None:
            await self._reply.begin()
        while (part := await self._reply.next()) is not None:
            await self._send_part(part, deliver)
        self._reply.deliver_all()

    async def aclose(self) -> None:
        if self._reply is not None:
            await self._reply.aclose()

    async def _send_part(self, part: AudioPart, deliver: _Deliver) -> None:
        if part.words and self._request.timestamps:
            words = [
                WordMessage(text=text, start=start, end=end, start_ms=start_ms, end_ms=end_ms)
                for text, start, end, start_ms, end_ms in part.words
            ]
            await deliver(lambda session: session.words(words))
        for frame in frames(part.pcm):
            await deliver(lambda session, pcm=frame: session.audio(pcm))  # type: ignore[misc]

    async def _reserve(self, texts: "_IncomingText") -> AsyncIterator[str | None]:
        await self._admitted.wait()
        assert self._reply is not None  # noqa: S101 - it was admitted
        async for text in texts:
            if text is not None:
                await self._reply.grow(len(text))
            yield text


class _IncomingText:
    """Pieces of text that wait to be spoken. The session bounds their sum."""

    def __init__(self) -> None:
        self._waiting: list[str | None] = []
        self._ended = False
        self._changed = anyio.Event()

    def put(self, text: str | None) -> None:
        """Adds a piece of text, or None for a flush."""
        if text is not None or self._waiting[-1:] != [None]:
            self._waiting.append(text)
            self._changed.set()

    def end(self) -> None:
        self._ended = True
        self._changed.set()

    def __aiter__(self) -> AsyncIterator[str | None]:
        return self

    async def __anext__(self) -> str | None:
        """Returns all text that waits up to a flush: one transaction for many pieces."""
        while not self._waiting:
            if self._ended:
                raise StopAsyncIteration
            self._changed = anyio.Event()
            await self._changed.wait()
        if self._waiting[0] is None:
            return self._waiting.pop(0)
        flush = self._waiting.index(None) if None in self._waiting else len(self._waiting)
        ready = "".join(text or "" for text in self._waiting[:flush])
        del self._waiting[:flush]
        return ready


def _reported(error: Exception) -> PhemiusError:
    """Returns the error that the client is sent; logs an unexpected one."""
    if isinstance(error, PhemiusError):
        return error
    logger.error("a WebSocket request failed", exc_info=error)
    return PhemiusError(INTERNAL_ERROR)
