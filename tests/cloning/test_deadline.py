"""A child process that hangs is killed, and its item fails with an error that may be retried."""

import sys

import anyio
import pytest

from phemius_core.cloning import _clone as room
from phemius_core.cloning import clone
from phemius_core.errors import SynthesisFailed
from phemius_core.settings import Settings

pytestmark = pytest.mark.anyio


class Recording:
    def __init__(self):
        self.measurements = {}

    def flac(self):
        return b""


async def test_a_child_that_hangs_is_killed(monkeypatch):
    started = []

    async def open_process(_command, **options):
        process = await anyio_open([sys.executable, "-c", "import time; time.sleep(60)"], **options)
        started.append(process)
        return process

    anyio_open = anyio.open_process
    monkeypatch.setattr(anyio, "open_process", open_process)
    monkeypatch.setattr(room, "check_cloning", lambda: None)
    monkeypatch.setattr(room, "_LONGEST_REST_S", 0.5)
    with pytest.raises(SynthesisFailed, match="took more than"):
        await clone(Recording(), Settings(), budget_s=0.1)
    (process,) = started
    assert process.returncode is not None
