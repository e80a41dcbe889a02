"""Japanese phonemes: OpenJTalk's words and readings in the notation of the voices."""

import contextlib
import io
import re
import threading
import unicodedata
from functools import lru_cache
from importlib import import_module, metadata
from itertools import zip_longest
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text._english_words import EnglishWords
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS, space_tokens
from phemius_core.text.japanese._loanwords import english_morae
from phemius_core.text.japanese._morae import mora_phonemes, split_morae

__all__ = ["JapaneseG2P"]

_LOOK_AHEAD_CHARS: Final = 64
"""How far behind the last word the next one is searched."""
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*[A-Za-zÀ-ɏ]")
_ACRONYM_CHARS: Final = 5
"""Letters of the longest word in capitals that is spelt; a longer one may be a word."""
_READINGS: Final = {
    "八百": "ハッピャク", "〇": "マル", "ＯＫ": "オーケー", "五十部": "ゴジューブ",
    "七曲": "ナナキョク",
    "四位": "ヨンイ",
}  # fmt: skip
"""Words that the dictionary reads as a name, or not at all."""
_MINUTES: Final = re.compile(
    r"(?!の[一二三四五六七八九十]|[一二三四五六七八九]厘|五分|[目咲袖丈刈粥立通音割するさし])"
)
"""No 二分の一, 五分五分, 八分目 or 八分音符, which are parts."""
_TEN_MINUTES: Final = re.compile("以|間|前|後|程|おき|ごと|ほど|遅|待|歩|か|過|単|休|弱|強|ずつ")
"""What follows ten minutes, rather than 十分 in the sense of enough."""
_POINTS: Final = re.compile("[零ゼ一二三四五六七八九十百]")
_BY_FOLLOWING: Final = {
    "二分": (_MINUTES, "ニフン"), "五分": (_MINUTES, "ゴフン"), "八分": (_MINUTES, "ハップン"),
    "九分": (_MINUTES, "キューフン"), "十分": (_TEN_MINUTES, "ジュップン"),
    "一対": (_POINTS, "イッタイ"), "対": (_POINTS, "タイ"), "零": (re.compile("時"), "レー"),
}  # fmt: skip
"""Readings that the dictionary has not, and what follows the words where they hold."""
_BY_PRECEDING: Final = {"着": ("時分", "チャク"), "発": ("時分", "ハツ"), "口": ("乗", "グチ")}
"""Readings after one of some characters."""
_RUN: Final = re.compile(r"(?<=メートル)走")
"""A race, 百メートル走, which the dictionary takes for the verb; 層 has the same reading."""
_DIGIT_RUN: Final = re.compile(r"[0-9０-９]{2,}")
_NUMERALS: Final = "零一二三四五六七八九"
_READABLE: Final = re.compile(r"[ぁ-ゖァ-ヺ一-鿿A-Za-z0-9Ａ-Ｚａ-ｚ０-９]")
"""What the dictionary never skips, though it may write it with other characters: ニ as 二."""
_REPEATED_KANA: Final = re.compile(r"([ぁ-ゖァ-ヺ])([ゝヽゞヾ])")


class JapaneseG2P:
    """G2P of Japanese. Words of other scripts that the dictionary lacks have no phonemes.

    Raises:
        MissingExtra: pyopenjtalk is not installed.
    """

    name = "openjtalk"

    def __init__(self) -> None:
        try:
            # It prints a hint about a package that is not needed here.
            with contextlib.redirect_stdout(io.StringIO()):
                self._openjtalk: Any = import_module("pyopenjtalk")
                version = metadata.version("pyopenjtalk-plus")
        except ImportError:
            raise MissingExtra("pyopenjtalk-plus", "asian") from None
        self._english = EnglishWords(british=True)
        self._lock = threading.Lock()
        self.version = f"{version}-3"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        written = _as_the_dictionary_reads(text)
        with self._lock:
            words = self._openjtalk.run_frontend(written, predict_nani=False)
        tokens: list[PhonemeToken] = []
        at = 0
        for n, word in enumerate(words):
            start, end = _find(written, word["string"], at)
            if end <= at or _READABLE.search(written, at, start):
                start, end = _unfound(written, words[n + 1 :], at, (start, end))
            if end <= at:
                continue
            tokens += _skipped(text, at, start)
            before = written[at - 1 : at] if start == at else ""
            kana = _reading(word, before, written[end : end + 2])
            tokens += self._word(text[start:end], word, kana, start)
            at = end
        return space_tokens(_joined([*tokens, *_skipped(text, at, len(text))]))

    def _word(
        self, written: str, word: dict[str, Any], kana: str, start: int
    ) -> list[PhonemeToken]:
        end = start + len(written)
        if written in MARKS:
            mark = MARKS[written]
            return [PhonemeToken(written, mark, start, end, bool(mark))]
        plain = unicodedata.normalize("NFKC", written) if word["pos"] == "フィラー" else written
        if self._is_spelt_word(plain, word) and (
            phonemes := _kana_phonemes(english_morae(self._english.read(plain)))
        ):
            return [PhonemeToken(written, phonemes, start, end, True, "english")]
        phonemes = _kana_phonemes(kana) or _kana_phonemes(written)
        if not phonemes:
            return _skipped(written, 0, len(written), offset=start)
        return [PhonemeToken(written, phonemes, start, end, True, "lexicon")]

    def _is_spelt_word(self, plain: str, word: dict[str, Any]) -> bool:
        """Whether OpenJTalk spells a Latin word that is no acronym."""
        if word["pos"] != "フィラー" or not _LATIN.fullmatch(plain):
            return False
        if not plain.isupper():
            return True
        return len(plain) > _ACRONYM_CHARS and self._english.knows(plain)


