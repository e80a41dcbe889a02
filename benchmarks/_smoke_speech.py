"""Speech for smoke runs that need none of the real model: quick to make, and ready at once."""

import numpy as np

from phemius_core.engine import FRAME_SAMPLES, SAMPLE_RATE, Engine, Rendering, Scheduler, Utterance
from phemius_core.synthesis import Synthesizer
from phemius_core.testing import LetterG2P
from phemius_core.text import TextPipeline

FRAMES_PER_PHONEME = 3
FORMANTS_HZ = ((600, 90), (1200, 110), (2500, 160))
"""Centre and width."""


class SyllableEngine:
    """Voiced syllables with pauses; pitch and formants depend on the style.

    Cloning accepts a recording of it, and speaker encoders tell its voices apart.
    """

    name = "syllables"
    version = "1"

    def render(self, utterance: Utterance) -> Rendering:
        durations = np.full(len(utterance.phonemes) + 2, FRAMES_PER_PHONEME, np.int64)
        seconds = np.arange(int(durations.sum()) * FRAME_SAMPLES) / SAMPLE_RATE
        pitch, formants = np.tanh(utterance.style.reshape(2, 128).sum(axis=1))
        pitch_hz = 130 * (1 + 0.3 * pitch) * (1 + 0.1 * np.sin(4.4 * seconds))
        phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE
        samples = np.zeros(len(seconds))
        for harmonic in range(1, 30):
            hz = 130 * harmonic / (1 + 0.2 * formants)
            gain = sum(1 / (1 + ((hz - centre) / width) ** 2) for centre, width in FORMANTS_HZ)
            samples += (gain + 0.02) * np.sin(harmonic * phase)
        samples *= np.clip(np.sin(20 * seconds), 0, 1) ** 0.5
        noise = np.random.default_rng(utterance.seed).normal(0, 1e-4, len(seconds))
        audio = 0.25 * samples / np.abs(samples).max() + noise
        return Rendering(durations, iter([audio.astype(np.float32)]))

    def close(self) -> None:
        """Frees nothing."""


def letter_pipeline() -> TextPipeline:
    """Letters for phonemes: no lexicon is loaded."""
    return TextPipeline(g2p=lambda _lang: LetterG2P())


def smoke_synthesizer(engine: Engine) -> Synthesizer:
    return Synthesizer(Scheduler([engine]), text=letter_pipeline())
