"""Replies that are on their way."""

from typing import Final

import anyio

from phemius_core.gateway._reply import SpeechReply

__all__ = ["OpenReplies"]

_SETTLE_TIMEOUT_S: Final = 5


class OpenReplies:
    """Replies that are on their way, so that a server that stops can wait for their accounts."""

    def __init__(self) -> None:
        self._open: set[SpeechReply] = set()
        self._none = anyio.Event()
        self._none.set()

    def add(self, reply: SpeechReply) -> None:
        """Until it is closed."""
        if not self._open:
            self._none = anyio.Event()
        self._open.add(reply)
        reply.when_closed(self._discard)

    async def wait(self, timeout_s: float = _SETTLE_TIMEOUT_S) -> None:
        """Until none is left, or the time is up."""
        with anyio.move_on_after(timeout_s):
            await self._none.wait()

    def _discard(self, reply: SpeechReply) -> None:
        self._open.discard(reply)
        if not self._open:
            self._none.set()
