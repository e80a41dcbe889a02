"""The quality guard: the CPU engine against the float32 reference, for every stock English voice.

    pip install -r benchmarks/requirements.txt
    python benchmarks/quality.py [--voices af_heart,bm_lewis] [--words 100] [--json FILE]

Both engines speak the same phonemes with the same seed. For each voice: log-spectral distance,
whether all durations are equal, and the median relative difference of the pitch where both are
voiced. With --words, so many sentences are spoken by both in one voice and written down by
Whisper base; the word error rates are of all the sentences together. Ends with 1 where a limit
is passed.
"""

import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from phemius_core.engine import Engine, Utterance, create_engine
from phemius_core.settings import Settings
from phemius_core.testing import log_spectral_distance_db, pitch_error
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue

SENTENCES = (
    "The lighthouse at the end of the harbour had been dark for eleven years.",
    "Would you like tea, or shall we walk down to the water before it rains?",
)
DATA = Path(__file__).parent / "data" / "sentences.txt"
VOICE = "af_heart"
SEED = 3
LIMITS = {"lsd_db": 1.0, "pitch_error": 0.01, "word_error_points": 0.5}


class Texts:
    """Sentences as utterances, the same for both engines."""

    def __init__(self) -> None:
        self.voices = VoiceCatalogue()
        self._pipeline = TextPipeline()

    def utterances(self, text: str, voice: str) -> list[Utterance]:
        found = self.voices.resolve(voice)
        segments = self._pipeline.segments(text, lang=found.lang, plan=SegmentPlan())
        return [
            Utterance(one.phonemes, found.style(len(one.phonemes)), seed=SEED)
            for one in segments
            if one.phonemes
        ]


def spoken(engine: Engine, utterances: list[Utterance]) -> tuple[np.ndarray, np.ndarray]:
    """All durations, and all audio."""
    renderings = [engine.render(one) for one in utterances]
    audio = [np.concatenate(list(one.audio)) for one in renderings]
    return np.concatenate([one.durations for one in renderings]), np.concatenate(audio)


def likeness(engines: dict[str, Engine], texts: Texts, voice: str) -> dict:
    distances, errors, equal = [], [], True
    for sentence in SENTENCES:
        utterances = texts.utterances(sentence, voice)
        durations, audio = spoken(engines["cpu"], utterances)
        wanted, reference = spoken(engines["torch"], utterances)
        if not np.array_equal(durations, wanted):
            equal = False  # what is not said at the same time cannot be laid side by side
            continue
        distances.append(log_spectral_distance_db(audio, reference))
        errors.append(pitch_error(audio, reference))
    return {
        "durations_equal": equal,
        "lsd_db": float(np.mean(distances)) if distances else None,
        "pitch_error": float(np.nanmedian(errors)) if errors else None,
    }


def word_errors(engines: dict[str, Engine], texts: Texts, count: int) -> dict:
    """Word error rates of both engines on the same sentences, as one recogniser hears them."""
    import jiwer
    import soxr
    from intelligibility import recogniser, words

    sentences = DATA.read_text(encoding="utf-8").splitlines()[:count]
    heard: dict[str, list[str]] = {name: [] for name in engines}
    with tempfile.TemporaryDirectory() as folder:
        model = recogniser(Path(folder))
        for sentence in track(sentences, "listening", console=Console(stderr=True)):
            utterances = texts.utterances(sentence, VOICE)
            for name, engine in engines.items():
                audio = soxr.resample(spoken(engine, utterances)[1], 24_000, 16_000)
                segments, _ = model.transcribe(audio, language="en", beam_size=5)
                heard[name].append(words(" ".join(one.text for one in segments)))
    expected = [words(one) for one in sentences]
    rates = {name: jiwer.wer(expected, told) for name, told in heard.items()}
    return {
        "sentences": len(sentences),
        "words": sum(len(one.split()) for one in expected),
        "word_error_rate": rates,
        "word_error_points": 100 * abs(rates["cpu"] - rates["torch"]),
    }


def failures(report: dict) -> list[str]:
    found = []
    for voice, row in report["voices"].items():
        if not row["durations_equal"]:
            found.append(f"{voice}: durations differ")
        found += [
            f"{voice}: {name} is {row[name]:.4f}, the limit {LIMITS[name]}"
            for name in ("lsd_db", "pitch_error")
            if row[name] is not None and not row[name] < LIMITS[name]
        ]
    told = report.get("words")
    if told and told["word_error_points"] > LIMITS["word_error_points"]:
        found.append(f"word error rates are {told['word_error_points']:.2f} points apart")
    return found


def show(report: dict) -> None:
    table = Table("voice", "log-spectral distance", "pitch error", "durations", box=None)
    for voice, row in report["voices"].items():
        distance = "" if row["lsd_db"] is None else f"{row['lsd_db']:.3f} dB"
        error = "" if row["pitch_error"] is None else f"{100 * row['pitch_error']:.3f} %"
        table.add_row(voice, distance, error, "equal" if row["durations_equal"] else "differ")
    console = Console(highlight=False)
    console.print(table)
    if told := report.get("words"):
        rates = ", ".join(
            f"{name} {100 * rate:.2f} %" for name, rate in told["word_error_rate"].items()
        )
        console.print(f"word errors in {told['sentences']} sentences: {rates}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--voices", default="", help="Names; all 28 where none are given.")
    options.add_argument("--words", type=int, default=0, help="Sentences for word error rates.")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    settings, texts = Settings(), Texts()
    engines = {
        name: create_engine(
            name, data_dir=settings.data_dir, model_dir=settings.model_dir, weights=settings.weights
        )
        for name in ("cpu", "torch")
    }
    every = [one for one in texts.voices.names() if re.fullmatch("[ab][fm]_[a-z]+", one)]
    voices = chosen.voices.split(",") if chosen.voices else every
    report: dict = {
        "versions": {name: engine.version for name, engine in engines.items()},
        "weights": settings.weights,
        "limits": LIMITS,
        "voices": {
            voice: likeness(engines, texts, voice)
            for voice in track(voices, "comparing", console=Console(stderr=True))
        },
    }
    if chosen.words:
        report["words"] = word_errors(engines, texts, chosen.words)
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=2) + "\n")
    show(report)
    if found := failures(report):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