@lru_cache(maxsize=4096)
def _kana_phonemes(kana: str) -> str:
    return mora_phonemes(split_morae(kana))


def _reading(word: dict[str, Any], before: str, behind: str) -> str:
    """Kana of a word between a character and the next two."""
    written: str = word["string"]
    if (follows := _BY_FOLLOWING.get(written)) and follows[0].match(behind):
        return follows[1]
    if (precedes := _BY_PRECEDING.get(written)) and before and before in precedes[0]:
        return precedes[1]
    kana: str = _READINGS.get(written, word["pron"])
    return kana


def _as_the_dictionary_reads(text: str) -> str:
    """The text as long as before, without what OpenJTalk writes at another length.

    Digits, of which it would make a number, are named one by one.
    """
    text = _DIGIT_RUN.sub(lambda found: "".join(_NUMERALS[int(digit)] for digit in found[0]), text)
    return _without_repeat_marks(_RUN.sub("層", text))


def _without_repeat_marks(text: str) -> str:
    """The text with kana in place of the marks that repeat them; as long as before."""

    def repeated(found: re.Match[str]) -> str:
        kana, mark = found[1], found[2]
        voiced = unicodedata.normalize("NFC", f"{kana}\u3099")
        return kana + (voiced if mark in "ゞヾ" and len(voiced) == 1 else kana)

    return _REPEATED_KANA.sub(repeated, text)


def _find(text: str, word: str, at: int) -> tuple[int, int]:
    """Start and end of a word of OpenJTalk, which writes ASCII and kana in full width."""
    if text.startswith(word, at):
        return at, at + len(word)
    wanted = unicodedata.normalize("NFKC", word)
    for start in range(at, min(len(text), at + _LOOK_AHEAD_CHARS)):
        # Half-width kana take two characters for one with a mark.
        for end in range(start + len(word), min(len(text), start + 2 * len(word)) + 1):
            found = unicodedata.normalize("NFKC", text[start:end])
            if found == wanted:
                return start, end
            if not wanted.startswith(found[: len(wanted)]) or len(found) > len(wanted):
                break
    return at, at


def _unfound(
    text: str, following: list[dict[str, Any]], at: int, later: tuple[int, int]
) -> tuple[int, int]:
    """Start and end of a word that OpenJTalk writes with other characters: up to the next one.

    Args:
        text: The text.
        following: The words behind it.
        at: Where the last word ended.
        later: Where characters like those of the word stand, which may be another word's.
    """
    while at < len(text) and text[at].isspace():
        at += 1
    found = later if later[1] > at else (at, len(text))
    bound = later[0] if later[1] > at else len(text)
    for word in following[:4]:
        start, end = _find(text, word["string"], at)
        if start < end and start < bound:
            bound, found = start, (at, start)
    return found


def _skipped(text: str, start: int, end: int, *, offset: int = 0) -> list[PhonemeToken]:
    """Characters that the dictionary skipped: kana, punctuation, or words left for
    letter-to-sound rules.
    """
    return [
        PhonemeToken(
            found[0],
            MARKS.get(found[0]) or mora_phonemes(split_morae(found[0])),
            offset + start + found.start(),
            offset + start + found.end(),
            space_after=True,
        )
        for found in re.finditer(
            r"[ぁ-ゖァ-ヿㇰ-ㇿ]+|[^\W_ぁ-ゖァ-ヿㇰ-ㇿ]+|[^\w\s]|_", text[start:end]
        )
    ]


def _joined(tokens: list[PhonemeToken]) -> list[PhonemeToken]:
    """No space around a glottal stop or before a long vowel, which belong to their neighbours."""
    joined = []
    for token, following in zip_longest(tokens, tokens[1:]):
        joins = token.phonemes.endswith("ʔ") or (
            following is not None and following.phonemes[:1] in ("ʔ", "ː")
        )
        joined.append(
            PhonemeToken(
                token.text, token.phonemes, token.start, token.end,
                token.space_after and bool(token.phonemes) and not joins, token.reader,
            )
        )  # fmt: skip
    return joined
