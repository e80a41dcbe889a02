"""Usage reports: a few at a time, and kept for a while where they are expensive."""

import time
from collections.abc import Callable
from typing import Final

from cachetools import LRUCache

from phemius_core.billing import Billing, Usage
from phemius_core.limits import BoundedQueue
from phemius_core.store import Month

__all__ = ["UsageReports"]

_CONCURRENCY: Final = 2
_MAX_WAITING: Final = 32
_MAX_PER_ACCOUNT: Final = 4
_MAX_KEPT: Final = 256
_CHEAP_S: Final = 0.25
"""A report that took less is read anew each time."""
_KEPT_TIMES: Final = 20
"""A report is kept for so many times as long as it took: it takes 5 % of a connection at most."""
_MAX_KEPT_S: Final = 60


class UsageReports:
    """Reads the usage of accounts without letting them keep the database busy.

    A report reads all ledger entries of its month. One that took longer than a quarter of a second
    is kept for twenty times as long, at most a minute.

    Args:
        clock: Returns seconds on a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._queue = BoundedQueue(
            _CONCURRENCY,
            max_waiting=_MAX_WAITING,
            max_per_owner=_MAX_PER_ACCOUNT,
            what="usage reports",
        )
        self._kept: LRUCache[tuple[str, Month | None], tuple[float, Usage]] = LRUCache(_MAX_KEPT)

    async def read(self, billing: Billing, account_id: str, month: Month | None) -> Usage:
        """Return the usage of an account in a month.

        Args:
            billing: Reads the report.
            account_id: Account to report on.
            month: UTC month; the current one if None.

        Raises:
            ConcurrencyExceeded: Too many reports of the account are under way.
            Overloaded: Too many reports of all accounts are waiting.
        """
        usage = self._find(account_id, month)
        if usage is not None:
            return usage
        async with self._queue.slot(account_id):
            usage = self._find(account_id, month)  # another request may have read it meanwhile
            if usage is not None:
                return usage
            began = self._clock()
            usage = await billing.usage(account_id, month)
            now = self._clock()
            if now - began > _CHEAP_S:
                keep_s = min(_MAX_KEPT_S, _KEPT_TIMES * (now - began))
                self._kept[account_id, month] = (now + keep_s, usage)
            return usage

    def _find(self, account_id: str, month: Month | None) -> Usage | None:
        until, usage = self._kept.get((account_id, month), (0.0, None))
        return usage if self._clock() < until else None
