"""Rules that Spanish and Portuguese share, built from the grammar of each."""

from phemius_core.text.romance.iberian._grammar import (
    Abbreviations,
    Calendar,
    Clock,
    ClockTime,
    Grammar,
    Numerals,
    Romans,
    Spelling,
    Words,
)
from phemius_core.text.romance.iberian._noun_endings import NounEndings
from phemius_core.text.romance.iberian._rules import build_rules
from phemius_core.text.romance.iberian._units import all_units

__all__ = [
    "Abbreviations",
    "Calendar",
    "Clock",
    "ClockTime",
    "Grammar",
    "NounEndings",
    "Numerals",
    "Romans",
    "Spelling",
    "Words",
    "all_units",
    "build_rules",
]
