"""The FastAPI adapter, which on SIGUSR1 writes how many tasks its event loop has.

phemius serve --adapter _task_counting_adapter:serve
(with this folder on PYTHONPATH, and the file to write to in BENCH_COUNTS)
"""

import asyncio
import json
import os
import signal
from pathlib import Path

from phemius_core.settings import Settings
from phemius_server_fastapi import serve as serve_fastapi


def serve(settings: Settings) -> None:
    counts = Path(os.environ["BENCH_COUNTS"])

    def write_counts(*_) -> None:
        try:
            tasks = len(asyncio.all_tasks())
        except RuntimeError:  # the event loop does not run yet
            tasks = 0
        written = counts.with_suffix(".new")
        written.write_text(json.dumps({"pid": os.getpid(), "tasks": tasks}))
        written.rename(counts)

    signal.signal(signal.SIGUSR1, write_counts)
    write_counts()
    serve_fastapi(settings)
