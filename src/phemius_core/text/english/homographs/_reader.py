"""Homographs of a sentence, read by what stands around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from phemius_core.text._g2p import PhonemeToken
from phemius_core.text.english.homographs._features import SentenceContext, context_words
from phemius_core.text.english.homographs._model import load_model
from phemius_core.text.english.homographs._rules import rule_reading
from phemius_core.text.english.homographs._words import Homograph, Reading, homographs

__all__ = ["HomographReader"]

_STRESSES: Final = "ˈˌ"


class HomographReader:
    """Puts the right reading of each homograph in place of what a lexicon gave.

    Safe to use from many threads. The model is loaded with the first homograph.

    Args:
        british: British rather than American pronunciation.
    """

    def __init__(self, *, british: bool) -> None:
        self._british = british

    def read(self, text: str, tokens: Sequence[PhonemeToken]) -> list[PhonemeToken]:
        """The tokens with their homographs read by context.

        Args:
            text: What the G2P was given.
            tokens: Its words and marks, with offsets into `text`.

        Returns:
            Tokens with the same texts and offsets. `reader` of those that were decided is
            `homographs`, or `rule` where the words beside them leave no choice.
        """
        found = list(tokens)
        at = 0
        for start, end, homograph, reading, reader in self._readings(text):
            while at < len(found) and found[at].end <= start:
                at += 1
            if at < len(found) and found[at].start <= start and end <= found[at].end:
                found[at] = self._spoken(found[at], start, end, homograph, reading, reader)
        return found

    def _readings(self, text: str) -> Iterator[tuple[int, int, Homograph, Reading, str]]:
        words = context_words(text)
        known = homographs()
        places = [
            (n, found)
            for n, word in enumerate(words)
            if (found := known.get(word.text.lower())) is not None
        ]
        if not places:
            return
        model = load_model()
        context = SentenceContext(words, model.classes)
        for n, homograph in places:
            reading = rule_reading(context, n, homograph)
            reader = "rule"
            if reading is None:
                scores = [0.0, *(model.score(context, n, c) for c in homograph.contrasts())]
                reading = scores.index(max(scores))
                reader = "homographs"
            yield words[n].start, words[n].end, homograph, homograph.readings[reading], reader

    def _spoken(
        self,
        token: PhonemeToken,
        start: int,
        end: int,
        homograph: Homograph,
        reading: Reading,
        reader: str,
    ) -> PhonemeToken:
        phonemes = self._phonemes(reading)
        if (start, end) == (token.start, token.end):
            return replace(token, phonemes=phonemes, reader=reader)
        # A part of a longer word, as in `lead-free` or `wind's`.
        for other in homograph.readings:
            match = _loosely(self._phonemes(other)).search(token.phonemes)
            if match is not None:
                stressed = "ˈ" in match[0] or "ˈ" not in token.phonemes
                part = phonemes if stressed else phonemes.replace("ˌ", "").replace("ˈ", "ˌ")
                whole = token.phonemes[: match.start()] + part + token.phonemes[match.end() :]
                return replace(token, phonemes=whole, reader=reader)
        return token

    def _phonemes(self, reading: Reading) -> str:
        return reading.british if self._british else reading.american


@cache
def _loosely(phonemes: str) -> re.Pattern[str]:
    """A pattern of phonemes that ignores stress."""
    plain = [re.escape(c) for c in phonemes if c not in _STRESSES]
    return re.compile(f"[{_STRESSES}]?".join(["", *plain]))
