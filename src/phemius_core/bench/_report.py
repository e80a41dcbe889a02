"""The report of a benchmark: the machine, every turn, and the figures of each speaker."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, Self

from phemius_core.bench._speakers import VOICE, Excluded, SpeakerSpec
from phemius_core.bench._texts import BenchText

__all__ = ["Report", "SpeakerFigures", "Spread", "TextFigures", "Turn", "machine", "versions"]

_FORMAT: Final = 1
"""Version of the JSON format; changes when its readers must."""
_CPU_FLAGS: Final = (
    "avx2",
    "fma",
    "avx_vnni",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "avx512_fp16",
    "amx_bf16",
    "amx_int8",
    "asimddp",
    "bf16",
    "i8mm",
)
"""CPU flags that decide which kernels a runtime chooses, as Linux names them."""
_PACKAGES: Final = (
    "phemius",
    "openvino",
    "onnxruntime",
    "torch",
    "numpy",
    "kokoro",
    "kokoro-onnx",
    "fastkokoro",
    "kokoro-pi",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One text, spoken once by one speaker."""

    spent_s: float
    """Time until the last audio."""
    first_s: float
    """Time until the first audio."""
    audio_s: float
    """Duration of the audio."""

    @property
    def real_time_factor(self) -> float:
        """Seconds of computing per second of audio; lower is better."""
        return self.spent_s / self.audio_s


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest value of some turns."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        ordered = sorted(values)
        return cls(statistics.median(ordered), ordered[0], ordered[-1])


@dataclass(slots=True)
class TextFigures:
    """Turns of one speaker with one text."""

    turns: list[Turn] = field(default_factory=list)
    """Turns without low latency."""
    live_turns: list[Turn] = field(default_factory=list)
    """Turns with low latency."""
    peak_memory_bytes: int | None = None
    """Peak memory of its process from the start until after this text."""

    @property
    def real_time_factor(self) -> Spread:
        return Spread.of(turn.real_time_factor for turn in self.turns)

    @property
    def first_audio_s(self) -> Spread | None:
        return Spread.of(turn.first_s for turn in self.live_turns) if self.live_turns else None

    @property
    def audio_s(self) -> float:
        return statistics.median(turn.audio_s for turn in self.turns)

    def times_of(self, other: "TextFigures") -> float:
        """Median over the rounds of this real-time factor divided by the other's.

        Each round is compared with itself, so that a slow minute of the machine counts for both.
        """
        pairs = zip(self.turns, other.turns, strict=True)
        return statistics.median(one.real_time_factor / two.real_time_factor for one, two in pairs)


@dataclass(slots=True)
class SpeakerFigures:
    """One speaker, and its figures by the name of the text."""

    spec: SpeakerSpec
    version: str
    weights: str
    load_s: float
    """Time from before the first import until it was loaded."""
    first_word_s: float
    """Time from before the first import until it had spoken a word."""
    texts: dict[str, TextFigures] = field(default_factory=dict)

    @property
    def peak_memory_bytes(self) -> int | None:
        found = [figures.peak_memory_bytes for figures in self.texts.values()]
        return max((one for one in found if one is not None), default=None)


@dataclass(slots=True)
class Report:
    """A whole benchmark. The others are compared with the first speaker."""

    machine: dict[str, Any]
    versions: dict[str, str]
    measured_at: str
    rounds: int
    texts: Sequence[BenchText]
    speakers: list[SpeakerFigures] = field(default_factory=list)
    left_out: list[Excluded] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as a dictionary, for JSON."""
        return {
            "format": _FORMAT,
            "measured_at": self.measured_at,
            "machine": self.machine,
            "versions": self.versions,
            "voice": VOICE,
            "rounds": self.rounds,
            "texts": {one.name: {"text": one.text, "aimed_s": one.aimed_s} for one in self.texts},
            "speakers": [self._speaker(one) for one in self.speakers],
            "left_out": [asdict(one) for one in self.left_out],
        }

    def _speaker(self, one: SpeakerFigures) -> dict[str, Any]:
        first = self.speakers[0].texts
        return {
            "name": str(one.spec),
            "kind": one.spec.kind,
            "threads": one.spec.threads,
            "version": one.version,
            "weights": one.weights,
            "load_s": one.load_s,
            "first_word_s": one.first_word_s,
            "peak_memory_bytes": one.peak_memory_bytes,
            "texts": {
                name: {
                    "audio_s": figures.audio_s,
                    "real_time_factor": asdict(figures.real_time_factor),
                    "times_of_first_speaker": figures.times_of(first[name]),
                    "first_audio_s": asdict(figures.first_audio_s)
                    if figures.first_audio_s
                    else None,
                    "peak_memory_bytes": figures.peak_memory_bytes,
                    "turns": [asdict(turn) for turn in figures.turns],
                    "live_turns": [asdict(turn) for turn in figures.live_turns],
                }
                for name, figures in one.texts.items()
            },
        }


def machine() -> dict[str, Any]:
    """Describes this machine, for JSON: CPU model, cores, CPU flags, memory."""
    info = _cpu_info()
    present = set((info.get("flags") or info.get("Features") or "").split())
    return {
        "cpu": info.get("model name") or platform.processor() or platform.machine(),
        "family_model": " ".join(info[key] for key in ("cpu family", "model") if key in info),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "usable_cores": len(os.sched_getaffinity(0)),
        "flags": {flag: flag in present for flag in _CPU_FLAGS},
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the installed packages that affect the figures."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _cpu_info() -> dict[str, str]:
    """Fields of the first processor in /proc/cpuinfo; none where there is no such file."""
    try:
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}
