"""Wakes a waiting async task from an engine's thread, on asyncio and on trio."""

from collections.abc import Callable

import anyio

__all__ = ["Doorbell"]


class Doorbell:
    """An event that any thread may ring and one async task waits for.

    `anyio.from_thread` would make the ringing thread wait for the event loop; an
    engine must never wait for a busy loop.
    """

    def __init__(self) -> None:
        self._event = anyio.Event()
        self._post = _poster()

    def ring(self) -> None:
        """Wakes the waiter; does nothing once its event loop is gone."""
        try:
            self._post(self._set)
        except RuntimeError:  # closed loop: nobody waits any more (trio's error is one too)
            return

    async def wait(self) -> None:
        """Waits for the next ring; one that came before counts."""
        await self._event.wait()
        self._event = anyio.Event()

    def _set(self) -> None:
        self._event.set()


def _poster() -> Callable[[Callable[[], None]], object]:
    import asyncio

    try:
        return asyncio.get_running_loop().call_soon_threadsafe
    except RuntimeError:  # not asyncio, so trio
        import trio

        return trio.lowlevel.current_trio_token().run_sync_soon
