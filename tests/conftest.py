"""What all tests share: cores, above all."""

import os


def pytest_configure() -> None:
    """Where workers share the machine, torch takes this one's share of the cores, also in the
    processes that tests start: twice as many threads as cores wait for each other most of the
    time."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        share = max(1, len(os.sched_getaffinity(0)) // workers)
        os.environ.setdefault("OMP_NUM_THREADS", str(share))
