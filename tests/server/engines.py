"""Engines for server processes: `PHEMIUS_ENGINE=tests.server.engines:slow`."""

import gc
import os

import anyio
import anyio.from_thread

from phemius_core.gateway import Gateway
from phemius_core.testing import ToneEngine


def slow():
    """An engine that takes half a second for each chunk."""
    return ToneEngine(chunk_frames=20, delay_s=0.5)


def failing():
    """An engine that succeeds with the server's warm-up text, and then always fails."""
    return ToneEngine(fail_at=1, chunk_frames=20, fail_after_chunks=1)


def core_killer():
    """An engine that ends the gateway once there is a file `kill-core` in the data directory."""
    anyio.from_thread.run_sync(_watch_for_file)
    return ToneEngine()


def _watch_for_file():
    """Start a task that raises in the gateway's root task group."""
    (gateway,) = (each for each in gc.get_objects() if isinstance(each, Gateway))
    gateway._tasks.start_soon(_raise_when_told)


async def _raise_when_told():
    told = anyio.Path(os.environ["PHEMIUS_DATA_DIR"]) / "kill-core"
    while not await told.exists():
        await anyio.sleep(0.1)
    await told.unlink()
    raise RuntimeError("the core has been killed")
