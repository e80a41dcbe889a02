"""How many threads the CPU engine uses."""

import os

__all__ = ["default_threads"]


def default_threads() -> int:
    """The number of threads of an engine whose `threads` is not set: one per usable core.

    Usable cores are those in the CPU affinity mask of this process.
    """
    return len(os.sched_getaffinity(0))
