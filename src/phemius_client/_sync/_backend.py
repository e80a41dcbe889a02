"""What the blocking client does differently from the asynchronous one, whose own `_backend` has the
same functions. This module is written by hand; all others here are generated from `_async/`.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import BinaryIO, TypeAlias, TypeVar, TypeVarTuple

from websockets.sync.client import ClientConnection, connect

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
Attempt: TypeAlias = Callable[[], _Result]
"""Makes one attempt at a request or connection."""


def connect_websocket(
    url: str, *, open_timeout_s: float, close_timeout_s: float
) -> ClientConnection:
    """Opens a WebSocket."""
    # `legacy=True` returns the connection itself, not a context manager.
    return connect(
        url,
        open_timeout=open_timeout_s,
        close_timeout=close_timeout_s,
        logger=websocket_logger(),
        legacy=True,
    )


def receive(websocket: ClientConnection, *, timeout_s: float) -> str | bytes:
    """The next message.

    Raises:
        TimeoutError: None came within `timeout_s`.
    """
    return websocket.recv(timeout=timeout_s)


def close_websocket(websocket: ClientConnection) -> None:
    """Closes a WebSocket: it takes at most its close timeout."""
    websocket.close()


@contextmanager
def atomic_file(target: Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when the context ends without an error."""
    partial = target.with_name(f"{target.name}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def run_in_thread(function: Callable[[*_Arguments], _Result], *arguments: *_Arguments) -> _Result:
    """The result of a function that reads or writes files: here in the caller's own thread."""
    return function(*arguments)


def map_concurrently(
    function: Callable[[_Item], _Result],
    items: Sequence[_Item],
    *,
    concurrency: int,
    on_done: Callable[[_Item], None],
) -> list[_Result]:
    """The results of a function for each item, in the order of the items.

    Args:
        function: Called once with each item, in a worker thread. After an error no more calls
            begin.
        items: Arguments of the calls.
        concurrency: Most calls at the same time.
        on_done: Called in the caller's thread with each item in turn once its result is there.

    Raises:
        Exception: The first error of `function`, in the order of the items, or of `on_done`.
    """
    results: list[_Result] = []
    with ThreadPoolExecutor(min(concurrency, len(items))) as pool:
        futures = [pool.submit(function, item) for item in items]
        try:
            for item, future in zip(items, futures, strict=True):
                results.append(future.result())
                on_done(item)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results
