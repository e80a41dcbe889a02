"""What is spoken: two texts as people send them, and a row of lengths."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from typing import Final

__all__ = ["LENGTHS_S", "BenchText", "TextChoice", "texts_of"]

LENGTHS_S: Final = (1, 4, 16, 60, 300, 600)
"""Seconds of audio that the texts of `lengths` are meant to give."""
_CHARACTERS_PER_S: Final = 16
"""Of English prose in the voice `VOICE`, the pauses between sentences included."""
_MINUTE: Final = 60

_GREETING: Final = "Good morning, everyone."
_SENTENCE: Final = "The lighthouse at the end of the harbour had been dark for eleven years."
_PARAGRAPH: Final = (
    "By spring she had repaired the stairs, painted the walls, and cleaned the great lamp until "
    "it shone. People from the village began to visit. A retired teacher brought books. Two "
    "brothers who fished for crab offered to help with the roof, and refused to take any money."
)
_STORY: Final = (
    _SENTENCE,
    "By spring she had repaired the stairs, painted the walls, and cleaned the great lamp.",
    "People from the village began to visit, and a retired teacher brought three boxes of books.",
    "Nobody had asked the council, which met on Thursdays and argued about parking.",
    "When the first storm of autumn came, the wind took two slates and left the rest alone.",
    "She wrote down the height of every tide in a ledger with a green cover.",
    "Ships that had long forgotten the harbour slowed as they passed, and one sounded its horn.",
    "In the evening the light went round, once every ten seconds, over the fields and the water.",
)


class TextChoice(StrEnum):
    """What to measure with: `lengths` is a row of texts, to see how cost grows."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    LENGTHS = "lengths"


@dataclass(frozen=True, slots=True)
class BenchText:
    """A text to measure with."""

    name: str
    """`sentence`, `paragraph`, or the seconds it is meant to take: `60 s`."""
    text: str
    aimed_s: int
    """Seconds of audio it is meant to give; what it gave is in the turns."""
    live: bool = True
    """Whether it is asked for as somebody who waits would, too."""

    def rounds(self, asked: int) -> int:
        """How often it is spoken: as asked, but of `lengths` about a minute of audio at most."""
        if self.live:
            return asked
        return max(1, min(asked, _MINUTE // self.aimed_s))


def texts_of(choices: Collection[TextChoice], *, longest_s: int = LENGTHS_S[-1]) -> list[BenchText]:
    """The texts of some choices, short ones first.

    Args:
        choices: Which, each counted once.
        longest_s: Leaves out `lengths` beyond so many seconds of audio.
    """
    found: list[BenchText] = []
    if TextChoice.SENTENCE in choices:
        found.append(BenchText("sentence", _SENTENCE, 4))
    if TextChoice.PARAGRAPH in choices:
        found.append(BenchText("paragraph", _PARAGRAPH, 15))
    if TextChoice.LENGTHS in choices:
        found += [
            BenchText(f"{seconds} s", _story(seconds), seconds, live=False)
            for seconds in LENGTHS_S
            if seconds <= longest_s
        ]
    return found


def _story(seconds: int) -> str:
    if seconds == 1:
        return _GREETING
    sentences: list[str] = []
    for sentence in cycle(_STORY):
        if sum(map(len, sentences)) + len(sentence) / 2 >= seconds * _CHARACTERS_PER_S:
            break  # another would take it further from the aim
        sentences.append(sentence)
    return " ".join(sentences)
