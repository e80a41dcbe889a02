"""Deterministic stand-ins for tests of what is built on Phemius."""

from phemius_core.testing._engine import ToneEngine
from phemius_core.testing._g2p import LetterG2P

__all__ = ["LetterG2P", "ToneEngine"]
