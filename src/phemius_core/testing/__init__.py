"""For tests of applications: deterministic fakes of engine and G2P, and measures of likeness."""

from phemius_core.testing._letter_g2p import LetterG2P
from phemius_core.testing._likeness import log_spectral_distance_db, pitch_error
from phemius_core.testing._tone_engine import ToneEngine

__all__ = ["LetterG2P", "ToneEngine", "log_spectral_distance_db", "pitch_error"]
