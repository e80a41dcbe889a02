"""Normalised text cut into sentences that tile it, with the breaks that follow each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from phemius_core.text._sentences import sentence_ends
from phemius_core.text._source import SourceMap
from phemius_core.text._types import Normalised

__all__ = ["Break", "Sentence", "sentences"]

Break = Literal["", "sentence", "paragraph"]
_ORDER: tuple[Break, ...] = ("", "sentence", "paragraph")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*$")


@dataclass(slots=True)
class Sentence:
    """A sentence of the spoken text, `start` to `end`, with the space behind it."""

    start: int
    end: int
    pause_ms: int = 0
    """Asked for in the text, after the sentence."""
    breaks: Break = ""
    pause_start: int = 0
    pause_end: int = 0
    speakable: bool = True

    def absorb(self, other: "Sentence") -> None:
        """Takes in the sentence that follows."""
        self.end = other.end
        if other.pause_ms and not self.pause_ms:
            self.pause_start = other.pause_start
        self.pause_ms += other.pause_ms
        self.pause_end = max(self.pause_end, other.pause_end)
        self.breaks = max(self.breaks, other.breaks, key=_ORDER.index)
        self.speakable = self.speakable or other.speakable


def sentences(normalised: Normalised, source: SourceMap) -> list[Sentence]:
    """All sentences in order; those without a word are joined to the one before.

    Only the first may be without a word: what stands before the first word.
    Needs no G2P and is linear in the length of the text.
    """
    spoken = source.spoken
    result: list[Sentence] = []
    for found in _raw(normalised, source):
        found.speakable = any(c.isalnum() for c in spoken[found.start : found.end])
        if result and not found.speakable:
            result[-1].absorb(found)
        else:
            result.append(found)
    if len(result) > 1 and not result[0].speakable and not result[0].pause_ms:
        first = result.pop(0)
        result[0].start = first.start
    return result


def _raw(normalised: Normalised, source: SourceMap) -> Iterator[Sentence]:
    spoken = source.spoken
    at = 0
    done = 0
    for piece in normalised.pieces:
        at += len(piece.spoken)
        if piece.kind != "pause" and not piece.breaks:
            continue
        *whole, last = _split(spoken, done, at, source)
        yield from whole
        last.breaks = max(last.breaks, piece.breaks, key=_ORDER.index)
        if piece.kind == "pause":
            last.pause_ms = piece.pause_ms
            last.pause_start, last.pause_end = piece.start, piece.end
        yield last
        done = at
    if done < len(spoken):
        yield from _split(spoken, done, len(spoken), source)


def _split(spoken: str, start: int, end: int, source: SourceMap) -> list[Sentence]:
    text = spoken[start:end]
    ends = [start + at for at in sentence_ends(text) if not source.is_inside(start + at)]
    edges = [start, *ends, end]
    return [
        Sentence(a, b, breaks="paragraph" if _PARAGRAPH.search(spoken, a, b) else "")
        for a, b in pairwise(edges)
    ]
