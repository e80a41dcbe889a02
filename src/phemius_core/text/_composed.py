"""Decomposed accents as composed ones, with offsets into the text as it was sent.

Lexicons and rules know `é` as one character (NFC). A text in which it is two is composed before it
is normalised, and the pieces of the result are moved back onto the caller's text.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from phemius_core.text._types import Break, NormalisedText, Piece

__all__ = ["ComposedText"]

# A letter with its accents, kana with their marks, a Korean syllable in its parts.
_CLUSTER: Final = re.compile(
    r"[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]++"
    r"|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)


class ComposedText:
    """A text with composed accents, and where each of its characters stood.

    Args:
        source: The caller's text.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._clusters: list[tuple[int, int]] = []
        """Start in the composed text and length in the source of what was composed."""
        parts: list[str] = []
        lengths: list[int] = []
        done = 0
        for found in _CLUSTER.finditer(source):
            composed = unicodedata.normalize("NFC", found[0])
            if len(composed) == len(found[0]):
                continue
            plain = source[done : found.start()]
            parts += [plain, composed]
            lengths += [1] * len(plain)
            self._clusters.append((len(lengths), len(found[0])))
            # The first character stands for all that were composed.
            lengths += [len(found[0]) - len(composed) + 1, *[1] * (len(composed) - 1)]
            done = found.end()
        parts.append(source[done:])
        lengths += [1] * (len(source) - done)
        self.text = "".join(parts)
        self._origin: Sequence[int] = [0, *accumulate(lengths)]

    def to_source(self, normalised: NormalisedText) -> NormalisedText:
        """The normalised composed text with offsets into the caller's text."""
        origin = self._origin
        pieces = tuple(
            replace(piece, start=origin[piece.start], end=origin[piece.end])
            for whole in normalised.pieces
            for piece in self._split(whole)
        )
        warnings = tuple(
            replace(warning, start=origin[warning.start], end=origin[warning.end])
            for warning in normalised.warnings
        )
        return NormalisedText(self._source, pieces, warnings, normalised.lang)

    def _split(self, piece: Piece) -> Iterator[Piece]:
        """A piece that is spoken as written, cut around what was composed: the rest of it keeps
        its exact offsets.
        """
        if piece.kind != "text" or len(piece.spoken) != piece.end - piece.start:
            yield piece
            return
        at = piece.start
        for start, _ in self._clusters_in(piece):
            if start > at:
                yield _part(piece, at, start, "")
            at = start + 1
            yield _part(piece, start, at, piece.break_after if at == piece.end else "")
        if at < piece.end:
            yield _part(piece, at, piece.end, piece.break_after)

    def _clusters_in(self, piece: Piece) -> Iterator[tuple[int, int]]:
        at = bisect_left(self._clusters, (piece.start, 0))
        while at < len(self._clusters) and self._clusters[at][0] < piece.end:
            yield self._clusters[at]
            at += 1


def _part(piece: Piece, start: int, end: int, break_after: Break) -> Piece:
    spoken = piece.spoken[start - piece.start : end - piece.start]
    return replace(piece, spoken=spoken, start=start, end=end, break_after=break_after)
