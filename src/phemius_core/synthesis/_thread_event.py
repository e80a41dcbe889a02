"""An event that an engine's thread sets and an async task waits for, on asyncio and trio."""

from collections.abc import Callable

import anyio

__all__ = ["ThreadEvent"]


class ThreadEvent:
    """An event that any thread may set and one async task waits for.

    Made in the event loop of the task that waits. Unlike `anyio.from_thread`, setting it does not
    make the calling thread wait for the event loop: an engine must never wait for a busy loop.
    """

    def __init__(self) -> None:
        self._event = anyio.Event()
        self._call_soon = _call_soon_threadsafe()

    def set(self) -> None:
        """Wakes the waiting task; does nothing once its event loop is closed."""
        try:
            self._call_soon(self._set)
        except RuntimeError:  # the loop is closed; trio's RunFinishedError is one too
            return

    async def wait(self) -> None:
        """Waits until the event is set, and clears it; returns at once if it is set already."""
        await self._event.wait()
        self._event = anyio.Event()

    def _set(self) -> None:
        self._event.set()


def _call_soon_threadsafe() -> Callable[[Callable[[], None]], object]:
    import asyncio

    try:
        return asyncio.get_running_loop().call_soon_threadsafe
    except RuntimeError:  # not asyncio, so trio
        import trio

        return trio.lowlevel.current_trio_token().run_sync_soon
