"""Engines for server processes: `PHEMIUS_ENGINE=tests.server.engines:slow`."""

from phemius_core.testing import ToneEngine


def slow():
    """An engine that takes half a second for each chunk."""
    return ToneEngine(chunk_frames=20, delay_s=0.5)


def failing():
    """An engine that succeeds with the server's warm-up text, and then always fails."""
    return ToneEngine(fail_at=1, chunk_frames=20, fail_after_chunks=1)
