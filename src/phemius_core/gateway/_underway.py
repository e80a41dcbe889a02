"""What a server that stops has to wait for."""

from typing import Final

import anyio

__all__ = ["InFlight"]

_SETTLE_TIMEOUT_S: Final = 5


class InFlight:
    """Replies and WebSockets that have not come to their end."""

    def __init__(self) -> None:
        self._open: set[object] = set()
        self._none = anyio.Event()
        self._none.set()

    def add(self, item: object) -> None:
        """Until it is discarded."""
        if not self._open:
            self._none = anyio.Event()
        self._open.add(item)

    def discard(self, item: object) -> None:
        """It has come to its end."""
        self._open.discard(item)
        if not self._open:
            self._none.set()

    async def wait(self, timeout_s: float = _SETTLE_TIMEOUT_S) -> None:
        """Until none is left, or the time is up."""
        with anyio.move_on_after(timeout_s):
            await self._none.wait()
