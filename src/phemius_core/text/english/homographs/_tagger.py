"""Word classes of a sentence where a word has two: the likeliest sequence of a bigram model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["WordClasses", "likeliest"]

_UNSEEN: Final = -8.0
"""Log probability of a pair of classes that was never seen."""
_SECOND: Final = -0.7
"""What the rarer class of a word costs."""
_EDGE: Final = "<>"


@dataclass(frozen=True)
class WordClasses:
    """What is taught of words: their classes, and which class follows which.

    Attributes:
        by_word: One class or two (`NN|VB`, the more common one first) by word in lower case.
        follows: Log probability of a class after another one.
    """

    by_word: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[tuple[str, str], float] = field(default_factory=dict)


def likeliest(classes: Sequence[str], follows: Mapping[tuple[str, str], float]) -> list[str]:
    """One class for each word (Viterbi's algorithm).

    Args:
        classes: One class or two of each word.
        follows: Log probability of a class after another one.
    """
    paths: dict[str, float] = {_EDGE: 0.0}
    chosen: list[dict[str, str]] = []
    for joined in (*classes, _EDGE):
        best: dict[str, float] = {}
        came: dict[str, str] = {}
        for n, name in enumerate(joined.split("|")):
            arriving = [
                (chance + follows.get((before, name), _UNSEEN), before)
                for before, chance in paths.items()
            ]
            chance, before = max(arriving)
            best[name] = chance + n * _SECOND
            came[name] = before
        chosen.append(came)
        paths = best
    name, found = _EDGE, []
    for came in reversed(chosen):
        name = came[name]
        found.append(name)
    return found[-2::-1]
