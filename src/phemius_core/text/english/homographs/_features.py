"""What the homograph model sees of a sentence: words, word classes and their places.

Training and inference share this file. A feature is a string, hashed to 32 bits; the model keeps
one weight for each pair of a feature and a scope (a word, or all words of one kind of contrast).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zlib import crc32

from phemius_core.text.english.homographs._cues import cues
from phemius_core.text.english.homographs._tagger import WordClasses, likeliest

__all__ = ["ContextWord", "SentenceContext", "closed_class", "context_words", "open_class"]

_WORD: Final = re.compile(r"[^\W_]++(?:['’](?!s\b)[^\W\d_]++)*+|['’]s\b|[^\w\s]")
_CLOSED: Final = {
    "DET": "the a an this these those every each no any some another either neither all both "
           "such many much few several more most less",
    "POSS": "my your his its our their whose 's",
    "SUBJ": "i you he she it we they who",
    "OBJ": "me him us them myself himself herself itself themselves ourselves yourself one",
    "MODAL": "will would can could shall should may might must cannot can't won't wouldn't "
             "couldn't shouldn't mustn't i'll you'll he'll she'll we'll they'll it'll i'd you'd "
             "he'd she'd we'd they'd gonna wanna let's",
    "DO": "do does did don't doesn't didn't",
    "HAVE": "have has had having haven't hasn't hadn't i've you've we've they've",
    "BE": "is are was were be been being am isn't aren't wasn't weren't i'm you're we're they're",
    "TO": "to",
    "THAT_": "that",
    "HER": "her",
    "NEG": "not never",
    "AND": "and or nor but &",
    "THAT": "which when where why how what if because while although though since unless whether "
            "until before after as than so",
    "PREP": "of in on at by for with from into onto about against between through during without "
            "under over above below near within along across among toward towards upon off out per "
            "via like",
    "CD": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
          "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
          "ninety hundred thousand million billion dozen",
    "STOP": ". ! ? … ; :",
    "COMMA": ",",
    "OPEN": '( [ { “ "',
    "SHUT": ") ] } ”",
    "DASH": "- – —",
}  # fmt: skip
_CLASS_OF: Final = {word: name for name, words in _CLOSED.items() for word in words.split()}
_SUFFIXES: Final = (
    ("ly", "RB"), ("ing", "VBG"), ("ed", "VBD|VBN"), ("ous", "JJ"), ("ful", "JJ"), ("ive", "JJ"),
    ("able", "JJ"), ("ible", "JJ"), ("al", "JJ"), ("ic", "JJ"), ("ish", "JJ"), ("less", "JJ"),
    ("tion", "NN"), ("ness", "NN"), ("ment", "NN"), ("ity", "NN"), ("ism", "NN"), ("ist", "NN"),
    ("er", "NN"), ("or", "NN"), ("ions", "NNS"), ("s", "NNS"),
)  # fmt: skip
_ANCHORS: Final = frozenset(
    ("DET", "POSS", "HER", "THAT_", "SUBJ", "MODAL", "DO", "HAVE", "BE", "TO", "PREP")
)
_SKIPPED: Final = frozenset(("RB", "NEG", "JJ", "VBN|JJ"))
_EDGE: Final = "<>"
_CUE_REACH: Final = 25
_CUE_NEAR: Final = 3
_BAG_REACH: Final = 12
"""Words to each side that count as the topic of the sentence."""


@dataclass(frozen=True, slots=True)
class ContextWord:
    """A word or mark of a sentence; offsets into it."""

    text: str
    start: int
    end: int


def context_words(sentence: str) -> list[ContextWord]:
    """Words and marks of a sentence in order."""
    return [ContextWord(m[0], m.start(), m.end()) for m in _WORD.finditer(sentence)]


def closed_class(word: str) -> str:
    """Class of a function word or mark in lower case; empty for others."""
    return _CLASS_OF.get(word, "")


def open_class(word: str, classes: Mapping[str, str], *, at_start: bool) -> str:
    """Class of a word that is in no closed class: the taught one, or that of its ending.

    Args:
        word: As written.
        classes: The taught classes, by the word in lower case.
        at_start: Whether it begins the sentence, where every word has a capital.
    """
    lower = word.lower()
    if lower[0].isdigit():
        return "CD"
    if not lower[0].isalpha():
        return "MARK"
    found = classes.get(lower, "")
    if word[0].isupper() and not at_start and (not found or not found.startswith("NNP")):
        return f"Cap{found}" if found in {"JJ", "NN", "NNS"} else "NNP"
    if found:
        return found
    for suffix, name in _SUFFIXES:
        if lower.endswith(suffix) and len(lower) > len(suffix) + 2:
            return name
    return "NNP" if word[0].isupper() else "NN"


class SentenceContext:
    """A sentence prepared once for all homographs in it.

    Args:
        words: Its words and marks.
        classes: The taught word classes.
    """

    def __init__(self, words: Sequence[ContextWord], classes: WordClasses) -> None:
        self.words = words
        self.lower = [word.text.replace("’", "'").lower() for word in words]
        self.classes = [
            _CLASS_OF.get(lower)
            or open_class(word.text, classes.by_word, at_start=n == 0 or self.lower[n - 1] in '."“')
            for n, (word, lower) in enumerate(zip(words, self.lower, strict=True))
        ]
        self.tags = likeliest(self.classes, classes.follows)

    def _around(self, at: int) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
        """Words, classes and likeliest classes by distance, from −4 to +4."""
        size = len(self.lower)
        places = [(d, at + d) for d in range(-4, 5) if d]
        lower = {d: self.lower[n] if 0 <= n < size else _EDGE for d, n in places}
        classes = {d: self.classes[n] if 0 <= n < size else _EDGE for d, n in places}
        tags = {d: self.tags[n] if 0 <= n < size else _EDGE for d, n in places}
        return lower, classes, tags

    def syntax(self, at: int) -> list[int]:
        """Hashes of the features that show which part of speech stands there.

        They say nothing of the word itself, so that words of one contrast can share weights.
        """
        w, c, t = self._around(at)
        found = ["*"]
        found += [f"w{d}={w[d]}" for d in (-3, -2, -1, 1, 2, 3)]
        found += [f"c{d}={name}" for d, name in c.items()]
        found += [
            f"C{a}{b}={c[a]},{c[b]}"
            for a, b in ((-2, -1), (-1, 1), (1, 2), (-2, 1), (-1, 2), (-3, -1), (1, 3))
        ]
        found += [
            f"T{a}{b}{d}={c[a]},{c[b]},{c[d]}"
            for a, b, d in ((-3, -2, -1), (-2, -1, 1), (-1, 1, 2), (1, 2, 3))
        ]
        found += [
            f"W-2-1={w[-2]},{w[-1]}",
            f"W-11={w[-1]},{w[1]}",
            f"W12={w[1]},{w[2]}",
            f"WC-11={w[-1]},{c[1]}",
            f"CW-11={c[-1]},{w[1]}",
            f"WC-2={w[-2]},{c[-1]}",
            f"WC12={w[1]},{c[2]}",
        ]
        found += [f"s{d}{n}={w[d][-n:]}" for d in (-2, -1, 1, 2) for n in (2, 3)]
        found += self._reach(at)
        own = self.tags[at]
        found += [
            f"t={own}",
            f"t-1={own},{t[-1]}",
            f"t1={own},{t[1]}",
            f"t-11={t[-1]},{t[1]}",
            f"t3={own},{t[-1]},{t[1]}",
            f"t-2-1={t[-2]},{t[-1]}",
            f"t12={t[1]},{t[2]}",
            f"t-2-11={t[-2]},{t[-1]},{t[1]}",
            f"t-112={t[-1]},{t[1]},{t[2]}",
            f"t-2-112={t[-2]},{t[-1]},{t[1]},{t[2]}",
            f"t-3-2-1={t[-3]},{t[-2]},{t[-1]}",
        ]
        text = self.words[at].text
        found += [f"cap={text[0].isupper()},{text.isupper()},{at == 0}", f"first={min(at, 2)}",
                  f"cap,c-1={text[0].isupper()},{c[-1]}"]  # fmt: skip
        return [crc32(feature.encode()) for feature in found]

    def _reach(self, at: int) -> list[str]:
        """What governs the word from further away: its anchor on the left, verbs around it."""
        classes = self.classes
        left = at - 1
        while left >= 0 and classes[left] in _SKIPPED:
            left -= 1
        governor = classes[left] if left >= 0 else _EDGE
        governor_word = self.lower[left] if left >= 0 else _EDGE
        found = [f"gov={governor}", f"govw={governor_word}"]
        anchor = next(
            (n for n in range(at - 1, max(-1, at - 7), -1) if classes[n] in _ANCHORS), None
        )
        if anchor is not None:
            between = ",".join(classes[anchor + 1 : at])
            found += [f"anchor={self.lower[anchor]},{at - anchor}",
                      f"path={classes[anchor]},{between}"]  # fmt: skip
        right = at + 1
        while right < len(classes) and classes[right] in {"RB", "NEG"}:
            right += 1
        found.append(f"next={classes[right] if right < len(classes) else _EDGE}")
        found.append(f"gov,next={governor},{found[-1]}")
        found.append(f"verbs={self._verbs(at, -1)},{self._verbs(at, 1)}")
        return found

    def _verbs(self, at: int, step: int) -> str:
        """The nearest finite verb or auxiliary of the clause on one side."""
        n = at + step
        while 0 <= n < len(self.classes) and abs(n - at) < 9:
            name = self.classes[n]
            if name in {"STOP", "COMMA", "THAT"}:
                return name
            if name in {"MODAL", "BE", "HAVE", "DO", "TO"} or name.startswith(
                ("VBD", "VBZ", "VBP", "VB|")
            ):
                return name
            n += step
        return "-"

    def topic(self, at: int, homograph: str) -> list[int]:
        """Hashes of the features that show what the sentence is about: its other words."""
        found = self._cues(at, cues(homograph))
        low, high = max(0, at - _BAG_REACH), at + _BAG_REACH + 1
        for n, word in enumerate(self.lower[low:high], low):
            if n != at and word[0].isalnum() and self.classes[n] not in _ANCHORS:
                found += [f"b={_stem(word)}", f"b{'<' if n < at else '>'}={_stem(word)}"]
        near = [_stem(word) for word in self.lower[max(0, at - 2) : at + 3]]
        found += [f"n={stem}" for stem in near]
        found += [f"p={a},{b}" for a, b in pairwise(near)]
        return [crc32(feature.encode()) for feature in dict.fromkeys(found)]

    def _cues(self, at: int, known: Mapping[str, tuple[str, ...]]) -> list[str]:
        """Of which meanings the sentence speaks, how often, and which leads."""
        counts: Counter[str] = Counter()
        near: set[str] = set()
        low = max(0, at - _CUE_REACH)
        for n, word in enumerate(self.lower[low : at + _CUE_REACH + 1], low):
            if n != at and word in known:
                counts.update(known[word])
                if abs(n - at) <= _CUE_NEAR:
                    near.update(known[word])
        found = [f"cue={name},{n}" for name, count in counts.items() for n in range(min(count, 3))]
        found += [f"near={name}" for name in sorted(near)]
        ranked = counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            found.append(f"lead={ranked[0][0]}")
        return found


def _stem(word: str) -> str:
    """The word without its inflection, roughly: `strings` and `string` are one."""
    for suffix in ("'s", "ies", "es", "s", "ing", "ed"):
        if word.endswith(suffix) and len(word) > len(suffix) + 3:
            return word[: -len(suffix)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
