"""Work that is worth nothing once whoever asked has left."""

from collections.abc import Awaitable, Callable

import anyio

__all__ = ["ClientDisconnected", "WaitForDisconnect", "run_until_disconnect"]

WaitForDisconnect = Callable[[], Awaitable[object]]
"""Returns once the client has left."""


class ClientDisconnected(ConnectionError):
    """Nobody waits for the answer any more."""

    def __init__(self) -> None:
        super().__init__("the client has left")


async def run_until_disconnect(
    work: Callable[[], Awaitable[None]], disconnected: WaitForDisconnect
) -> None:
    """Does the work while the client waits for it.

    Raises:
        ClientDisconnected: It does not.
    """
    left = False
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            nonlocal left
            await disconnected()
            left = True
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - raised below, outside the group
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    if left:
        raise ClientDisconnected
