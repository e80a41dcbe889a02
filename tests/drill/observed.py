"""Adapters that say, when asked, how many asyncio tasks and threads their process has.

`phemius serve --adapter tests.drill.observed:fastapi`, with a folder in PHEMIUS_DRILL_COUNTS:
a file `ask` in it is answered by a file `PID.json` of every process that has an event loop.
"""

import asyncio
import gc
import json
import os
import threading
import time
from pathlib import Path

from phemius_core.settings import Settings

_POLL_S = 0.1


def fastapi(settings: Settings) -> None:
    from phemius_server_fastapi import serve

    _answer_in_this_process_and_its_children()
    serve(settings)


def flask(settings: Settings) -> None:
    from phemius_server_flask import serve

    _answer_in_this_process_and_its_children()
    serve(settings)


def _answer_in_this_process_and_its_children() -> None:
    os.register_at_fork(after_in_child=_start)
    _start()


def _start() -> None:
    threading.Thread(target=_answer_forever, daemon=True, name="drill-counts").start()


def _answer_forever() -> None:
    folder = Path(os.environ["PHEMIUS_DRILL_COUNTS"])
    asked = folder / "ask"
    answered_at = 0.0
    while True:
        time.sleep(_POLL_S)
        try:
            asked_at = asked.stat().st_mtime
        except FileNotFoundError:
            continue
        if asked_at == answered_at:
            continue
        answered_at = asked_at
        tasks = [item for item in gc.get_objects() if isinstance(item, asyncio.Task)]
        counts = {
            "tasks": sum(not task.done() for task in tasks),
            "threads": threading.active_count() - 1,
        }
        written = folder / f"{os.getpid()}.new"
        written.write_text(json.dumps(counts))
        written.rename(folder / f"{os.getpid()}.json")
