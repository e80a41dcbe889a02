"""Quality of the CPU engine against the float32 reference, for every stock English voice.

    pip install -r benchmarks/requirements.txt
    python benchmarks/cpu_quality.py [--voices af_heart,bm_lewis] [--words 100] [--json FILE]

Both engines speak the same phonemes with the same seed. Prints for each voice the log-spectral
distance, whether all durations are equal, and the median relative difference of the pitch where
both are voiced. With `--words N`, both also speak N sentences in one voice, Whisper base writes
them down, and the word error rates are over all sentences together. Exits with 1 where a figure
passes its limit.
"""

import json
import sys
from pathlib import Path

import numpy as np
from _common import arguments, english_voices, parse, require_torch, sentences
from _recogniser import normalised_words, open_recogniser
from _smoke_speech import letter_pipeline
from rich.console import Console
from rich.progress import track
from rich.table import Table

from phemius_core.engine import Engine, Utterance, create_engine
from phemius_core.settings import Settings
from phemius_core.testing import log_spectral_distance_db, pitch_error
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue

COMPARED = (
    "The lighthouse at the end of the harbour had been dark for eleven years.",
    "Would you like tea, or shall we walk down to the water before it rains?",
)
VOICE = "af_heart"
SEED = 3
LIMITS = {"lsd_db": 1.0, "pitch_error": 0.01, "word_error_points": 0.5}


class Texts:
    """Sentences as utterances, the same for both engines."""

    def __init__(self, pipeline: TextPipeline) -> None:
        self.voices = VoiceCatalogue()
        self._pipeline = pipeline

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


def compare(
    engines: dict[str, Engine], texts: Texts, voice: str, compared: tuple[str, ...]
) -> dict:
    """Figures of the CPU engine's speech in a voice, with the reference's as the standard."""
    distances, errors, equal = [], [], True
    for sentence in compared:
        utterances = texts.utterances(sentence, voice)
        durations, audio = spoken(engines["cpu"], utterances)
        reference_durations, reference = spoken(engines["torch"], utterances)
        if not np.array_equal(durations, reference_durations):
            equal = False  # speech of other durations cannot be compared frame by frame
            continue
        distances.append(log_spectral_distance_db(audio, reference))
        errors.append(pitch_error(audio, reference))
    return {
        "durations_equal": equal,
        "lsd_db": float(np.mean(distances)) if distances else None,
        "pitch_error": float(np.nanmedian(errors)) if errors else None,
    }


def word_errors(engines: dict[str, Engine], texts: Texts, count: int) -> dict | None:
    """Word error rates of both engines; None where no recogniser is installed."""
    if (recogniser := open_recogniser()) is None:
        return None
    import jiwer

    read = sentences()[:count]
    transcripts: dict[str, list[str]] = {name: [] for name in engines}
    for sentence in track(read, "listening", console=Console(stderr=True)):
        utterances = texts.utterances(sentence, VOICE)
        for name, engine in engines.items():
            transcripts[name].append(recogniser.transcribe(spoken(engine, utterances)[1]))
    expected = [normalised_words(sentence) for sentence in read]
    rates = {name: jiwer.wer(expected, heard) for name, heard in transcripts.items()}
    return {
        "sentences": len(read),
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
    words = report.get("words")
    if words and words["word_error_points"] > LIMITS["word_error_points"]:
        found.append(f"word error rates are {words['word_error_points']:.2f} points apart")
    return found


def show(report: dict) -> None:
    table = Table("voice", "log-spectral distance", "pitch error", "durations", box=None)
    for voice, row in report["voices"].items():
        distance = "" if row["lsd_db"] is None else f"{row['lsd_db']:.3f} dB"
        error = "" if row["pitch_error"] is None else f"{100 * row['pitch_error']:.3f} %"
        table.add_row(voice, distance, error, "equal" if row["durations_equal"] else "differ")
    console = Console(highlight=False)
    console.print(table)
    if words := report.get("words"):
        rates = ", ".join(
            f"{name} {100 * rate:.2f} %" for name, rate in words["word_error_rate"].items()
        )
        console.print(f"word errors in {words['sentences']} sentences: {rates}")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--voices", default="", help="Names; all 28 where none are given.")
    parser.add_argument("--words", type=int, default=0, help="Sentences for word error rates.")
    parser.add_argument("--json", type=Path)
    options = parse(parser)
    require_torch()
    settings = Settings()
    texts = Texts(letter_pipeline() if options.smoke else TextPipeline())
    engines = {
        name: create_engine(
            name, data_dir=settings.data_dir, model_dir=settings.model_dir, weights=settings.weights
        )
        for name in ("cpu", "torch")
    }
    voices, compared = english_voices(), COMPARED
    if options.voices:
        voices = options.voices.split(",")
    elif options.smoke:
        voices, compared, options.words = [VOICE], ("Good morning.",), 1
    report: dict = {
        "versions": {name: engine.version for name, engine in engines.items()},
        "weights": settings.weights,
        "limits": LIMITS,
        "voices": {
            voice: compare(engines, texts, voice, compared)
            for voice in track(voices, "comparing", console=Console(stderr=True))
        },
    }
    if options.words:
        report["words"] = word_errors(engines, texts, options.words)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    show(report)
    if found := failures(report):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
