"""The async core in a process of threads: one event loop behind one portal."""

import atexit
import os
import threading
from contextlib import ExitStack

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from phemius_core.gateway import Gateway

__all__ = ["Core"]


class Core:
    """A gateway and the portal that it lives behind, started when first used.

    Never before a fork: threads do not survive one. A process that was forked from one in
    which the core had started gets a core of its own.

    Args:
        gateway: Entered with the portal, and left at the process's exit.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.senders: anyio.CapacityLimiter | None = None
        """Threads that send on WebSockets; made in the portal's event loop."""
        self._lock = threading.Lock()
        self._stack: ExitStack | None = None
        self._pid = 0
        self._portal: BlockingPortal

    @property
    def portal(self) -> BlockingPortal:
        """Calls into the gateway's event loop."""
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self._start()
        return self._portal

    def stop(self) -> None:
        """Takes no new speech, and returns when nothing is being spoken."""
        if self._pid == os.getpid():
            self._portal.call(self.gateway.stop)

    def close(self) -> None:
        """Leaves the gateway; what is being spoken is settled."""
        with self._lock:
            stack, self._stack = self._stack, None
            mine, self._pid = self._pid == os.getpid(), 0
        if stack is not None and mine:
            stack.close()

    def _start(self) -> None:
        with ExitStack() as stack:
            portal = stack.enter_context(start_blocking_portal("asyncio"))
            stack.enter_context(portal.wrap_async_context_manager(self.gateway))
            self._stack = stack.pop_all()
        self._portal, self._pid = portal, os.getpid()
        atexit.register(self.close)
