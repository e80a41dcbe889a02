"""Counts events per key in windows of fixed length, in bounded memory."""

import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["FixedWindow"]


class FixedWindow:
    """Counts events per key in this process; a key's window begins with its first event.

    It takes a number per key, where `MemoryRateLimiter` takes one per event, and is meant for
    generous bounds against floods: two windows that follow each other may hold twice the limit
    within one window's length. Not thread-safe: call it from one event loop.

    Args:
        limit: Events of a key that are allowed in its window.
        window_s: Length of a window.
        max_keys: Keys that are remembered; the one that was used the longest ago is forgotten for
            a new one.
        clock: Returns seconds on a monotonic clock.
    """

    def __init__(
        self,
        limit: int,
        *,
        window_s: float = 60,
        max_keys: int = 65_536,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._window_s = window_s
        self._max_keys = max_keys
        self._clock = clock
        self._windows: OrderedDict[object, list[float]] = OrderedDict()
        """End of the window and number of events by key, the key used last at the end."""

    def hit(self, key: object) -> int:
        """Count an event.

        Args:
            key: Key whose events are counted together.

        Returns:
            0 if it is allowed; else it is not counted, and the result is the number of seconds,
            at least 1, until the window ends.
        """
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window[0] <= now:
            window = self._windows[key] = [now + self._window_s, 0]
        self._windows.move_to_end(key)
        while len(self._windows) > self._max_keys:
            self._windows.popitem(last=False)
        if window[1] >= self._limit:
            return max(1, int(-(-(window[0] - now) // 1)))
        window[1] += 1
        return 0

    def undo(self, key: object) -> None:
        """Take back one event of a key, if its window has not ended.

        Args:
            key: Key of the event.
        """
        window = self._windows.get(key)
        if window is not None and window[1] > 0:
            window[1] -= 1

    def __len__(self) -> int:
        """Number of keys that are remembered."""
        return len(self._windows)
