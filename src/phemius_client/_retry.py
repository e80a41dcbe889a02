"""Does something again as the options say: blocking, and on asyncio and trio."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from phemius_client._errors import APIError
from phemius_client._options import Options

__all__ = ["again", "again_async"]

_Made = TypeVar("_Made")


def again(options: Options, make: Callable[[], _Made], *, once: bool = False) -> _Made:
    """What `make` comes to, in as many attempts as the options allow.

    Args:
        options: Say when to go on.
        make: One attempt.
        once: Not again where the server may have done what it was asked.

    Raises:
        APIError: Of the last attempt.
    """
    attempt = 0
    while True:
        try:
            return make()
        except APIError as error:
            wait = options.wait_before(attempt, error, once=once)
            if wait is None:
                raise
        attempt += 1
        time.sleep(wait)


async def again_async(
    options: Options, make: Callable[[], Awaitable[_Made]], *, once: bool = False
) -> _Made:
    """As `again`."""
    attempt = 0
    while True:
        try:
            return await make()
        except APIError as error:
            wait = options.wait_before(attempt, error, once=once)
            if wait is None:
                raise
        attempt += 1
        await anyio.sleep(wait)
