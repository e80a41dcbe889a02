"""Requests in flight: waiting for them when the server stops, ending them on a disconnect."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import anyio

__all__ = ["ClientDisconnected", "InFlight", "WaitForDisconnect", "run_until_disconnect"]

T = TypeVar("T")
_SETTLE_TIMEOUT_S: Final = 5

WaitForDisconnect = Callable[[], Awaitable[object]]
"""Returns once the client has disconnected."""


class ClientDisconnected(ConnectionError):
    """The client disconnected before its request was answered."""

    def __init__(self) -> None:
        super().__init__("the client has disconnected")


class InFlight:
    """The replies and WebSockets that have not ended."""

    def __init__(self) -> None:
        self._open: set[object] = set()
        self._drained = anyio.Event()
        self._drained.set()

    def add(self, item: object) -> None:
        """Adds a reply or WebSocket; it stays until it is discarded."""
        if not self._open:
            self._drained = anyio.Event()
        self._open.add(item)

    def discard(self, item: object) -> None:
        """Removes a reply or WebSocket that has ended."""
        self._open.discard(item)
        if not self._open:
            self._drained.set()

    async def wait_drained(self, timeout_s: float = _SETTLE_TIMEOUT_S) -> None:
        """Waits until all have ended, at most `timeout_s` seconds."""
        with anyio.move_on_after(timeout_s):
            await self._drained.wait()


async def run_until_disconnect(
    work: Callable[[], Awaitable[T]], wait_for_disconnect: WaitForDisconnect | None
) -> T:
    """Runs `work` and cancels it when the client disconnects.

    Args:
        work: What the client waits for.
        wait_for_disconnect: Returns once the client has disconnected; None if that is not noticed.

    Returns:
        The result of `work`.

    Raises:
        ClientDisconnected: The client disconnected before `work` had ended.
    """
    if wait_for_disconnect is None:
        return await work()
    disconnected = False
    failure: Exception | None = None
    results: list[T] = []
    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            nonlocal disconnected
            await wait_for_disconnect()
            disconnected = True
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        try:
            results.append(await work())
        except Exception as error:  # noqa: BLE001 - raised below, outside the group
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    if disconnected:
        raise ClientDisconnected
    return results[0]
