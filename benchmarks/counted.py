"""An adapter that counts: FastAPI's, which on SIGUSR1 writes how many tasks its loop has.

phemius serve --adapter counted:serve    (with this folder on PYTHONPATH, and BENCH_COUNTS)
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

    def tell(*_) -> None:
        try:
            tasks = len(asyncio.all_tasks())
        except RuntimeError:  # no loop yet
            tasks = 0
        told = counts.with_suffix(".new")
        told.write_text(json.dumps({"pid": os.getpid(), "tasks": tasks}))
        told.rename(counts)

    signal.signal(signal.SIGUSR1, tell)
    tell()
    serve_fastapi(settings)
