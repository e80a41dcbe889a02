"""Text between two tags, whose characters are not those of the source one by one."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import Final

from phemius_core.text.ssml._parser import Characters

__all__ = ["Run"]

_SPACES: Final[Mapping[int, str]] = {ord(char): " " for char in "\n\r\t\x85\u2028\u2029"}
"""Line ends are spaces: XML has no layout."""


class Run:
    """The characters between two tags that part the text, as one text.

    Args:
        parts: What the parser gave, in order.
    """

    def __init__(self, parts: Sequence[Characters]) -> None:
        self.parts = _joined(parts)
        self.text = "".join(part.text for part in self.parts).translate(_SPACES)
        self._starts = list(accumulate((len(part.text) for part in self.parts[:-1]), initial=0))

    def in_source(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """Parts of `text[start:end]`: start and end in the text, start and end in the source."""
        n = bisect_right(self._starts, start) - 1
        while n < len(self.parts) and self._starts[n] < end:
            part, part_start = self.parts[n], self._starts[n]
            a, b = max(start, part_start), min(end, part_start + len(part.text))
            if part.is_as_written:
                yield a, b, part.start + a - part_start, part.start + b - part_start
            else:
                yield a, b, part.start, part.end
            n += 1

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the source of `text[start:end]`."""
        first = next(self.in_source(start, max(end, start + 1)), None)
        last = next(self.in_source(max(start, end - 1), max(end, start + 1)), None)
        place = self.parts[-1].end
        if first is None or last is None:
            return place, place
        return first[2], max(first[2], last[3] if end > start else first[2])


def _joined(parts: Sequence[Characters]) -> list[Characters]:
    """The parts with those joined that follow one another in the source: the parser parts lines."""
    joined: list[Characters] = []
    for _, group in groupby(_numbered(parts), key=lambda numbered: numbered[0]):
        members = [part for _, part in group]
        text = "".join(part.text for part in members)
        joined.append(Characters(text, members[0].start, members[-1].end))
    return joined


def _numbered(parts: Sequence[Characters]) -> Iterator[tuple[int, Characters]]:
    """Each part with the number of the run of neighbours that it belongs to."""
    number = 0
    before: Characters | None = None
    for part in parts:
        follows = (
            before is not None
            and before.end == part.start
            and before.is_as_written
            and part.is_as_written
        )
        number += not follows
        yield number, part
        before = part
