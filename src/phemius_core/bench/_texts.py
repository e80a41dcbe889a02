"""The texts that are spoken: a sentence, a paragraph, and texts of growing length."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from typing import Final

__all__ = ["LENGTHS_S", "BenchText", "TextChoice", "texts_of"]

LENGTHS_S: Final = (1, 4, 16, 60, 300, 600)
"""Seconds of audio that the texts of `TextChoice.LENGTHS` should give."""
_CHARACTERS_PER_S: Final = 16
"""Characters of English prose per second in the voice `VOICE`, pauses included."""
_MAX_AUDIO_S: Final = 60
"""Seconds of audio that all turns of one text of `TextChoice.LENGTHS` should not exceed."""

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
    """Texts to measure with; `LENGTHS` are several, to see how time and memory grow."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    LENGTHS = "lengths"


@dataclass(frozen=True, slots=True)
class BenchText:
    """A text to measure with."""

    name: str
    """`sentence`, `paragraph`, or the seconds of audio that it should give: `60 s`."""
    text: str
    aimed_s: int
    """Seconds of audio that it should give; `Turn.audio_s` says what it gave."""
    live: bool = True
    """Whether it is also measured with low latency."""

    def rounds(self, requested: int) -> int:
        """Number of turns: as requested, but for `LENGTHS` at most a minute of audio in all."""
        if self.live:
            return requested
        return max(1, min(requested, _MAX_AUDIO_S // self.aimed_s))


def texts_of(choices: Collection[TextChoice], *, longest_s: int = LENGTHS_S[-1]) -> list[BenchText]:
    """The texts of the choices, short ones first.

    Args:
        choices: The choices; one that is given twice counts once.
        longest_s: Seconds of audio of the longest text of `LENGTHS`.
    """
    texts: list[BenchText] = []
    if TextChoice.SENTENCE in choices:
        texts.append(BenchText("sentence", _SENTENCE, 4))
    if TextChoice.PARAGRAPH in choices:
        texts.append(BenchText("paragraph", _PARAGRAPH, 15))
    if TextChoice.LENGTHS in choices:
        texts += [
            BenchText(f"{seconds} s", _story(seconds), seconds, live=False)
            for seconds in LENGTHS_S
            if seconds <= longest_s
        ]
    return texts


def _story(seconds: int) -> str:
    if seconds == 1:
        return _GREETING
    sentences: list[str] = []
    for sentence in cycle(_STORY):
        if sum(map(len, sentences)) + len(sentence) / 2 >= seconds * _CHARACTERS_PER_S:
            break  # another sentence would miss the length by more
        sentences.append(sentence)
    return " ".join(sentences)
