"""What the two cloning benchmarks share: speech, speaker encoders and clones that are kept."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from _common import SAMPLE_RATE, english_voices, leave_out
from _recogniser import normalised_words, open_recogniser
from _smoke_speech import SyllableEngine, smoke_synthesizer

from phemius_core.audio import encode
from phemius_core.cloning import ClonedVoice, Reference, clone, read_reference
from phemius_core.cloning._subprocess import deserialise_voice, serialise_voice
from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer
from phemius_core.voices import Voice, VoiceCatalogue

REFERENCE_SENTENCES = (
    "The old lighthouse keeper climbed the spiral stairs every evening at dusk.",
    "Fresh vegetables from the market make the best soup in winter.",
    "You can usually find him in the workshop behind the barn.",
    "It was, by any measure, an unusually quiet afternoon.",
)
NEW_SENTENCES = (
    "Please remember to bring your passport and two copies of the form.",
    "The museum closes early on Thursdays during the summer months.",
    "A gentle breeze moved through the tall grass beside the road.",
    "Several students asked whether the deadline could be extended.",
    "She poured the coffee slowly and looked out at the harbour.",
    "His brother repairs old clocks in a small shop near the station.",
)
"""Sentences that are in no reference and in no search."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is spoken and compared."""

    reference: tuple[str, ...]
    new: tuple[str, ...]
    voices: tuple[str, ...]
    """Stock voices that the nearest is looked for among."""
    depths: tuple[str, ...]
    smoke: bool = False
    """Speak with a stand-in engine, and take a stock voice for the clone."""

    @classmethod
    def of(cls, *, smoke: bool) -> "Extent":
        if smoke:
            new = ("Good morning, everyone.",)
            return cls(REFERENCE_SENTENCES[:1], new, ("af_heart", "am_adam"), ("fast",), smoke=True)
        voices = tuple(english_voices())
        return cls(REFERENCE_SENTENCES, NEW_SENTENCES, voices, ("fast", "full"))


class Studio:
    """Speech of the engine that servers use.

    Args:
        extent: Sentences and voices.
        folder: Keeps recordings, clones and figures, so that a run may be stopped at any time.
    """

    def __init__(self, extent: Extent, folder: Path) -> None:
        self.extent = extent
        self.folder = folder
        self.settings = Settings()
        self.catalogue = VoiceCatalogue()
        self._synthesizer = (
            smoke_synthesizer(SyllableEngine()) if extent.smoke else open_synthesizer(self.settings)
        )

    def speak(self, voice: Voice, sentences: tuple[str, ...]) -> list[np.ndarray]:
        """float32 [n] at 24 kHz for each sentence."""
        return [self._synthesizer.speak_sync(text, voice=voice).samples for text in sentences]

    def reference(self, name: str) -> Reference:
        """A recording of a stock voice."""
        path = self.folder / f"{name}.wav"
        if not path.exists():
            voice = self.catalogue.resolve(name)
            path.write_bytes(
                encode(np.concatenate(self.speak(voice, self.extent.reference)), "wav")
            )
        return read_reference(path.read_bytes())

    def clone(
        self,
        reference: Reference,
        name: str,
        depth: str,
        *,
        budget_s: float | None = None,
        without: tuple[str, ...] = (),
    ) -> ClonedVoice:
        """A clone of a recording, made once and kept as `name-depth.npz`."""
        path = self.folder / f"{name}-{depth}.npz"
        if not path.exists():
            started = time.monotonic()
            if self.extent.smoke:
                voice = self._stand_in(reference)
            else:
                search = partial(clone, depth=depth, without=without, budget_s=budget_s)
                voice = anyio.run(search, reference, self.settings)
            spent_s = round(time.monotonic() - started, 1)
            path.with_suffix(".json").write_text(json.dumps({"wall_s": spent_s}))
            path.write_bytes(serialise_voice(voice))
        return deserialise_voice(path.read_bytes())

    def wall_s(self, name: str, depth: str) -> float:
        """Time that a clone took."""
        return json.loads((self.folder / f"{name}-{depth}.json").read_text())["wall_s"]

    def _stand_in(self, reference: Reference) -> ClonedVoice:
        leave_out("the search", "a smoke run takes a stock voice for the clone")
        name = self.extent.voices[0]
        voice = self.catalogue.resolve(name)
        rows = range(1, 511)
        return ClonedVoice(
            pack=np.stack([voice.style(phonemes) for phonemes in rows]),
            lang=voice.lang,
            preview=np.zeros(SAMPLE_RATE, np.float32),
            nearest=name,
            similarity_before=0.5,
            similarity_after=0.5,
            pitch_hz=reference.pitch_hz,
            pitch_after_hz=reference.pitch_hz,
            curve=(),
            seconds=0.0,
            peak_mb=0.0,
        )


class Judge:
    """Speaker encoders, which need torch, and a recogniser where it is installed."""

    def __init__(self, studio: Studio) -> None:
        from _speaker_encoders import open_encoders

        self._studio = studio
        self._recogniser = open_recogniser()
        self.encoders = open_encoders()

    def embeddings(self, samples: np.ndarray) -> dict[str, np.ndarray]:
        """By the name of the encoder.

        Args:
            samples: float32 [n], 24 kHz.
        """
        return {name: encoder(samples) for name, encoder in self.encoders.items()}

    def stock_embeddings(self, name: str) -> dict[str, np.ndarray]:
        """Of a stock voice, kept."""
        path = self._studio.folder / f"stock-{name}.npz"
        if not path.exists():
            voice = self._studio.catalogue.resolve(name)
            speech = self._studio.speak(voice, self._studio.extent.reference[:1])
            np.savez(path, **self.embeddings(np.concatenate(speech)))
        with np.load(path) as stored:
            return dict(stored)

    def compare(self, voice: Voice, reference: dict[str, np.ndarray]) -> dict[str, float]:
        """A voice's new sentences against a recording.

        Args:
            voice: Speaks.
            reference: Embeddings of the recording.

        Returns:
            Cosine similarity by encoder, `word_errors` of so many `words`, and `speech_s`.
        """
        speech = self._studio.speak(voice, self._studio.extent.new)
        figures = {
            name: round(float(np.mean([encoder(each) @ reference[name] for each in speech])), 4)
            for name, encoder in self.encoders.items()
        }
        samples = np.concatenate(speech)
        return {
            **figures,
            **self._word_errors(samples),
            "speech_s": round(len(samples) / SAMPLE_RATE, 2),
        }

    def _word_errors(self, samples: np.ndarray) -> dict[str, float]:
        if self._recogniser is None:
            return {}
        import jiwer

        said = normalised_words(" ".join(self._studio.extent.new))
        errors = jiwer.process_words(said, self._recogniser.transcribe(samples))
        return {
            "word_errors": errors.substitutions + errors.deletions + errors.insertions,
            "words": len(said.split()),
        }


def kept(path: Path, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Figures from a file, measured and written there where it does not exist yet."""
    if not path.exists():
        path.write_text(json.dumps(measure()) + "\n")
    return json.loads(path.read_text())


def word_error_rate(rows: list[dict[str, Any]]) -> float | None:
    """Over all rows; None where there was no recogniser."""
    words = sum(row.get("words", 0) for row in rows)
    return round(sum(row["word_errors"] for row in rows) / words, 4) if words else None
