"""What the asynchronous client does differently from the blocking one, whose own `_backend` has the
same functions. All other modules of `_sync/` are generated from those here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar, TypeVarTuple

import anyio
import anyio.to_thread
from anyio import sleep
from websockets.asyncio.client import ClientConnection, connect

from phemius_client._dialogue import websocket_logger

__all__ = [
    "Attempt",
    "ClientConnection",
    "atomic_file",
    "close_websocket",
    "connect_websocket",
    "map_concurrently",
    "receive",
    "run_in_thread",
    "sleep",
]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")
Attempt: TypeAlias = Callable[[], Awaitable[_Result]]
"""Makes one attempt at a request or connection."""


async def connect_websocket(
    url: str, *, open_timeout_s: float, close_timeout_s: float
) -> ClientConnection:
    """Opens a WebSocket.

    Raises:
        RuntimeError: The event loop is not asyncio's.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "streaming over WebSocket needs asyncio: use speech.create on trio"
        ) from None
    return await connect(
        url,
        open_timeout=open_timeout_s,
        close_timeout=close_timeout_s,
        logger=websocket_logger(),
    )


async def receive(websocket: ClientConnection, *, timeout_s: float) -> str | bytes:
    """The next message.

    Raises:
        TimeoutError: None came within `timeout_s`.
    """
    with anyio.fail_after(timeout_s):
        return await websocket.recv()


async def close_websocket(websocket: ClientConnection) -> None:
    """Closes a WebSocket, also if the caller is cancelled: it takes at most its close timeout."""
    with anyio.CancelScope(shield=True):
        await websocket.close()


@asynccontextmanager
async def atomic_file(target: Path) -> AsyncIterator[anyio.AsyncFile[bytes]]:
    """A file to write to, which gets its name when the context ends without an error."""
    partial = anyio.Path(target.with_name(f"{target.name}.part"))
    try:
        file = await partial.open("wb")
        try:
            yield file
        finally:
            with anyio.CancelScope(shield=True):
                await file.aclose()
        await partial.replace(target)
    finally:
        with anyio.CancelScope(shield=True):
            await partial.unlink(missing_ok=True)


async def run_in_thread(
    function: Callable[[*_Arguments], _Result], *arguments: *_Arguments
) -> _Result:
    """The result of a function that reads or writes files."""
    return await anyio.to_thread.run_sync(function, *arguments)


async def map_concurrently(
    function: Callable[[_Item], Awaitable[_Result]],
    items: Sequence[_Item],
    *,
    concurrency: int,
    on_done: Callable[[_Item], None],
) -> list[_Result]:
    """The results of a function for each item, in the order of the items.

    Args:
        function: Called once with each item. Its first error cancels all other calls.
        items: Arguments of the calls.
        concurrency: Most calls at the same time.
        on_done: Called with an item once its result is there.

    Raises:
        Exception: The first error of `function` or `on_done`.
    """
    results: dict[int, _Result] = {}
    errors: list[Exception] = []
    remaining = iter(enumerate(items))

    async def work() -> None:
        try:
            for index, item in remaining:
                results[index] = await function(item)
                on_done(item)
        except Exception as error:  # noqa: BLE001 - raised below, outside the exception group
            errors.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for _ in range(min(concurrency, len(items))):
            group.start_soon(work)
    if errors:
        raise errors[0]
    return [results[index] for index in range(len(items))]
