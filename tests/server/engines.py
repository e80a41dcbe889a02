"""Engines for server processes: `PHEMIUS_ENGINE=tests.server.engines:slow`."""

from phemius_core.testing import ToneEngine


def slow():
    """Takes half a second for each chunk."""
    return ToneEngine(chunk_frames=20, delay_s=0.5)


def failing():
    """Speaks its first words, when the server warms it, and fails at whatever comes next."""
    return ToneEngine(fail_at=1, chunk_frames=20, fail_after_chunks=1)
