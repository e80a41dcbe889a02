"""Keeps background tasks running: what fails unexpectedly is logged and started again."""

import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import anyio

from phemius_core.errors import PhemiusError

__all__ = ["supervise"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FIRST_DELAY_S: Final = 1.0
_MAX_DELAY_S: Final = 60.0


async def supervise(
    name: str,
    work: Callable[[], Awaitable[T]],
    *,
    first_delay_s: float = _FIRST_DELAY_S,
    max_delay_s: float = _MAX_DELAY_S,
    on_failure: Callable[[BaseException, float], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    clock: Callable[[], float] = anyio.current_time,
) -> T:
    """Runs `work` until it returns, and again after each unexpected exception.

    The pause before the next try doubles from try to try and is shortened at random by up to
    half, so that several processes do not try at once. It is the first one again once `work` has
    run for longer than the longest pause. An error that repeats is logged once, then counted.
    Cancellation passes, and so does KeyboardInterrupt.

    Args:
        name: What the log calls the work, such as `the sweep of reservations`.
        work: The work; called anew for each try.
        first_delay_s: Longest pause after the first failure.
        max_delay_s: Longest pause of all.
        on_failure: Called after each failure with the error and the pause in seconds.
        sleep: Waits for a number of seconds.
        clock: Monotonic time in seconds.

    Returns:
        What `work` returns.
    """
    logged: tuple[type[BaseException], str] | None = None
    repeats = 0
    longest_s = first_delay_s
    while True:
        began_s = clock()
        try:
            result = await work()
        # SystemExit too: a library that calls sys.exit() must not end the server.
        except (Exception, SystemExit) as error:  # noqa: BLE001 - logged below
            if clock() - began_s > max_delay_s:
                longest_s = first_delay_s
                logged = None
            delay_s = longest_s * random.uniform(0.5, 1)  # noqa: S311 - no secret
            longest_s = min(2 * longest_s, max_delay_s)
            if (type(error), str(error)) == logged:
                repeats += 1
            else:
                _log_failure(name, error, delay_s, repeats)
                logged, repeats = (type(error), str(error)), 0
            if on_failure is not None:
                on_failure(error, delay_s)
        else:
            if logged is not None:
                logger.info("%s: done after failures, the last one %d times", name, repeats + 1)
            return result
        await sleep(delay_s)


def _log_failure(name: str, error: BaseException, delay_s: float, repeats: int) -> None:
    earlier = f", after {repeats} more failures as before" if repeats else ""
    # The message of an error of our own says all; of others the traceback is needed.
    trace = None if isinstance(error, PhemiusError) else error
    what = str(error) or type(error).__name__
    logger.error(
        "%s failed and is tried again in %.1f s%s: %s", name, delay_s, earlier, what, exc_info=trace
    )
