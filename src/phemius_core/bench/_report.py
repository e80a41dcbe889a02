"""What was measured, turn by turn, and what it comes to."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from phemius_core.bench._speakers import VOICE, LeftOut, Who
from phemius_core.bench._texts import BenchText

__all__ = ["Measured", "Report", "Spread", "TextFigures", "Turn"]

_FORMAT: Final = 1
"""Of the JSON; changes when a reader of it must."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A text, spoken once."""

    spent_s: float
    first_s: float
    audio_s: float

    @property
    def real_time_factor(self) -> float:
        """Seconds of computing for a second of audio: less is better."""
        return self.spent_s / self.audio_s


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and most of some turns."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        found = sorted(values)
        return cls(statistics.median(found), found[0], found[-1])


@dataclass(slots=True)
class TextFigures:
    """One speaker's turns with one text."""

    turns: list[Turn] = field(default_factory=list)
    """All of it asked for at once."""
    live_turns: list[Turn] = field(default_factory=list)
    """Asked for as by somebody who waits for the first audio."""
    peak_memory_bytes: int | None = None
    """Of its process from its start until after this text."""

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
        """How many times the other's real-time factor this one's is: the median of the rounds,
        each compared within itself, so that a slow minute of the machine weighs on both alike.
        """
        pairs = zip(self.turns, other.turns, strict=True)
        return statistics.median(one.real_time_factor / two.real_time_factor for one, two in pairs)


@dataclass(slots=True)
class Measured:
    """One speaker: what it said of itself, and its figures by the name of the text."""

    who: Who
    version: str
    weights: str
    load_s: float
    first_word_s: float
    texts: dict[str, TextFigures] = field(default_factory=dict)

    @property
    def peak_memory_bytes(self) -> int | None:
        found = [figures.peak_memory_bytes for figures in self.texts.values()]
        return max((one for one in found if one is not None), default=None)


@dataclass(slots=True)
class Report:
    """A whole run. The first speaker is the one that the others are compared with."""

    machine: dict[str, Any]
    versions: dict[str, str]
    measured_at: str
    rounds: int
    texts: Sequence[BenchText]
    speakers: list[Measured] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
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

    def _speaker(self, one: Measured) -> dict[str, Any]:
        first = self.speakers[0].texts
        return {
            "name": str(one.who),
            "kind": one.who.kind,
            "threads": one.who.threads,
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
