"""Measures speakers side by side: the core of `phemius bench`.

A speaker is an engine of Phemius or another Kokoro package (a peer). Each runs in a process of its
own, and they take turns.
"""

from phemius_core.bench._measure import measure
from phemius_core.bench._open_speaker import open_speaker
from phemius_core.bench._plot import check_plotting, plot
from phemius_core.bench._report import Report, SpeakerFigures, Spread, TextFigures, Turn
from phemius_core.bench._speaker_process import SpeakerFailed
from phemius_core.bench._speakers import (
    VOICE,
    Excluded,
    Speaker,
    SpeakerSpec,
    engine_specs,
    peer_specs,
)
from phemius_core.bench._texts import LENGTHS_S, BenchText, TextChoice, texts_of

__all__ = [
    "LENGTHS_S",
    "VOICE",
    "BenchText",
    "Excluded",
    "Report",
    "Speaker",
    "SpeakerFailed",
    "SpeakerFigures",
    "SpeakerSpec",
    "Spread",
    "TextChoice",
    "TextFigures",
    "Turn",
    "check_plotting",
    "engine_specs",
    "measure",
    "open_speaker",
    "peer_specs",
    "plot",
    "texts_of",
]
