"""The asynchronous gateway in a process of threads: one event loop behind a blocking portal."""

import atexit
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack

from anyio.from_thread import BlockingPortal, start_blocking_portal

from phemius_core.gateway import Gateway

__all__ = ["GatewayPortal"]


class GatewayPortal:
    """A gateway and the portal of the event loop that it runs in, both started at first use.

    They are never started before a fork, since threads do not survive one: a process that is
    forked from one with a started gateway starts its own.

    Args:
        gateway: Entered when the portal starts, and left when the process exits.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._lock = threading.Lock()
        self._stack: ExitStack | None = None
        self._pid = 0
        self._watch: Future[str] | None = None
        self._portal: BlockingPortal

    @property
    def portal(self) -> BlockingPortal:
        """Calls functions in the gateway's event loop."""
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self._start()
        return self._portal

    def stop(self) -> None:
        """Refuse new speeches, and return when those in progress have ended."""
        if self._pid == os.getpid():
            self._portal.call(self.gateway.stop)

    def when_failed(self, callback: Callable[[str], None]) -> None:
        """Start the gateway, and call `callback` with the reason if it cannot go on."""

        def ended(watch: Future[str]) -> None:
            if not watch.cancelled():
                callback(watch.result())

        self._watch = self.portal.start_task_soon(self.gateway.wait_failed)
        self._watch.add_done_callback(ended)

    def close(self) -> None:
        """Leave the gateway: speeches in progress are cancelled and settled."""
        if self._watch is not None:
            self._watch.cancel()
        with self._lock:
            stack, self._stack = self._stack, None
            started_here, self._pid = self._pid == os.getpid(), 0
        if stack is not None and started_here:
            stack.close()

    def _start(self) -> None:
        with ExitStack() as stack:
            portal = stack.enter_context(start_blocking_portal("asyncio"))
            stack.enter_context(portal.wrap_async_context_manager(self.gateway))
            self._stack = stack.pop_all()
        self._portal, self._pid = portal, os.getpid()
        atexit.register(self.close)
