"""Deterministic stand-ins, and measures of likeness, for tests of what is built on Phemius."""

from phemius_core.testing._compare import log_spectral_distance_db, pitch_error, pitch_hz
from phemius_core.testing._engine import ToneEngine
from phemius_core.testing._g2p import LetterG2P

__all__ = ["LetterG2P", "ToneEngine", "log_spectral_distance_db", "pitch_error", "pitch_hz"]
