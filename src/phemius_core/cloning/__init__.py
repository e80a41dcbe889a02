"""Voice cloning: a recording to a voicepack that sounds like it. Only the search needs torch."""

from phemius_core.cloning._clone import check_cloning, clone
from phemius_core.cloning._reference import MAX_SECONDS, MIN_SECONDS, Reference, read_reference
from phemius_core.cloning._types import METHOD, ClonedVoice, Depth, ProgressCallback

__all__ = [
    "MAX_SECONDS",
    "METHOD",
    "MIN_SECONDS",
    "ClonedVoice",
    "Depth",
    "ProgressCallback",
    "Reference",
    "check_cloning",
    "clone",
    "read_reference",
]
