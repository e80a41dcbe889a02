"""Blocking calls that are given up after a while."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

import anyio
import anyio.from_thread
import anyio.lowlevel

__all__ = ["run_in_daemon_thread"]

logger = logging.getLogger(__name__)


async def run_in_daemon_thread(call: Callable[[], object], *, timeout_s: float) -> None:
    """Runs a blocking call, also while the task is being cancelled; errors are logged.

    After `timeout_s` seconds the caller goes on. The thread is left behind; a daemon thread holds
    neither the event loop nor the end of the process, unlike those of `anyio.to_thread`.
    """
    done = anyio.Event()
    token = anyio.lowlevel.current_token()

    def run() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - logged
            logger.warning("an item was not released, its lease expires instead: %s", error)
        with suppress(RuntimeError):  # the event loop is gone
            anyio.from_thread.run_sync(done.set, token=token)

    threading.Thread(target=run, daemon=True, name="phemius-release").start()
    with anyio.move_on_after(timeout_s, shield=True) as scope:
        await done.wait()
    if scope.cancelled_caught:
        logger.warning("an item was not released within %g s: its lease expires instead", timeout_s)
