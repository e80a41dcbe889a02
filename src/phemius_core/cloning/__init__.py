"""Reference audio to a voicepack that sounds like it. The search needs torch; nothing else does."""

from phemius_core.cloning._clone import check_cloning, clone
from phemius_core.cloning._reference import MAX_SECONDS, MIN_SECONDS, Reference, read_reference
from phemius_core.cloning._types import METHOD, ClonedVoice, Depth, Report

__all__ = [
    "MAX_SECONDS",
    "METHOD",
    "MIN_SECONDS",
    "ClonedVoice",
    "Depth",
    "Reference",
    "Report",
    "check_cloning",
    "clone",
    "read_reference",
]
