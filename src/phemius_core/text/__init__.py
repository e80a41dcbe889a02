"""Text to segments of phonemes: normalisation, sentences, G2P, segmentation.

The stages in order: `_normalise` (`_markdown`, a verbaliser such as `english`, `_characters`), or
`ssml` for texts in that markup; `_sentences`, `_tokens` (a G2P), `_segments`. What belongs to one
language has a folder of its own.
"""

from phemius_core.text._budget import TextBudget
from phemius_core.text._g2p import G2P, PhonemeToken
from phemius_core.text._lexicon import NO_LEXICON, Lexicon, Pronunciation
from phemius_core.text._load_g2p import load_g2p
from phemius_core.text._pipeline import Explanation, TextPipeline
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._pls import read_pls
from phemius_core.text._score import score_files
from phemius_core.text._score_types import Score, ScoredCase
from phemius_core.text._segments import segments
from phemius_core.text._text_buffer import TextBuffer, pause_after
from phemius_core.text._types import (
    Delivery,
    NormalisedText,
    Piece,
    Segment,
    SegmentWord,
    TextWarning,
    WordReading,
)
from phemius_core.text._version import text_version
from phemius_core.text.ssml import to_model_phonemes
from phemius_core.text_formats import TextFormat, is_ssml

__all__ = [
    "G2P",
    "NO_LEXICON",
    "Delivery",
    "Explanation",
    "Lexicon",
    "NormalisedText",
    "PhonemeToken",
    "Piece",
    "Pronunciation",
    "Score",
    "ScoredCase",
    "Segment",
    "SegmentPlan",
    "SegmentWord",
    "TextBudget",
    "TextBuffer",
    "TextFormat",
    "TextPipeline",
    "TextWarning",
    "WordReading",
    "is_ssml",
    "load_g2p",
    "pause_after",
    "read_pls",
    "score_files",
    "segments",
    "text_version",
    "to_model_phonemes",
]
