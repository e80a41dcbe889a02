"""Measuring speakers side by side: the core of `phemius bench`."""

from phemius_core.bench._measure import measure
from phemius_core.bench._plot import check_plotting, plot
from phemius_core.bench._process import SpeakerFailed
from phemius_core.bench._report import Measured, Report, Spread, TextFigures, Turn
from phemius_core.bench._speakers import (
    VOICE,
    LeftOut,
    Speaker,
    Who,
    engines_of,
    open_speaker,
    peers_of,
)
from phemius_core.bench._texts import LENGTHS_S, BenchText, TextChoice, texts_of

__all__ = [
    "LENGTHS_S",
    "VOICE",
    "BenchText",
    "LeftOut",
    "Measured",
    "Report",
    "Speaker",
    "SpeakerFailed",
    "Spread",
    "TextChoice",
    "TextFigures",
    "Turn",
    "Who",
    "check_plotting",
    "engines_of",
    "measure",
    "open_speaker",
    "peers_of",
    "plot",
    "texts_of",
]
