"""Detects the use of an object in a forked process."""

import os

__all__ = ["ProcessGuard"]


class ProcessGuard:
    """Refuses an object with threads in processes forked from the one that opened it.

    A fork copies the memory but not the threads: what they should do never happens, and locks that
    they held are never released. So every use must be refused before a lock is taken.

    Args:
        what: The object, for the error.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._pid = os.getpid()

    @property
    def forked(self) -> bool:
        """Whether this is a process forked from the one that opened the object."""
        return os.getpid() != self._pid

    def check(self) -> None:
        """Raises an error in a forked process.

        Raises:
            RuntimeError: This process was forked after the object had been opened.
        """
        if self.forked:
            raise RuntimeError(
                f"the {self._what} was opened in process {self._pid}, of which this process is a "
                f"fork without its threads: open one here, after the fork, or start processes "
                f"with the method spawn"
            )
