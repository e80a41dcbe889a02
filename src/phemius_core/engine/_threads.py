"""How many threads an engine has by default."""

import os
from typing import Final

from phemius_core.engine._cpu_quota import cpu_quota

__all__ = ["default_threads"]

_MAX_THREADS: Final = 8
"""Most threads of one engine by default. An utterance is some hundred tasks of about a millisecond,
each with a barrier and with parts that one thread computes alone: more engines use further cores
better than more threads do."""


def default_threads(engines: int = 1) -> int:
    """The number of threads of each engine where the setting `threads` is not set.

    The CPUs that this process may use are those of its affinity mask, but no more than the CPU
    quota of its container. All engines together have a thread for each, one engine at most 8.

    Args:
        engines: Engines in this process.
    """
    cpus = len(os.sched_getaffinity(0))
    quota = cpu_quota()
    if quota is not None:
        cpus = min(cpus, quota)
    return max(1, min(cpus // engines, _MAX_THREADS))
