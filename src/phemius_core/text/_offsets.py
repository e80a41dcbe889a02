"""Offsets in the spoken text to offsets in the caller's text."""

from bisect import bisect_right
from collections.abc import Iterator

from phemius_core.text._types import NormalisedText, Piece

__all__ = ["OffsetMap"]


class OffsetMap:
    """The pieces of a normalised text by their place in the spoken text.

    Offsets within a piece that is spoken as written are exact; within a piece that was put into
    other words ("$5"), they are those of the whole piece.
    """

    def __init__(self, normalised: NormalisedText) -> None:
        self.spoken = normalised.text
        self.source = normalised.source
        self._pieces = [piece for piece in normalised.pieces if piece.spoken]
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.spoken)
        self._has_foreign = any(piece.lang for piece in self._pieces)
        self._as_written = [_is_as_written(piece, self.source) for piece in self._pieces]

    def source_start(self, at: int) -> int:
        """Offset in the source of the spoken character `at`."""
        if at >= len(self.spoken):
            return len(self.source)
        n = bisect_right(self._starts, at) - 1
        piece = self._pieces[n]
        return piece.start + (at - self._starts[n] if self._as_written[n] else 0)

    def source_end(self, at: int) -> int:
        """End in the source of the spoken text before `at`."""
        if at <= 0:
            return 0
        n = bisect_right(self._starts, at - 1) - 1
        piece = self._pieces[n]
        return piece.start + at - self._starts[n] if self._as_written[n] else piece.end

    def is_inside_replacement(self, at: int) -> bool:
        """Whether `at` is in the middle of a piece that is not spoken as written."""
        if not 0 < at < len(self.spoken):
            return False
        n = bisect_right(self._starts, at) - 1
        return not self._as_written[n] and self._starts[n] != at

    def is_as_written(self, start: int, end: int) -> bool:
        """Whether the spoken text from `start` to `end` is spoken as written."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1)) - 1
        return all(self._as_written[first : last + 1])

    def languages(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Parts of the spoken text in one language, each with its start, end and `Piece.lang`."""
        if not self._has_foreign:
            yield start, end, ""
            return
        n = max(0, bisect_right(self._starts, start) - 1)
        at, lang = start, ""
        while n < len(self._pieces) and self._starts[n] < end:
            piece_start, piece = max(start, self._starts[n]), self._pieces[n]
            # What has no word stays with the part before it.
            if piece.lang != lang and any(char.isalnum() for char in piece.spoken):
                if piece_start > at:
                    yield at, piece_start, lang
                at, lang = piece_start, piece.lang
            n += 1
        yield at, end, lang

    def pronunciations(self, start: int, end: int) -> Iterator[tuple[int, int, Piece]]:
        """Pieces with phonemes of their own, each with its spoken start and end."""
        n = max(0, bisect_right(self._starts, start) - 1)
        while n < len(self._pieces) and self._starts[n] < end:
            piece = self._pieces[n]
            if piece.kind == "phonemes" and self._starts[n] >= start:
                yield self._starts[n], self._starts[n] + len(piece.spoken), piece
            n += 1


def _is_as_written(piece: Piece, source: str) -> bool:
    written = source[piece.start : piece.end]
    if piece.kind != "text" or len(written) != len(piece.spoken):
        return False
    return written == piece.spoken or all(
        a == b or a.casefold() == b.casefold() or not (a.isalnum() or b.isalnum())
        for a, b in zip(written, piece.spoken, strict=True)
    )
