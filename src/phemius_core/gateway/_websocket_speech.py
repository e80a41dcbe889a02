"""One request of a WebSocket: its text as it arrives, its audio as events of the session."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import anyio

from phemius_core.accounts import Principal
from phemius_core.gateway._gateway import Gateway
from phemius_core.gateway._shared_synthesis import AudioPart
from phemius_core.gateway._speech_reply import SpeechReply, frames
from phemius_core.wire import Action, StreamRequest, StreamSession, StreamSummary, WordMessage

__all__ = ["WebSocketSpeech"]

_Deliver = Callable[[Callable[[StreamSession], list[Action]]], Awaitable[None]]
"""Gives an event to the session and waits until its actions are done."""


class WebSocketSpeech:
    """Speaks one request of a WebSocket. It must be closed.

    Args:
        gateway: Gateway that speaks.
        principal: Who the WebSocket was authenticated as.
        request: The request.
        request_id: Recorded in the ledger.
    """

    def __init__(
        self, gateway: Gateway, principal: Principal, request: StreamRequest, request_id: str
    ) -> None:
        self._gateway = gateway
        self._principal = principal
        self._request = request
        self._request_id = request_id
        self._texts = _IncomingText() if request.input == "stream" else None
        self._reply: SpeechReply | None = None
        self._admitted = anyio.Event()

    @property
    def summary(self) -> StreamSummary:
        """What was charged; final once the speech is closed."""
        if self._reply is None:
            return StreamSummary(chars_billed=0, ttfb_ms=0, cached=False)
        return self._reply.summary

    def add_text(self, text: str) -> None:
        """Appends to the text of a request with input `stream`."""
        if self._texts is not None:
            self._texts.put(text)

    def flush(self) -> None:
        """Speaks all text so far, even if its last sentence is not complete."""
        if self._texts is not None:
            self._texts.put(None)

    def end_text(self) -> None:
        """Says that the text is complete."""
        if self._texts is not None:
            self._texts.end()

    async def run(self, deliver: _Deliver) -> None:
        """Speaks the request to its end.

        Args:
            deliver: Gives an event to the session and waits until its actions are done.

        Raises:
            PhemiusError: As `Gateway.reauthenticate`, `Gateway.speak` and `SpeechReply.next`.
        """
        # A WebSocket lives long: the plan or the key may have changed since the last request.
        principal = await self._gateway.reauthenticate(self._principal)
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
        """Stops the synthesis, charges what was delivered and releases the rest."""
        if self._reply is not None:
            await self._reply.aclose()

    async def _send_part(self, part: AudioPart, deliver: _Deliver) -> None:
        if part.words and self._request.timestamps:
            words = [
                WordMessage(text=text, start=start, end=end, start_ms=start_ms, end_ms=end_ms)
                for text, start, end, start_ms, end_ms in part.words
            ]
            await deliver(partial(StreamSession.words, words=words))
        for frame in frames(part.pcm):
            await deliver(partial(StreamSession.audio, pcm=frame))

    async def _reserve(self, texts: "_IncomingText") -> AsyncIterator[str | None]:
        await self._admitted.wait()
        assert self._reply is not None  # noqa: S101 - it was admitted
        async for text in texts:
            if text is not None:
                await self._reply.grow(len(text))
            yield text


class _IncomingText:
    """Pieces of text that wait to be spoken. The session bounds their characters and flushes."""

    def __init__(self) -> None:
        self._waiting: deque[str | None] = deque()
        self._ended = False
        self._changed = anyio.Event()

    def put(self, text: str | None) -> None:
        """Adds a piece of text, or None for a flush."""
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
            return self._waiting.popleft()
        pieces: list[str] = []
        while self._waiting and (text := self._waiting[0]) is not None:
            pieces.append(text)
            self._waiting.popleft()
        return "".join(pieces)
