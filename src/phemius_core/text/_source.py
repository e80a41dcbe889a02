"""From offsets in normalised text back to those of the caller's text."""

from bisect import bisect_right
from collections.abc import Iterator

from phemius_core.text._types import Normalised, Piece

__all__ = ["SourceMap"]


class SourceMap:
    """Pieces by their place in the spoken text.

    Inside a piece whose spoken text is the source letter for letter, offsets
    are exact; inside one that was expanded ("$5"), they are those of the whole.
    """

    def __init__(self, normalised: Normalised) -> None:
        self.spoken = normalised.text
        self.source = normalised.source
        self._pieces = [piece for piece in normalised.pieces if piece.spoken]
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.spoken)
        self._literal = [_is_literal(piece, self.source) for piece in self._pieces]

    def start_of(self, at: int) -> int:
        """Where the spoken character `at` stands in the source."""
        if at >= len(self.spoken):
            return len(self.source)
        n = bisect_right(self._starts, at) - 1
        piece = self._pieces[n]
        return piece.start + (at - self._starts[n] if self._literal[n] else 0)

    def end_of(self, at: int) -> int:
        """Where the source of the spoken text before `at` ends."""
        if at <= 0:
            return 0
        n = bisect_right(self._starts, at - 1) - 1
        piece = self._pieces[n]
        return piece.start + at - self._starts[n] if self._literal[n] else piece.end

    def is_inside(self, at: int) -> bool:
        """Whether `at` is in the middle of an expanded or pronounced piece."""
        if not 0 < at < len(self.spoken):
            return False
        n = bisect_right(self._starts, at) - 1
        return not self._literal[n] and self._starts[n] != at

    def is_literal(self, start: int, end: int) -> bool:
        """Whether the spoken `start` to `end` is the source, letter for letter."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1)) - 1
        return all(self._literal[first : last + 1])

    def pronounced(self, start: int, end: int) -> Iterator[tuple[int, int, Piece]]:
        """Pieces with phonemes of their own within the spoken `start` to `end`."""
        n = max(0, bisect_right(self._starts, start) - 1)
        while n < len(self._pieces) and self._starts[n] < end:
            piece = self._pieces[n]
            if piece.kind == "phonemes" and self._starts[n] >= start:
                yield self._starts[n], self._starts[n] + len(piece.spoken), piece
            n += 1


def _is_literal(piece: Piece, source: str) -> bool:
    written = source[piece.start : piece.end]
    if piece.kind != "text" or len(written) != len(piece.spoken):
        return False
    return written == piece.spoken or all(
        a == b or a.casefold() == b.casefold() or not (a.isalnum() or b.isalnum())
        for a, b in zip(written, piece.spoken, strict=True)
    )
