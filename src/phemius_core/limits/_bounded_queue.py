"""Expensive work, a little at a time, with a bounded queue before it."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from phemius_core.errors import ConcurrencyExceeded, Overloaded

__all__ = ["BoundedQueue"]


class BoundedQueue:
    """Lets a number of tasks work at once and a number wait, of each owner and in all.

    Who is cancelled while waiting leaves the queue at once.

    Args:
        concurrency: Tasks that work at once.
        max_waiting: Tasks of all owners that may wait.
        max_per_owner: Tasks of one owner that may wait or work.
        what: What the tasks do, in the plural, for the errors.
    """

    def __init__(
        self, concurrency: int, *, max_waiting: int, max_per_owner: int, what: str
    ) -> None:
        self._limiter = anyio.CapacityLimiter(concurrency)
        self._max_tasks = concurrency + max_waiting
        self._max_per_owner = max_per_owner
        self._what = what
        self._owners: Counter[str] = Counter()

    @asynccontextmanager
    async def slot(self, owner: str) -> AsyncIterator[None]:
        """Wait for a place; the work is done inside the context.

        Args:
            owner: Account that the work is done for.

        Raises:
            ConcurrencyExceeded: The owner has as many tasks here as it may.
            Overloaded: The queue is full.
        """
        if self._owners[owner] >= self._max_per_owner:
            raise ConcurrencyExceeded(
                f"{self._max_per_owner} {self._what} of this account are under way: "
                "wait for one of them",
                retry_after_s=1,
            )
        if self._owners.total() >= self._max_tasks:
            raise Overloaded(f"too many {self._what} are waiting: try again soon")
        self._owners[owner] += 1
        try:
            async with self._limiter:
                yield
        finally:
            self._owners[owner] -= 1
            if not self._owners[owner]:
                del self._owners[owner]
