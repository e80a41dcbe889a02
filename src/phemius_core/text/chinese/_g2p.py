"""Mandarin phonemes: jieba's words, pypinyin's readings, tones as they are in speech."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module, metadata
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text._english_words import EnglishWords
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS, space_tokens
from phemius_core.text.chinese._letters import LETTER_NAMES
from phemius_core.text.chinese._phonemes import syllable_phonemes
from phemius_core.text.chinese._polyphones import USUAL_READINGS, context_reading
from phemius_core.text.chinese._tones import Syllable, apply_sandhi

__all__ = ["ChineseG2P"]

_HANZI: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024fＡ-Ｚａ-ｚ"
_RUN: Final = re.compile(
    rf"(?P<hanzi>[{_HANZI}]++)|(?P<latin>[{_LATIN}]++(?:['’-][{_LATIN}]++)*+)|(?P<digits>\d++)"
    rf"|[^\W\d_{_HANZI}{_LATIN}]++|[^\w\s]|_"
)
_SYLLABLE: Final = re.compile(r"[a-zêü]+[1-5]")
_DIGITS: Final = "零一二三四五六七八九"
_ACRONYM_CHARS: Final = 5
"""Letters of the longest word in capitals that is spelt; a longer one may be a word."""
_VOWEL: Final = re.compile("[aeiouyAEIOUY]|[^\x00-\x7f]")
_PARTS: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\WA-Z\d_]+|[A-Z]")


class ChineseG2P:
    """G2P of Mandarin Chinese. Words of other scripts have no phonemes.

    Raises:
        MissingExtra: jieba or pypinyin is not installed.
    """

    name = "pypinyin"

    def __init__(self) -> None:
        try:
            self._jieba: Any = import_module("jieba")
            self._pypinyin: Any = import_module("pypinyin")
            self._phrases: Any = import_module("pypinyin.constants").PHRASES_DICT
        except ImportError as error:
            raise MissingExtra(str(error.name), "asian") from None
        self._jieba.setLogLevel("ERROR")
        self._english = EnglishWords(british=False)
        self._readings = lru_cache(maxsize=4096)(self._dictionary_readings)
        self._lock = threading.Lock()
        self.version = f"{metadata.version('jieba')}-{metadata.version('pypinyin')}-2"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        tokens: list[PhonemeToken] = []
        for run in _RUN.finditer(text):
            start, end = run.span()
            if run["hanzi"]:
                tokens += self._hanzi(run[0], start)
            elif run["latin"]:
                phonemes = self._latin(unicodedata.normalize("NFKC", run[0]))
                tokens.append(PhonemeToken(run[0], phonemes, start, end, True, "english"))
            elif run["digits"]:
                named = "".join(_DIGITS[int(digit)] for digit in run[0])
                phonemes = "".join(token.phonemes for token in self._hanzi(named, 0))
                tokens.append(PhonemeToken(run[0], phonemes, start, end, True, "digits"))
            else:
                mark = MARKS.get(run[0], "")
                tokens.append(PhonemeToken(run[0], mark, start, end, space_after=bool(mark)))
        return space_tokens(tokens)

    def _hanzi(self, run: str, start: int) -> Iterator[PhonemeToken]:
        """Words of hanzi without a mark between, and their phonemes."""
        with self._lock:
            words: list[str] = list(self._jieba.cut(run))
        syllables = self._syllables(run, words)
        apply_sandhi([syllable for syllable in syllables if syllable.pinyin])
        at = 0
        for word in words:
            phonemes = ""
            for syllable in syllables[at : at + len(word)]:
                phonemes = _with_syllable(phonemes, syllable)
            is_known = all(syllable.pinyin for syllable in syllables[at : at + len(word)])
            a, b = start + at, start + at + len(word)
            yield PhonemeToken(word, phonemes if is_known else "", a, b, True, "lexicon")
            at += len(word)

    def _syllables(self, run: str, words: list[str]) -> list[Syllable]:
        found: list[Syllable] = []
        at = 0
        for word in words:
            end = at + len(word)
            for n, (char, reading) in enumerate(zip(word, self._readings(word), strict=True)):
                pinyin = context_reading(run, at + n, (at, end)) or reading
                found.append(Syllable(char, pinyin, n == 0, at + n + 1 == end))
            at = end
        return found

    def _dictionary_readings(self, word: str) -> tuple[str, ...]:
        """Pinyin of each character of a word; empty for one that pypinyin does not know."""
        readings = self._pypinyin.lazy_pinyin(
            word, style=self._pypinyin.Style.TONE3, neutral_tone_with_five=True, errors=list
        )
        known = (reading if _SYLLABLE.fullmatch(reading) else "" for reading in readings)
        if word in self._phrases:
            return tuple(known)
        return tuple(USUAL_READINGS.get(c, r) for c, r in zip(word, known, strict=True))

    def _latin(self, word: str) -> str:
        """English words as English, acronyms by the names that Mandarin speakers give letters."""
        compact = re.sub("[-'’]", "", word)
        if not compact.isupper() and self._english.knows(word):
            return self._english.read(word)
        parts = [self._part(part) for part in _PARTS.findall(word)]
        return "".join(part for part in parts if part)

    def _part(self, part: str) -> str:
        is_acronym = part.isupper() or not _VOWEL.search(part)
        if is_acronym and len(part) > _ACRONYM_CHARS and self._english.knows(part):
            is_acronym = False
        if not is_acronym:
            return self._english.read(part)
        plain = unicodedata.normalize("NFD", part.upper())
        names = (LETTER_NAMES[letter] for letter in plain if letter in LETTER_NAMES)
        return "".join(syllable_phonemes(s) for name in names for s in name.split())


def _with_syllable(phonemes: str, syllable: Syllable) -> str:
    """The phonemes of a word with those of its next syllable; 儿 takes the place of n and i."""
    if not syllable.pinyin:
        return phonemes
    if syllable.is_rhotic and phonemes:
        phonemes = re.sub(r"(?<=[→↗↓↘])n$|(?<=a)i(?=[→↗↓↘]$)", "", phonemes)
    return phonemes + syllable_phonemes(syllable.pinyin)
