"""Text to segments of phonemes: normalise, cut where a speaker breathes, read aloud."""

from phemius_core.text._g2p import G2P, LANGUAGES, Language, load_g2p
from phemius_core.text._pipeline import Explanation, TextPipeline
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._segments import segments
from phemius_core.text._text_stream import IncomingText, pause_after
from phemius_core.text._types import (
    Normalised,
    PhonemeToken,
    Piece,
    Segment,
    SegmentWord,
    TextWarning,
)

__all__ = [
    "G2P",
    "LANGUAGES",
    "Explanation",
    "IncomingText",
    "Language",
    "Normalised",
    "PhonemeToken",
    "Piece",
    "Segment",
    "SegmentPlan",
    "SegmentWord",
    "TextPipeline",
    "TextWarning",
    "load_g2p",
    "pause_after",
    "segments",
]
