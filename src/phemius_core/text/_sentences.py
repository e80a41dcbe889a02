"""Sentences of normalised text: where they end, and the breaks and pauses after them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from phemius_core.text._initials import is_initial
from phemius_core.text._load_rules import load_rules
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._types import Break, Delivery, NormalisedText

__all__ = ["Sentence", "sentence_ends", "split_sentences"]

_END: Final = re.compile(
    r"(?<![.!?…؟])(?P<mark>[.!?…؟]++)[\"'”’)\]»*_]*+(?P<space>\s+)"
    r"|[。！？｡।॥]+[\"'”’)\]」』》]*\s*"
    r"|\n[ \t]*\n\s*"
)
_LAST_WORD: Final = re.compile(r"[^\s(\[\"'“‘«]+$")
_ABBREVIATIONS: Final = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "mme", "mlle", "vs", "etc", "cf", "pp",
    "al", "vol", "inc", "ltd",
})  # fmt: skip
"""Words of every language whose full stop hardly ever ends a sentence; a language has its own."""
_OFTEN_LAST: Final = frozenset({
    "etc", "inc", "ltd", "co", "jr", "sr", "al", "st", "no", "nos", "est", "sec", "mar", "dec",
    "fig", "figs", "ca", "ch", "vol", "ed",
})  # fmt: skip
"""Those that end a sentence unless a number follows or the next word is in lower case."""
_MARKS: Final = frozenset(".!?…؟。！？｡।॥")
_CLOSERS: Final = " \n\t\"'”’)]»」』》*_"
_OPENERS: Final = "\"'“‘«([*_¿¡—–-"
_BREAKS: Final[tuple[Break, ...]] = ("", "sentence", "paragraph")
"""From the weakest to the strongest."""
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*$")


@dataclass(slots=True)
class Sentence:
    """A sentence of the spoken text from `start` to `end`, with the space behind it."""

    start: int
    end: int
    pause_ms: int = 0
    """Pause after the sentence that the caller's markup asks for."""
    break_after: Break = ""
    pause_start: int = 0
    """Offset of the pause markup in the source."""
    pause_end: int = 0
    speakable: bool = True
    """Whether it has a letter or digit."""
    delivery: Delivery = field(default_factory=Delivery)
    is_part: bool = False
    """Whether the sentence goes on, in another delivery."""

    def append(self, other: "Sentence") -> None:
        """Add the sentence that follows."""
        self.end = other.end
        if other.pause_ms and not self.pause_ms:
            self.pause_start = other.pause_start
        self.pause_ms += other.pause_ms
        self.pause_end = max(self.pause_end, other.pause_end)
        self.break_after = max(self.break_after, other.break_after, key=_BREAKS.index)
        self.speakable = self.speakable or other.speakable


def split_sentences(normalised: NormalisedText, offsets: OffsetMap) -> list[Sentence]:
    """Split a normalised text into sentences that tile it, with the break after each.

    What has no word joins the sentence before it; only the first sentence may have no word, for
    what comes before the first word. Takes time linear in the length of the text.
    """
    spoken = offsets.spoken
    result: list[Sentence] = []
    for found in _sentences(normalised, offsets):
        found.speakable = any(c.isalnum() for c in spoken[found.start : found.end])
        if result and not found.speakable:
            result[-1].append(found)
        else:
            result.append(found)
    if len(result) > 1 and not result[0].speakable and not result[0].pause_ms:
        first = result.pop(0)
        result[0].start = first.start
    for sentence, following in pairwise(result):
        if sentence.delivery != following.delivery:
            last = spoken[sentence.start : sentence.end].rstrip(_CLOSERS)[-1:]
            sentence.is_part = last not in _MARKS and not sentence.break_after
    return result


def _sentences(normalised: NormalisedText, offsets: OffsetMap) -> Iterator[Sentence]:
    spoken = offsets.spoken
    at = 0
    done = 0
    delivery = Delivery()
    for piece in normalised.pieces:
        if piece.delivery != delivery and piece.spoken and not piece.spoken.isspace():
            if done < at:
                yield from _split_at_ends(normalised, done, at, offsets, delivery)
                done = at
            delivery = piece.delivery
        at += len(piece.spoken)
        if piece.kind != "pause" and not piece.break_after:
            continue
        *whole, last = _split_at_ends(normalised, done, at, offsets, delivery)
        yield from whole
        last.break_after = max(last.break_after, piece.break_after, key=_BREAKS.index)
        if piece.kind == "pause":
            last.pause_ms = piece.pause_ms
            last.pause_start, last.pause_end = piece.start, piece.end
        yield last
        done = at
    if done < len(spoken):
        yield from _split_at_ends(normalised, done, len(spoken), offsets, delivery)


def _split_at_ends(
    normalised: NormalisedText, start: int, end: int, offsets: OffsetMap, delivery: Delivery
) -> list[Sentence]:
    spoken = offsets.spoken
    found = sentence_ends(spoken[start:end], lang=normalised.lang)
    ends = [start + at for at in found if not offsets.is_inside_replacement(start + at)]
    edges = [start, *ends, end]
    return [
        Sentence(
            a,
            b,
            break_after="paragraph" if _PARAGRAPH.search(spoken, a, b) else "",
            delivery=delivery,
        )
        for a, b in pairwise(edges)
    ]


def sentence_ends(text: str, *, lang: str) -> Iterator[int]:
    """Offsets just after each sentence and the space behind it, without the end of the text.

    Args:
        text: Text as written or in words.
        lang: Kokoro's letter of its language.
    """
    abbreviations = _abbreviations(lang)
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text):
            return
        if match["mark"] is None or not _continues(text, match, abbreviations, lang):
            yield end


@cache
def _abbreviations(lang: str) -> frozenset[str]:
    rules = load_rules(lang)
    return _ABBREVIATIONS | rules.abbreviations if rules else _ABBREVIATIONS


def _continues(text: str, match: re.Match[str], abbreviations: frozenset[str], lang: str) -> bool:
    if "\n" in match["space"] and match["space"].count("\n") > 1:
        return False
    following = text[match.end() : match.end() + 8].lstrip(_OPENERS)[:1]
    if following.islower():
        return True
    if match["mark"] != ".":
        return False
    word = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if word is None:
        return False
    word_before = word[0].casefold()
    if word_before in abbreviations:
        return word_before not in _OFTEN_LAST or following.isdigit()
    # An initial, as in "J. S. Bach"; but not "so do I." nor "plan B.".
    return (
        len(word_before) == 1
        and word[0].isupper()
        and is_initial(text, word.start(), match.start() + 1, lang)
    )
