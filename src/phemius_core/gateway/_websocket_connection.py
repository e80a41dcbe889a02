"""Drives the session of a WebSocket: events of client and synthesis in, actions out."""

import logging
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup

from phemius_core.accounts import Principal
from phemius_core.errors import INTERNAL_ERROR, PhemiusError
from phemius_core.gateway._gateway import Gateway
from phemius_core.gateway._open_websockets import OpenWebSocket
from phemius_core.gateway._websocket_speech import WebSocketSpeech
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
    StreamRequest,
    StreamSession,
)

__all__ = ["Socket", "WebSocketConnection"]

logger = logging.getLogger(__name__)

_EVICTION_TIMEOUT_S: Final = 5
"""A WebSocket that makes room for another one has been idle: nothing is on its way to it."""

_Advance = Callable[[StreamSession], list[Action]]
"""Gives an event to the session and returns the actions that follow."""


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
    """An event of the session; `done` is set when its actions are done and more may come."""

    advance: _Advance
    done: anyio.Event = field(default_factory=anyio.Event)


class WebSocketConnection:
    """One WebSocket and its session.

    Args:
        gateway: Gateway that answers the requests.
        socket: An accepted WebSocket.
        request_id: Request id of the connection; each request on it appends a number.
        address: Network address of the client; empty if it is not known.
    """

    def __init__(self, gateway: Gateway, socket: Socket, request_id: str, address: str) -> None:
        self._gateway = gateway
        self._socket = socket
        self._request_id = request_id
        self._address = address
        self._session = StreamSession()
        self._principal: Principal | None = None
        self._requests = 0
        self._speech: WebSocketSpeech | None = None
        self._speech_scope = anyio.CancelScope()
        self._handling = False
        self._events: deque[_Event] = deque()
        """Five at most: a message, an event of the speech, and three that come once."""
        self._arrived = anyio.Event()
        self._tasks: TaskGroup
        self._place: OpenWebSocket

    def is_idle(self) -> bool:
        """Whether the WebSocket could be closed without a loss."""
        return self._session.idle and not self._handling and not self._events

    def evict(self) -> None:
        """Closes the WebSocket soon, to make room for another one."""
        self._put(StreamSession.evicted)

    async def run(self, place: OpenWebSocket) -> None:
        """Handles one event after another until the session is closed.

        Args:
            place: The place of this WebSocket among all that are open.
        """
        self._place = place
        async with anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._listen)
            self._tasks.start_soon(self._await_stop)
            try:
                await self._handle_events()
            finally:
                self._tasks.cancel_scope.cancel()

    async def _handle_events(self) -> None:
        handled: list[anyio.Event] = []
        activity, active_at = self._session.activity, anyio.current_time()
        while not self._session.closed:
            if activity != self._session.activity:
                activity, active_at = self._session.activity, anyio.current_time()
                self._place.active()
            timeout_s = self._session.timeout_s
            event = await self._next_event(math.inf if timeout_s is None else active_at + timeout_s)
            self._handling = True
            await self._handle(StreamSession.timed_out if event is None else event.advance)
            self._handling = False
            if event is not None:
                handled.append(event.done)
            if not self._session.backlogged:
                for done in handled:
                    done.set()
                handled.clear()

    async def _next_event(self, deadline: float) -> _Event | None:
        """Returns the next event; None if there is none by `deadline`."""
        if not self._events:
            self._arrived = anyio.Event()
            with anyio.CancelScope(deadline=deadline) as scope:
                await self._arrived.wait()
            # An event that comes in this very moment is too late. It would come in every such
            # moment from a client that floods the session with messages.
            if scope.cancelled_caught:
                return None
        return self._events.popleft()

    def _put(self, advance: _Advance) -> anyio.Event:
        event = _Event(advance)
        self._events.append(event)
        self._arrived.set()
        return event.done

    async def _deliver(self, advance: _Advance) -> None:
        """Gives an event to the session and waits until its actions are done."""
        await self._put(advance).wait()

    async def _handle(self, advance: _Advance) -> None:
        try:
            for action in advance(self._session):
                await self._do(action)
        except Exception as error:  # noqa: BLE001 - reported to the client below
            for action in self._session.failed(_reported(error)):
                await self._do(action)

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._socket.receive()
            except ConnectionError:
                message = None
            except Exception as error:  # noqa: BLE001 - reported to the client below
                await self._deliver(partial(StreamSession.failed, error=_reported(error)))
                return
            if message is None:
                # At once, whatever is being sent: the client has disconnected.
                self._tasks.cancel_scope.cancel()
                return
            await self._deliver(partial(StreamSession.receive_message, message=message))

    async def _await_stop(self) -> None:
        await self._gateway.stopping.wait()
        await self._deliver(StreamSession.server_stopping)

    async def _do(self, action: Action) -> None:
        match action:
            case SendText(data) | SendAudio(data):
                await self._send(data)
            case Authenticate(api_key):
                self._tasks.start_soon(self._authenticate, f"Bearer {api_key}")
            case Speak(request):
                self._speak(request)
            case AddText(text) if self._speech is not None:
                self._speech.add_text(text)
            case FlushText() if self._speech is not None:
                self._speech.flush()
            case EndText() if self._speech is not None:
                self._speech.end_text()
            case Cancel():
                self._speech_scope.cancel()
            case Close(code, reason):
                await self._close(code, reason)

    async def _send(self, data: str | bytes) -> None:
        try:
            with anyio.fail_after(self._gateway.settings.send_timeout_s):
                await self._socket.send(data)
        except Exception as error:
            if not isinstance(error, ConnectionError | TimeoutError):
                logger.exception("a WebSocket could not be written to")
            self._tasks.cancel_scope.cancel()
            await anyio.lowlevel.checkpoint()

    async def _close(self, code: int, reason: str) -> None:
        timeout_s = self._gateway.settings.send_timeout_s
        if code == CloseCode.TRY_AGAIN_LATER:
            timeout_s = min(timeout_s, _EVICTION_TIMEOUT_S)
        try:
            with anyio.move_on_after(timeout_s):
                await self._socket.close(code, reason)
        except ConnectionError:
            pass
        except Exception:
            logger.exception("a WebSocket could not be closed")

    async def _authenticate(self, authorization: str) -> None:
        looking_up = self._gateway.authenticate(authorization, address=self._address)
        # So that this frame does not hold the key in a traceback.
        del authorization
        try:
            principal = await looking_up
            self._place.authenticated(principal.account_id)
        except Exception as error:  # noqa: BLE001 - reported to the client below
            await self._deliver(partial(StreamSession.failed, error=_reported(error)))
        else:
            self._principal = principal
            await self._deliver(StreamSession.authenticated)

    def _speak(self, request: StreamRequest) -> None:
        assert self._principal is not None  # noqa: S101 - no Speak before authentication
        self._requests += 1
        request_id = f"{self._request_id}-{self._requests}"
        self._speech = WebSocketSpeech(self._gateway, self._principal, request, request_id)
        self._speech_scope = anyio.CancelScope()
        self._tasks.start_soon(self._run_speech, self._speech, self._speech_scope)

    async def _run_speech(self, speech: WebSocketSpeech, scope: anyio.CancelScope) -> None:
        failure: PhemiusError | None = None
        try:
            with scope:
                await speech.run(self._deliver)
        except Exception as error:  # noqa: BLE001 - reported to the client below
            failure = _reported(error)
        finally:
            try:
                await speech.aclose()
            except Exception as error:  # noqa: BLE001 - reported to the client below
                failure = failure or _reported(error)
        if failure is not None:
            await self._deliver(partial(StreamSession.failed, error=failure))
        else:
            await self._deliver(partial(StreamSession.finished, summary=speech.summary))


def _reported(error: Exception) -> PhemiusError:
    """Returns the error that the client is sent; logs an unexpected one."""
    if isinstance(error, PhemiusError):
        return error
    logger.error("a WebSocket request failed", exc_info=error)
    return PhemiusError(INTERNAL_ERROR)
